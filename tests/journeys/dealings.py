"""What stands between customers and a group, in every state: for those who walk on either side."""

from datetime import timedelta
from typing import NamedTuple

from flask import Flask
from webtest import TestResponse

from hamyar.domain import delivery, groups, moves, orders, paying, requests
from hamyar.domain.days import Slot
from hamyar.kit.db import transaction
from tests import pay_world, wanted
from tests.journeys.full_world import COOKS, team, two_photos
from tests.people import Phone, World
from tests.web import booked


class Made(NamedTuple):
    """A request of a customer: how it stands, her page of it, and the group's."""

    state: str
    path: str
    desk: str


def settled(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The group has said how it hands over and is paid: all three ways, a card of its own and two more."""
    with app.app_context(), transaction():
        maryam, _zahra, worker = team()
        cooks = groups.get(maryam.clinic_id, COOKS)
        pickup = delivery.Pickup(True, "نازی‌آباد، خیابان مدائن، کارگاه", "۹ تا ۱۳")
        courier = delivery.Courier(True, [(f"منطقه‌ی {n}", n * 100_000) for n in range(7)], 9_000_000)
        delivery.arrange(cooks, pickup, courier, delivery.Post(True, [(500, 400_000), (3000, 900_000)], None), maryam)
        account = paying.NewCard("6037991234567893", "مریم احمدی", "IR160120000000001234567890")
        card = paying.add_card(cooks.clinic_id, cooks, account, maryam)
        paying.add_card(cooks.clinic_id, cooks, paying.NewCard("1234561234567896", "زهرا کریمی"), maryam)
        paying.add_card(cooks.clinic_id, None, paying.NewCard("6104337812345674", "کلینیک مهر"), worker)
        paying.agree(
            cooks, takes_cash=True, card=card, takes_online=False, is_paid_first=True, hold_hours=24, by=maryam
        )
    return []


def asked(app: Flask) -> list[Made]:
    """One in every state, with photos, and last one whose price's time is over; there are two ways to the customer."""
    with app.app_context(), transaction():
        maryam, *_others = team()
        cooks = groups.get(maryam.clinic_id, COOKS)
        pickup, courier = delivery.Pickup(True, "کارگاه", "۹ تا ۱۳"), delivery.Courier(True, [("محله", 300_000)], None)
        delivery.arrange(cooks, pickup, courier, delivery.Post(False, [], None), maryam)
        late = wanted.in_state(cooks, maryam, requests.ANSWERED)
        assert late.quote
        late.quote.holds_until -= timedelta(days=10)
        made = [*wanted.of_every_state(cooks, maryam, two_photos(maryam.clinic_id)), late]
        return [Made(one.state, one.path, one.desk) for one in made]


def agreed_upon(app: Flask) -> list[booked.Made]:
    """One that waits, one that the group asks about, one that the customer does, one that was answered, a service."""
    made = [booked.lunch(app), *(booked.lunch(app, "accept", per_day=20) for _ in range(3))]
    made.append(booked.catering(app, "accept"))
    booked.ask(app, made[1].number, "other_day", Slot(booked.day(3)))
    booked.ask(app, made[2].number, "cancel", by_group=False)
    booked.ask(app, made[3].number, "other_day", Slot(booked.day(2)), by_group=False)
    booked.answer(app, made[3].number)
    return made


def owed(app: Flask, world: World) -> list[tuple[int, str]]:
    """Orders by card, one in each state of its payment, and one that was cancelled after it was paid."""
    pay_world.take_cards(app)
    made = [pay_world.order(app, world) for _state in range(6)]
    unpaid, claimed, paid, little, much, dead = (number for number, _secret in made)
    pay_world.say(app, claimed)
    for number, off in ((paid, 0), (little, -40_000), (much, 40_000), (dead, 0)):
        pay_world.see(app, number, pay_world.money(app, number).due + off)
    with app.app_context(), transaction():
        maryam, *_others = team()
        moves.make(orders.get(groups.get(maryam.clinic_id, COOKS), dead), "decline", by=maryam, reason="نشد")
    assert pay_world.money(app, unpaid).state == "unpaid"
    return made
