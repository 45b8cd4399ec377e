"""Every route with every persona: a new page cannot forget its guard, because the table below knows only rooms."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from hamyar.domain import cards, clinics, groups, offering, people, placing, prints, products
from hamyar.domain import orders as orders_of
from hamyar.kit.db import transaction
from hamyar.web import submissions
from tests import wanted
from tests.people import MARYAM, PERSONAS, WORKER, Phone, World

IN_GROUP = {"manager", "worker", "maryam", "zahra"}
STAFF = {"manager", "worker"}
# Who may enter; everybody else is sent to sign in (nobody known), told "not for you" (403), or finds nothing (404).
OPEN = set(PERSONAS)
SIGNED_IN = OPEN - {"stranger"}
MANAGER_ROOMS = (
    "clinic.staff.",
    "clinic.settings.",
    "clinic.channels.",
    "clinic.gateway.",
    "clinic.connect.join_wifi",
    "clinic.connect.check",
    "clinic.connect.replace_posters",
    "clinic.pay_cards.add",
    "clinic.pay_cards.drop",
)
OWN_PAGES = ("account.home.", "account.notices.", "account.telling.")
MEMBERS = SIGNED_IN - STAFF
LEADS = {"manager", "worker", "maryam"}
# Quick hide shows less, never more; a page that lay open for weeks must hide as well.
MUST_ALWAYS_WORK = "calendar.hide"
# What only the lead and the staff may do inside a group's room.
LEAD_PAGES = {
    "group.shop.save",
    "group.shop.photo",
    "group.days.set_week",
    "group.days.close",
    "group.days.open_again",
    "group.handing_over.save",
    "group.pay_terms.save",
    "group.requests.switch",
    "group.pay_terms.add_card",
    "group.pay_terms.use",
    "group.pay_terms.drop_card",
    "group.payments.index",
    "group.payments.paste",
    "group.payments.receipt",
}
# Where the world has nothing to find, or an empty form names nothing.
FINDS_NOTHING = {
    "group.agreements.withdraw",
    "group.agreements.answer",
    "group.agreements.hear",
    "shop.changing.withdraw",
    "shop.changing.answer",
    "photos.show",
    "clinic.pay_cards.drop",
    "clinic.payments.move",
    "group.pay_terms.use",
    "group.pay_terms.drop_card",
    "shop.basket.put",
    "shop.online.begin",
    "shop.online.show",
    "shop.online.back",
    "clinic.staff.role",
    "clinic.resends.done",
    "clinic.notices.again",
    "clinic.notices.told",
    "clinic.notices.let_be",
    "group.telling.told",
    "group.telling.untold",
    "group.first.done",
    "group.payments.receipt",
    "shop.paying.receipt",
    "trust.names",
}


def allowed(endpoint: str) -> set[str]:
    """The personas who may open what stands at an endpoint."""
    if endpoint in LEAD_PAGES:
        return LEADS
    if endpoint.startswith(MANAGER_ROOMS):
        return {"manager"}
    if endpoint.startswith("clinic."):
        return STAFF
    if endpoint.startswith("group."):
        return IN_GROUP
    if endpoint.startswith("account.switch."):
        return MEMBERS
    return SIGNED_IN if endpoint.startswith(OWN_PAGES) else OPEN


@pytest.fixture
def values(app: Flask, world: World) -> dict[str, object]:
    """Something real for every blank in an address."""
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        cooks = groups.get(clinic.id, "gol-narges")
        maryam, worker = (people.find_by_mobile(clinic.id, mobile) for mobile in (MARYAM, WORKER))
        assert maryam
        assert worker
        wish = offering.Wish(products.get(cooks, world.jar).variants[0], 1)
        order = placing.take_down(cooks, [wish], placing.Customer("پریسا", "+989351234567"), by=maryam)
        return {
            "slug": "gol-narges",
            "code": world.jar,
            "number": order.number,
            "secret": order.secret,
            "card": cards.make(maryam, worker),
            "person": maryam.id,
            "sheet": prints.of_order(order, prints.SLIP, prints.A4, maryam).number,
            **wanted_of(cooks, maryam),
        }


def wanted_of(group: groups.Group, by: people.Person) -> dict[str, object]:
    """The blanks of a request's pages."""
    asked = wanted.in_state(group, by)
    return {"request": asked.id, "wish": asked.secret}


def address(app: Flask, rule: Rule, values: dict[str, object]) -> str:
    """The address of a rule with its blanks filled: people and cards have numbers and secrets of their own."""
    given = dict(values)
    if rule.endpoint.startswith(("clinic.people.", "clinic.staff.", "clinic.members.")):
        given["number"] = values["person"]
    if rule.endpoint.startswith("group.requests."):
        given["number"] = values["request"]
    if rule.endpoint.startswith("shop.quote."):
        given["secret"] = values["wish"]
    if rule.endpoint.startswith("clinic.channels."):
        given["kind"] = "sms"
    if rule.endpoint.startswith("group.papers."):
        given["kind"] = "slip"
    if rule.endpoint == "group.papers.show":
        given["number"] = values["sheet"]
    if rule.endpoint.startswith("account.card."):
        given["secret"] = values["card"]
    if rule.endpoint.startswith(("language.", "words.")):
        given["code"] = "fa"
    given |= {"day": "2031-03-21"}
    given |= {"mark": "0" * 10, "name": "0" * 64, "width": 320, "ext": "webp", "extension": "webp"}
    filled = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda blank: str(given.get(blank[1], "fa")), rule.rule)
    assert "<" not in filled, filled
    return filled


