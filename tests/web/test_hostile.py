"""Hostile forms and addresses at every door, sent by those who may pass it: each gets an answer, none gets a 500."""

import random
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_wtf import FlaskForm
from webtest import TestResponse
from werkzeug.routing import Rule
from wtforms.fields.core import UnboundField

from hamyar.kit.db import db
from hamyar.web import kept, submissions
from tests.people import PASSWORD, PIN, Phone, World
from tests.test_doors import address, allowed, routes, values

__all__ = ["values"]

HOSTILE = (
    "",
    "\x00\x01\x7f",
    "\u202eab\u2066\u200b",
    "\u2028\u0641",
    "²",
    "-1",
    "1.5",
    "9" * 400,
    "1e309",
    "'\";--%_*(){}[]\\",
    "<script>alert(1)</script>{{7*7}}",
    "\r\nSet-Cookie: a=b",
    "\U0001f9d5\u0301" * 50,
    "//evil.example/../..",
)
LONG = "ا" * 500_000
# What gets past the first questions, so that hostile fields beside it get deeper.
SOUND = {
    "name": "مریم",
    "surname": "احمدی",
    "mobile": "09351234567",
    "phone": "own",
    "secret": PASSWORD,
    "password": PASSWORD,
    "pin": PIN,
    "pin_again": PIN,
    "city": "تهران",
    "occupation": "cooking",
    "role": "manager",
    "slug": "new-shop",
    "price": "125000",
    "read_back": "1250000",
    "stock": "3",
    "kind": "in_stock",
    "unit": "piece",
    "lead_days": "2",
    "offers-0-price": "125000",
    "offers-0-stock": "3",
    "quantity": "1",
    "move": "accept",
    "reason": "x",
    "n-1": "2",
}
LOOSE = ("offers-0-variant_id", "offers-0-seen", "offers-0-sure", "offers-999-price", "offers-²-price", "step", "why")
LOOSE += ("n-²", "n-99999999999", "kept", "act", "row", "price-0", "meant-0", "meant-²", "again", "find", "find_text")
ASKED = ("q", "before", "after", "state", "day", "done", "seen", "newest", "removed", "product", "out", "many", "next")
ASKED += ("sold_out_before", "sent", "full", "xprice", "who", "kind", "occupation", "before_id", "person", "role")


@cache
def names() -> list[str]:
    """The names of all fields of all forms of the program, and of those that stand in no form."""
    forms = list(FlaskForm.__subclasses__())
    found = {name for form in forms for name, field in vars(form).items() if isinstance(field, UnboundField)}
    assert {"mobile", "variant", "photos"} <= found
    return sorted(found | set(SOUND) | set(LOOSE))


def who_may(rule: Rule) -> str:
    """A persona who may knock at this door, the weakest of them: the others are hardly met by hostile hands."""
    return next(who for who in ("stranger", "maryam", "worker", "manager") if who in allowed(rule.endpoint))


def bodies(endpoint: str) -> Iterator[dict[str, str]]:
    """Every hostile value in some fields among sound ones, and some of them in all fields at once."""
    dice = random.Random(endpoint)
    for value in HOSTILE:
        if dice.random() < 0.4:
            yield dict.fromkeys(names(), value)
        yield among_sound(value, dice.sample(names(), 4))
    yield among_sound(LONG, dice.sample(names(), 2))


def among_sound(value: str, some: list[str]) -> dict[str, str]:
    """A form in which only some fields are hostile."""
    return {name: value if name in some else SOUND.get(name, "") for name in names()}


def encoded(pairs: list[tuple[str, str]]) -> bytes:
    """The form as it travels; what is very long goes unquoted, which takes longer than all the rest."""
    return "&".join(
        f"{quote_plus(name)}={value if value is LONG else quote_plus(value)}" for name, value in pairs
    ).encode()


def trouble(answer: TestResponse) -> str:
    """What is wrong with an answer; empty where it is one that a server can send and a person can read."""
    if answer.status_int >= 500:
        return str(answer.status_int)
    # A server sends headers in this alphabet or not at all.
    wrong = [name for name, value in answer.headers.items() if not value.isascii()]
    return f"header {wrong}" if wrong else ""


