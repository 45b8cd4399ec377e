"""A clinic of any size, written in bulk: what the verbs would have written one by one."""

import itertools
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import sqlalchemy as sa

import hamyar
from hamyar.domain import clinics, groups, orders, people, permits, sessions
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import Order, OrderLine, OrderStep
from hamyar.domain.people import Person
from hamyar.domain.products import Product, Variant
from hamyar.kit import clock, search
from hamyar.kit.db import db, transaction
from hamyar.ops import migrate
from tests.bench import machine

GROUPS = 40
# What is looked for later: a word on every fifth product, and one on a single product.
COMMON, RARE = "ترشی", "آنغوزه"
_KINDS = (COMMON, "مربا", "نان", "پیراهن", "کیف")
_WORDS = [
    "خانگی",
    "محلی",
    "تازه",
    "سنتی",
    "دست\u200cدوز",
    "گل\u200cدار",
    "کوهی",
    "شیرین",
    "ترش",
    "بزرگ",
    "کوچک",
    "ویژه",
    "سبز",
    "سرخ",
    "آبی",
    "روستایی",
    "پاییزی",
    "نوروزی",
]
_FIRST = ["مریم", "زهرا", "فاطمه", "لیلا", "نرگس", "سارا", "مینا", "پروین", "شهلا", "الهام", "رویا", "ندا"]
_LAST = ["احمدی", "کریمی", "رضایی", "حسینی", "مرادی", "قاسمی", "جعفری", "صادقی", "نوری", "عباسی", "کاظمی", "رستمی"]
_AT_ONCE = 10_000
_STATES = (orders.DELIVERED,) * 17 + (orders.DECLINED, orders.CANCELLED, orders.NOT_COLLECTED)
_FIRST_DAY = timedelta(days=700)


class World(NamedTuple):
    """Where the bench finds what it asks for."""

    folder: Path
    staff: str
    member: str
    slug: str
    product: str
    customer: str
    number: int
    secret: str


def build(folder: Path, *, products: int, many_orders: int, open_orders: int = 60) -> World:
    """Make the clinic in this folder. Its first group has half of everything; `open_orders` of them wait there."""
    settings = machine.settings_in(folder)
    migrate.upgrade(settings)
    with hamyar.create_app(settings).app_context():
        worker, member, slug = _people_and_groups()
        dice = random.Random(2)
        _write(Product, _products(dice, products))
        _write(Variant, _variants(products))
        _write(Order, _orders(dice, many_orders, open_orders))
        _write(OrderLine, _lines(many_orders, products))
        _write(OrderStep, _steps(many_orders, open_orders))
        with transaction():
            db.session.execute(sa.update(Clinic).values(last_order_number=1000 + many_orders))
            db.session.execute(sa.text("ANALYZE"))
        last = db.session.get_one(Order, many_orders)
        product = db.session.get_one(Product, 1)
        world = World(folder, worker, member, slug, product.code, last.mobile, last.number, last.secret)
        db.session.remove()
        db.engine.dispose()
    return world


def _people_and_groups() -> tuple[str, str, str]:
    with transaction():
        clinic = clinics.found("کلینیک سنجش", "تهران", "02100000000")
        boss = people.add_staff(clinic, name="مینا", surname="راد", mobile="+989000000001", role="manager", by=None)
        for number in range(GROUPS):
            group = _group(clinic, number, boss)
        first = db.session.get_one(Group, 1)
        group = first
        member = groups.members(group)[0]
        seats = sessions.begin(boss, is_shared=False), sessions.begin(member, is_shared=False)
        return *seats, first.slug


