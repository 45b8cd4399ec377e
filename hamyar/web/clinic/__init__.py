"""The room of the clinic's staff: groups, people, every group's orders, and for the manager staff and settings."""

from flask import Blueprint

from hamyar.web import access
from hamyar.web.clinic import (
    channels,
    connect,
    gateway,
    groups,
    holidays,
    home,
    journal,
    members,
    notices,
    orders,
    pay_cards,
    payments,
    people,
    permits,
    resends,
    settings,
    staff,
)

room = Blueprint("clinic", __name__, url_prefix="/clinic")
room.before_request(access.signed_in)
room.before_request(access.staff_only)

for page in (
    home,
    groups,
    permits,
    members,
    people,
    orders,
    resends,
    staff,
    settings,
    holidays,
    connect,
    journal,
    notices,
    channels,
    pay_cards,
    payments,
    gateway,
):
    room.register_blueprint(page.bp)
