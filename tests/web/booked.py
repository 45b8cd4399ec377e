"""Orders that are for a day, for tests of both rooms: lunch, and a service at an hour."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import (
    agreements,
    catalogue,
    channels,
    closings,
    days,
    groups,
    moves,
    notices,
    offering,
    orders,
    people,
    placing,
    products,
)
from hamyar.domain.days import Slot
from hamyar.domain.orders import Order
from hamyar.kit import clock
from hamyar.kit.db import transaction
from tests.people import MARYAM, WORKER, form_on


class Made(NamedTuple):
    """An order: its number, and the path of its customer's page."""

    number: int
    path: str


SLUG = "gol-narges"
ROOM = f"/group/{SLUG}"
TEN, TWO = 600, 840


def day(ahead: int = 1) -> date:
    """A Tehran day so many days from today."""
    return clock.today() + timedelta(days=ahead)


def lunch(app: Flask, *done: str, ahead: int = 1, quantity: int = 1, per_day: int = 5) -> Made:
    """An order of lunch, brought on its way; its number and its customer's path."""
    about = catalogue.Description("قورمه سبزی", kind=products.MADE_TO_ORDER, lead_days=1, per_day=per_day)
    return _order(app, about, Slot(day(ahead)), quantity, done)


def catering(app: Flask, *done: str) -> Made:
    """The same for a service tomorrow at ten, which is also done at two."""
    hours = (catalogue.Hours(TEN, TEN + 120, 1), catalogue.Hours(TWO, TWO + 120, 1))
    about = catalogue.Description("پذیرایی", kind=products.SERVICE, lead_days=1, windows=hours)
    return _order(app, about, Slot(day(), TEN), 1, done)


def fill_up(app: Flask, number: int, on: date, many: int) -> None:
    """Somebody else takes so many places of that day."""
    with app.app_context(), transaction():
        order = _get(number)
        variant = order.lines[0].variant
        assert variant
        wish = offering.Wish(variant, many)
        other = placing.Customer("هما", "+989121112233")
        placing.take_down(order.group, [wish], other, offering.Plan(Slot(on)), by=_person(MARYAM), again=True)


def ask(app: Flask, number: int, kind: str, slot: Slot | None = None, *, by_group: bool = True) -> None:
    """One side asks."""
    with app.app_context(), transaction():
        by = _person(MARYAM) if by_group else None
        agreements.ask(_get(number), kind, "گوشت نرسید", by=by, slot=slot)


def answer(app: Flask, number: int, *, says_yes: bool = True) -> None:
    """The group answers what the customer asked."""
    with app.app_context(), transaction():
        asked_for = agreements.find_open(_get(number))
        assert asked_for
        agreements.answer(asked_for, says_yes, by=_person(MARYAM))


def go_on(app: Flask, number: int, *done: str) -> None:
    """The group makes moves."""
    with app.app_context(), transaction():
        for name in done:
            moves.make(_get(number), name, by=_person(MARYAM), reason="نشد")


def close(app: Flask, on: date) -> None:
    """The group does not work on this day, for a reason of its own."""
    with app.app_context(), transaction():
        days.close(groups.get(1, SLUG), on, "عروسی خواهرم", _person(MARYAM))


def make_holiday(app: Flask, on: date) -> None:
    """This day becomes a holiday, and the group does not work on holidays."""
    with app.app_context(), transaction():
        groups.set_week(groups.get(1, SLUG), "", False, _person(MARYAM))
        closings.declare(1, on, "آلودگی هوا", _person(WORKER))


def carry(app: Flask) -> None:
    """Messages leave the clinic."""
    with app.app_context(), transaction():
        channels.put(1, channels.SMS, {}, is_on=True, by=_person(WORKER))


def told_of_day(app: Flask, number: int) -> list[tuple[str, str]]:
    """What its customer was or is to be told of her day, the oldest first, and how that stands."""
    kinds = notices.DAY_CLOSED, notices.DAY_OPEN
    found = look(app, number, lambda order: notices.about_orders([order.id], *kinds))
    return [(one.kind, one.state) for one in found]


def form_of(page: TestResponse, number: int, action: str) -> Form:
    """The form that does this with an order, on a page that lists several."""
    return form_on(page, f"/orders/{number}{action}")


def do(app: Flask, number: int, work: Callable[[Order, people.Person], Any]) -> None:
    """Something is done with it by a woman of the group."""
    with app.app_context(), transaction():
        work(_get(number), _person(MARYAM))


def look(app: Flask, number: int, at: Callable[[Order], Any]) -> Any:
    """A fact of the order as the table has it."""
    with app.app_context():
        return at(_get(number))


def asked(app: Flask, number: int) -> list[tuple[str, str]]:
    """What was asked, the newest first: by whom, and how it stands."""
    return look(app, number, lambda order: [(one.asked_by, one.state) for one in agreements.of(order)])


def _order(app: Flask, about: catalogue.Description, slot: Slot, quantity: int, done: tuple[str, ...]) -> Made:
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, SLUG), _person(MARYAM)
        # Whatever the calendar says of tomorrow.
        groups.set_week(cooks, "", True, maryam)
        made = catalogue.add(cooks, about, [catalogue.Offer("", 1_200_000)], [], maryam)
        wish, customer = offering.Wish(made.variants[0], quantity), placing.Customer("نگار", "+989351234567")
        order = placing.take_down(cooks, [wish], customer, offering.Plan(slot), by=_person(WORKER), again=True)
        for name in done:
            moves.make(order, name, by=maryam, reason="نشد")
        return Made(order.number, order.path)


def _get(number: int) -> Order:
    return orders.get(groups.get(1, SLUG), number)


def _person(mobile: str) -> people.Person:
    found = people.find_by_mobile(1, mobile)
    assert found
    return found