def _group(clinic: Clinic, number: int, by: Person) -> Group:
    trade = groups.OCCUPATIONS[number % len(groups.OCCUPATIONS)]
    name = f"گروه {_WORDS[number % len(_WORDS)]} {number}"
    group = groups.form(
        clinic,
        name=name,
        occupation=trade,
        neighbourhood="نازی‌آباد",
        story="با هم کار می‌کنیم.",
        slug=f"g-{number}",
        by=by,
    )
    for place in range(5):
        mobile = f"+98900{number * 10 + place + 100:07}"
        woman = people.add_member(clinic, name=_FIRST[place], surname=_LAST[number % 12], mobile=mobile, by=by)
        groups.join(group, woman, by)
    if permits.is_needed(group):
        permits.record(group, state="granted", number="", until=clock.today() + timedelta(days=365), by=by)
    permits.open_shop(group, by)
    return group


def _write(noun: type[Any], rows: Iterator[dict[str, Any]]) -> None:
    with transaction():
        while some := list(itertools.islice(rows, _AT_ONCE)):
            db.session.execute(sa.insert(noun), some)


def _products(dice: random.Random, count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        name = " ".join((_KINDS[number % len(_KINDS)], *dice.sample(_WORDS, 2), str(number)))
        about = f"{RARE} {name}" if number == count // 2 else f"{name} با مواد تازه و بدون افزودنی"
        code = str(10_000 + number)
        yield {
            "id": number, "group_id": _group_of(number), "code": code, "name": name, "description": about,
            "unit": "piece", "kind": "in_stock", "lead_days": 0, "is_shown": True, "was_ordered": True,
            "search_key": search.key(name, "گروه", code, about), "made_at": _moment(number, count),
            "changed_at": _moment(number, count), "removed_at": None,
        }  # fmt: skip


def _variants(count: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        price = (50 + number % 300) * 10_000
        yield {"id": number, "product_id": number, "name": "", "price": price, "stock": 900_000, "position": 0}


def _orders(dice: random.Random, count: int, open_orders: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        name, mobile = f"{dice.choice(_FIRST)} {dice.choice(_LAST)}", f"+98999{dice.randrange(10**5):07}"
        yield {
            "id": number, "clinic_id": 1, "group_id": _group_of(number), "number": 1000 + number,
            "secret": f"s{number:021}", "checkout": f"c{number:021}", "channel": orders.BY_LINK,
            "state": _state(number, count, open_orders), "name": name, "mobile": mobile, "note": "", "total": 1_000_000,
            "placed_at": _moment(number, count), "placed_by_id": None, "ready_on": None,
            "search_key": orders.key(name, mobile),
        }  # fmt: skip


def _lines(many_orders: int, products: int) -> Iterator[dict[str, Any]]:
    for number in range(1, many_orders + 1):
        for part in (0, 2):
            yield {
                "order_id": number, "variant_id": (number + part - 1) % products + 1, "product_name": "ترشی خانگی",
                "variant_name": "", "unit": "piece", "kind": "in_stock", "lead_days": 0, "price": 500_000,
                "quantity": 1,
            }  # fmt: skip


def _steps(count: int, open_orders: int) -> Iterator[dict[str, Any]]:
    for number in range(1, count + 1):
        state, before = _state(number, count, open_orders), None
        for now in _way_to(state):
            by = None if now == orders.PLACED else 1
            yield {
                "order_id": number, "group_id": _group_of(number), "came_from": before, "state": now, "by_id": by,
                "reason": "", "undoes": False, "at": _moment(number, count),
            }  # fmt: skip
            before = now


def _way_to(state: str) -> tuple[str, ...]:
    if state in orders.WAY:
        return orders.WAY[: orders.WAY.index(state) + 1]
    return (*orders.WAY[:3], state) if state == orders.NOT_COLLECTED else (orders.PLACED, state)


def _state(number: int, count: int, open_orders: int) -> str:
    if number > count - 2 * open_orders:
        return orders.OPEN[number // 2 % 3]
    return _STATES[number // 2 % len(_STATES)]


def _group_of(number: int) -> int:
    """Every second thing is the first group's, the others are spread."""
    return 1 if number % 2 else 2 + number // 2 % (GROUPS - 1)


def _moment(number: int, count: int) -> datetime:
    """Evenly over two years, the last one this hour."""
    return _now - _FIRST_DAY * (1 - number / count)


_now = clock.now()
