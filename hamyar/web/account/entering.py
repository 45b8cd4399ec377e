"""The last steps into the house, whichever way she came: the secret is looked at, and what had waited is sent."""

from flask import g, render_template, request
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from hamyar.domain import guessing, people
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from hamyar.web import access, answers, submissions, waiting_forms
from hamyar.web.account import hashing
from hamyar.web.language import gettext as _


def prove(mobile: str, typed: str, *, is_shared: bool) -> tuple[Person, str]:
    """The person and the secret of her new session. Refused: guess.pause, guess.wrong.

    The session that this phone had before ends with it, hidden or not, hers or another's.
    """
    place = request.remote_addr or ""
    with transaction():
        guessing.begin(mobile, place)
    person = people.find_by_mobile(None, mobile)
    known = person.secret_hash if person else None
    if not hashing.knows(person, typed) or person is None:
        raise Refused("guess.wrong")
    with transaction():
        # Hashing took its time: meanwhile her PIN may have been changed, or she may have been shut out.
        if person.secret_hash != known or not person.is_active or _needs_card(person):
            raise Refused("guess.wrong")
        guessing.forgive(mobile, place)
        return person, access.let_in(person, is_shared=is_shared)


def lead_on(person: Person, secret: str, *, is_shared: bool, waiting: str, to: str) -> Response:
    """On to where she wanted, with her cookie; or first to the form she had sent when she was signed out."""
    form = waiting_forms.opened(waiting)
    if form is None:
        return access.hand_over(answers.go(to), secret, is_shared=is_shared)
    access.know(person, is_shared=is_shared)
    return _send_it_now(access.hand_over(Response(mimetype="text/html"), secret, is_shared=is_shared), *form)


def _needs_card(person: Person) -> bool:
    """Whether even the right PIN is not taken any more. A password is long enough for waiting to be enough."""
    return not person.is_staff and guessing.is_spent(person.mobile)


def _send_it_now(response: Response, address: str, fields: list[tuple[str, str]]) -> Response:
    """Her form behind one button; its number stays, so it is done once."""
    # Her keys were renewed a moment ago; the one made for the sign-in form is of the old ones.
    g.pop("csrf_token", None)
    keys = [("csrf_token", generate_csrf()), (submissions.OF, submissions.tag(submissions.owner()))]
    response.set_data(
        render_template(
            "problems/again.html",
            sentence=_("You had been signed out in between. Now you are signed in: send it, and it is done."),
            action=address,
            keys="",
            replaces=None,
            fields=[*fields, *keys],
            secrets=[],
            button=_("Send it"),
            first_result_url=None,
        )
    )
    return response
