"""What waits for the group now. The first thing a member sees, and the page that lies open while she cooks."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, make_response
from werkzeug.wrappers import Response

from hamyar.domain import board, orders, permits, requests, shelf
from hamyar.domain.orders import ACCEPTED, OPEN, PLACED, READY, Order
from hamyar.kit import clock
from hamyar.kit.errors import Missing
from hamyar.kit.paging import Page
from hamyar.web import answers, asked, closed_days
from hamyar.web.group import payments as money
from hamyar.web.language import Lazy as _l

bp = Blueprint("home", __name__)

_TITLES = {
    PLACED: (_l("New: please answer"), "bell"),
    ACCEPTED: (_l("Being made"), "hourglass"),
    READY: (_l("Ready to be handed over"), "package-check"),
}


@dataclass(frozen=True)
class Part:
    """What there is to do of one kind: the orders in that state, the oldest first, and how many there are in all."""

    state: str
    title: _l
    icon: str
    count: int
    page: Page[Order]


@bp.get("/")
def show() -> Response:
    """The board. With `state` and `after` the rest of one of its parts."""
    state = asked.one_of("state", OPEN)
    if state:
        return _more(_part(state, board.count_waiting(g.group), asked.number("after")))
    permit = permits.find_of(g.group)
    trouble = permits.trouble(g.group, permit, clock.today())
    facts: dict[str, Any] = {
        "moved": _moved(),
        "permit": permit,
        "permit_trouble": trouble,
        "to_look_at": money.count(),
        "requests_waiting": requests.count_waiting(g.group),
    }
    return answers.page("group/home.html", **facts, **_board())


@bp.get("/pulse")
def pulse() -> Response:
    """Asked every few seconds by an open board: nothing (204), or the board as it is now."""
    if board.pulse(g.group) == asked.number("seen"):
        return make_response("", 204)
    return answers.part("group/_board.html", **_board(known=asked.number("newest")))


def _board(known: int | None = None) -> dict[str, Any]:
    """Everything the board shows. `known`: the newest order the phone has seen; later ones make themselves heard."""
    # The pulse first: what happens while the rest is read is then found by the next one.
    beat = board.pulse(g.group)
    counts = board.count_waiting(g.group)
    parts, ended = [_part(state, counts) for state in OPEN if counts.get(state)], board.just_ended(g.group)
    shown = [*ended, *(order for part in parts for order in part.page.rows)]
    money.remember(shown)
    closed_days.remember(shown)
    return {
        "beat": beat,
        "newest": board.newest_placed(g.group),
        "known": known,
        "count": sum(counts.values()),
        "parts": parts,
        "has_products": shelf.has_any(g.group),
        "ended": ended,
        "place": "board",
    }


def _part(state: str, counts: dict[str, int], after: int | None = None) -> Part:
    title, icon = _TITLES[state]
    return Part(state, title, icon, counts.get(state, 0), board.waiting(g.group, after, state))


def _more(part: Part) -> Response:
    money.remember(part.page.rows)
    closed_days.remember(part.page.rows)
    what: dict[str, Any] = {"part": part, "place": "board"}
    if answers.is_part_asked():
        return answers.part("group/_cards.html", **what)
    return answers.page("group/part.html", **what)


def _moved() -> Order | None:
    """The order that she has just moved, named in the address by the move's answer."""
    number = asked.number("done")
    if number is None:
        return None
    try:
        return orders.get(g.group, number)
    except Missing:
        return None
