"""What could not be told, and what nobody has looked at: the clinic's staff see to it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import notices, orders, outgoing, people
from hamyar.domain.notices import CUSTOMER, Notice
from hamyar.web import answers, asked, submissions, telling
from hamyar.web.language import gettext as _

bp = Blueprint("notices", __name__)


@bp.get("/notices")
def index() -> Response:
    """What was given up, newest first."""
    page = outgoing.given_up(g.clinic.id, asked.number("before"))
    customers = {one.notice.id: one for one in telling.shown(row for row in page.rows if row.audience == CUSTOMER)}
    what: dict[str, Any] = {
        "page": page,
        "told": customers,
        "orders": orders.by_numbers(g.clinic.id, {row.order_id for row in page.rows if row.order_id}),
        "tries": {number: telling.why(last) for number, last in outgoing.last_tries(page.rows).items()},
        "persons": people.by_numbers({row.person_id for row in page.rows}),
    }
    if answers.is_part_asked():
        return answers.part("clinic/_notices.html", **what)
    return answers.page("clinic/notices.html", count=outgoing.count_given_up(g.clinic.id), **what)


@bp.post("/notices/<int:number>/again")
def again(number: int) -> Response:
    """Try it once more from the beginning."""
    return _done(number, outgoing.again, _("It is tried again within seconds."))


@bp.post("/notices/<int:number>/told")
def told(number: int) -> Response:
    """Somebody of the staff told her."""
    return _done(number, lambda notice: notices.told(notice, g.person), _("Done. It is off the list."))


@bp.post("/notices/<int:number>/let-be")
def let_be(number: int) -> Response:
    """It is no news any more."""
    return _done(number, outgoing.let_be, _("Done. It is off the list."))


@bp.get("/ringing")
def ringing() -> Response:
    """Asked now and then by an open page: the news of all groups that nobody has looked at."""
    return answers.part("_ringing.html")


@bp.post("/looked")
def look() -> Response:
    """Somebody of the staff looked: the sound ends on the clinic's screens, not on the group's."""
    address = submissions.once(_looked)
    return answers.part("_ringing.html") if answers.is_part_asked() else answers.go(address)


def _done(number: int, act: Callable[[Notice], None], said: str) -> Response:
    """Do this with the notice, once, and say so on the list."""
    notice = notices.get(g.clinic.id, number)

    def work() -> str:
        act(notice)
        return url_for("clinic.notices.index")

    address = submissions.once(work)
    flash(said, "good")
    return answers.go(address)


def _looked() -> str:
    telling.look(None)
    return url_for("clinic.home.show")
