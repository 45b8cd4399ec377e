"""A customer who lost her links leaves her number; the page itself shows nothing, whoever asks."""

from flask import Blueprint, g, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from hamyar.domain import rations, resends
from hamyar.kit.errors import Refused
from hamyar.web import answers, fields, problems, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _

bp = Blueprint("resend", __name__)

# More than staff could answer in a day: then somebody is playing, and the table must not grow.
_MOST_WAITING = 300


class ResendForm(FlaskForm):
    """The number she ordered with."""

    mobile = fields.MobileField(_l("Your mobile number"))


@bp.get("/orders-again")
def show() -> Response:
    """The form, and after it the same answer to everybody."""
    return answers.page("shop/resend.html", form=ResendForm(formdata=None), is_sent="sent" in request.args)


@bp.post("/orders-again")
def ask() -> Response:
    """Write the wish down for the staff, whether or not this number ever ordered."""
    form = ResendForm()
    if not form.validate():
        return answers.page("shop/resend.html", 422, form=form, is_sent=False)
    if resends.count_waiting(g.clinic.id) >= _MOST_WAITING:
        form.mobile.errors = [_("Very many people ask just now. Please call the clinic.")]
        return answers.page("shop/resend.html", 429, form=form, is_sent=False)
    try:
        return answers.go(submissions.once(lambda: _asked(form.mobile.data)))
    except Refused as no:
        form.mobile.errors = [problems.say(no)]
        return answers.page("shop/resend.html", 429, form=form, is_sent=False)


def _asked(mobile: str) -> str:
    rations.take(rations.RESEND, request.remote_addr or "")
    resends.ask(g.clinic.id, mobile)
    return url_for("shop.resend.show", sent=1)
