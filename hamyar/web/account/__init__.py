"""The room before and around signing in: set-up, sign-in, sign-in cards, and one's own account."""

from flask import Blueprint

from hamyar.web import access
from hamyar.web.account import card, home, notices, setup, sign_in, switch, telling, today

room = Blueprint("account", __name__, url_prefix="/account")
# Open to all; pages that want to know who she is have a door of their own.
room.before_request(access.whoever)

for page in (setup, sign_in, today, switch, card, home, notices, telling):
    room.register_blueprint(page.bp)