def routes(app: Flask, method: str) -> Iterator[Rule]:
    """Every rule that answers this method."""
    found = [rule for rule in app.url_map.iter_rules() if rule.methods and method in rule.methods]
    assert len(found) > 10
    yield from found


@pytest.mark.parametrize("who", PERSONAS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_door(
    app: Flask,
    world: World,
    values: dict[str, object],
    put_back: Callable[[], Callable[[], None]],
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    method: str,
) -> None:
    # The keys of forms have tests of their own; here they would stand before the doors.
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    wrong = []
    # Some forms end her session or close her out; the next door must not notice.
    bring_back = put_back()
    for rule in routes(app, method):
        bring_back()
        answer = knock(app, Phone(app, world.seats.get(who)), method, rule, address(app, rule, values))
        if not fits(rule.endpoint, who, answer):
            wrong.append((rule.endpoint, answer))
    assert wrong == []


def knock(app: Flask, phone: Phone, method: str, rule: Rule, at: str) -> str:
    """How a door answers: the status, and with "sign-in" where it leads there."""
    if method == "GET":
        answer = phone.get(at, expect_errors=True)
    else:
        with app.test_request_context():
            number = submissions.number(rule.endpoint)
        answer = phone.post(at, {submissions.FIELD: number}, expect_errors=True)
    leads_out = "/account/sign-in" in answer.headers.get("Location", "") or answer.status_int == 401
    return "sign-in" if leads_out else str(answer.status_int)


def fits(endpoint: str, who: str, answer: str) -> bool:
    """Whether this is how the door of this endpoint answers this persona."""
    if answer.startswith("5") and endpoint != "health.show":
        return False
    if who in allowed(endpoint):
        own_way_out = endpoint in (
            "account.sign_in.leave",
            "account.home.leave_all",
            "account.setup.show",
            "account.setup.found",
            "account.sign_in.enter",
            "account.today.show",
            "account.today.enter",
        )
        is_found = answer != "404" or endpoint in FINDS_NOTHING
        return is_found and answer != "403" and (answer != "sign-in" or own_way_out)
    if who == "stranger":
        return answer == "sign-in"
    return answer in ("403", "404")


def test_every_form_is_refused_without_its_number(
    app: Flask, world: World, values: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    for rule in routes(app, "POST"):
        for number in ("", "abc", "abc.def"):
            answer = Phone(app, world.seats["manager"]).post(
                address(app, rule, values), {submissions.FIELD: number}, expect_errors=True
            )
            assert answer.status_int == 400, rule.endpoint


def test_every_form_is_refused_with_the_number_of_another_form(
    app: Flask, world: World, values: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    with app.test_request_context():
        other = submissions.number("language.switch")
    for rule in routes(app, "POST"):
        at = address(app, rule, values)
        assert Phone(app, world.seats["manager"]).post(at, {"submission": other}, expect_errors=True).status_int == 400


def test_every_form_is_refused_without_its_csrf_token(app: Flask, world: World, values: dict[str, object]) -> None:
    for rule in routes(app, "POST"):
        if rule.endpoint == MUST_ALWAYS_WORK:
            continue
        with app.test_request_context():
            number = submissions.number(rule.endpoint)
        at = address(app, rule, values)
        answer = Phone(app, world.seats["manager"]).post(
            at, {"submission": number, "name": "typed"}, expect_errors=True
        )
        assert answer.status_int == 400, rule.endpoint


def test_refused_forms_changed_nothing(app: Flask, world: World, values: dict[str, object]) -> None:
    with app.app_context():
        clinic = clinics.get_only()
        before = (clinic.catalogue_version, orders_of.by_secret(clinic.id, str(values["secret"])).state)
    test_every_form_is_refused_without_its_csrf_token(app, world, values)
    with app.app_context():
        clinic = clinics.get_only()
        assert (clinic.catalogue_version, orders_of.by_secret(clinic.id, str(values["secret"])).state) == before


def test_every_answer_carries_the_headers_of_safety(
    app: Flask, world: World, values: dict[str, object], phone: Callable[[str], Phone]
) -> None:
    for rule in routes(app, "GET"):
        answer = phone("manager").get(address(app, rule, values), expect_errors=True)
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Request-Id"]
        for cookie in answer.headers.getall("Set-Cookie"):
            assert "HttpOnly" in cookie
            assert "SameSite=Lax" in cookie