@pytest.fixture
def send(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestResponse]:
    """Knock at the door of a rule with a form of a good number; its keys have tests of their own."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)

    def post(rule: Rule, at: str, fields: Any, **more: Any) -> TestResponse:
        with app.test_request_context():
            number = submissions.number(rule.endpoint)
        phone = Phone(app, world.seats.get(who_may(rule)))
        pairs = [(submissions.FIELD, number), *(fields.items() if isinstance(fields, dict) else fields)]
        body = pairs if "upload_files" in more else encoded(pairs)
        return phone.post(at, body, expect_errors=True, **more)

    return post


@pytest.mark.parametrize("part", range(4))
def test_no_hostile_form_breaks_anything(
    app: Flask,
    values: dict[str, object],
    put_back: Callable[[], Callable[[], None]],
    send: Callable[..., TestResponse],
    part: int,
) -> None:
    bring_back, wrong = put_back(), []
    for rule in sorted(routes(app, "POST"), key=lambda rule: rule.endpoint)[part::4]:
        bring_back()
        for fields in bodies(rule.endpoint):
            said = trouble(send(rule, address(app, rule, values), fields))
            if said:
                wrong.append((rule.endpoint, said, {name: text[:20] for name, text in fields.items() if text}))
    assert wrong == []


def test_no_form_of_another_shape_breaks_anything(
    app: Flask, values: dict[str, object], send: Callable[..., TestResponse]
) -> None:
    """Doubled fields, files where words belong, words where files belong, and hostile names of files."""
    doubled = [(name, SOUND.get(name, "2")) for name in names() for _ in range(3)]
    files = [(name, "../../\x00evil\u202e.jpg", b"\xff\xd8\xff\x00" * 9) for name in names() if name.isascii()]
    wrong = []
    for rule in routes(app, "POST"):
        at = address(app, rule, values)
        shapes = {
            "doubled": send(rule, at, doubled),
            "files": send(rule, at, {}, upload_files=files),
            "htmx": send(rule, at, dict.fromkeys(names(), "\u0641\u2028"), headers={"HX-Request": "true"}),
        }
        wrong += [(rule.endpoint, shape, said) for shape, answer in shapes.items() if (said := trouble(answer))]
    assert wrong == []


@pytest.mark.parametrize("is_part", [False, True])
def test_no_hostile_address_breaks_anything(app: Flask, world: World, values: dict[str, object], is_part: bool) -> None:
    headers = {"HX-Request": "true"} if is_part else {}
    wrong = []
    for rule in routes(app, "GET"):
        phone = Phone(app, world.seats.get(who_may(rule)))
        for value in (*HOSTILE, "/\u0641\u2028"):
            asked = dict.fromkeys(ASKED, value[:300])
            answer = phone.get(address(app, rule, values), asked, headers=headers, expect_errors=True)
            said = trouble(answer)
            if said and not (rule.endpoint == "health.show" and said == "503"):
                wrong.append((rule.endpoint, value[:20], said))
    assert wrong == []


WORDS = "'\"><hostile onhostile=1 x='</script></title></textarea><!--"
COLUMNS = (
    ("clinics", "name", "city", "phone", "about"),
    ("groups", "name", "neighbourhood", "story"),
    ("people", "name", "surname"),
    ("products", "name", "description"),
    ("variants", "name"),
    ("orders", "name", "note"),
    ("order_lines", "product_name", "variant_name"),
    ("order_steps", "reason"),
)


class Reader(HTMLParser):
    """Notes whatever on a page became markup that should have stayed words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        odd = [name for name, _ in attrs if name.startswith("onhostile")]
        self.found += [self.get_starttag_text() or tag] if odd or tag == "hostile" else []

    def handle_comment(self, data: str) -> None:
        self.found += [data[:80]] if "hostile" in data else []


def test_words_stay_words_on_every_page(app: Flask, world: World, values: dict[str, object]) -> None:
    with app.app_context():
        for table, *columns in COLUMNS:
            sets = ", ".join(f"{column} = :words" for column in columns)
            db.session.execute(sa.text(f"update {table} set {sets}"), {"words": WORDS})
        db.session.execute(sa.text("update groups set version = version + 1"))
        db.session.execute(sa.text("update clinics set catalogue_version = catalogue_version + 1"))
        db.session.commit()
    wrong, seen = [], 0
    for rule in routes(app, "GET"):
        for who in allowed(rule.endpoint) & {"stranger", "maryam", "manager"}:
            for headers in ({}, {"HX-Request": "true"}):
                at = address(app, rule, values)
                page = Phone(app, world.seats.get(who)).get(at, headers=headers, expect_errors=True)
                if page.content_type == "text/html":
                    seen += "&lt;hostile" in page.text
                    wrong += [(rule.endpoint, found) for found in Reader(page.text).found]
    assert wrong == []
    assert seen > 40, "the words do stand on the pages"


def test_a_page_asked_for_under_an_endless_name_of_the_machine_is_refused(app: Flask, world: World) -> None:
    kept._pages.clear()
    asked = {"HTTP_HOST": "a." * 5000 + "example"}
    assert Phone(app).get(f"/p/{world.jar}", extra_environ=asked, status=400)
    assert not kept._pages
    assert Phone(app).get(f"/p/{world.jar}").status_int == 200
    assert len(kept._pages) == 1
