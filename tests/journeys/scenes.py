"""The worlds in which pages are looked at, and who walks through them.

Who may open more than she is walked through here sees the same pages as somebody who is: the other member the lead's,
the social worker the manager's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from webtest import TestResponse

from hamyar.domain import clinics, people, sessions
from hamyar.kit.db import transaction
from hamyar.web import headers, language, problems
from tests import test_doors as doors
from tests.journeys import customers, dealings, members
from tests.journeys.full_world import COOKS, EMPTY_GROUP, fill
from tests.journeys.walk import Page, Walk
from tests.people import MANAGER, Phone, World

Prepare = Callable[[Flask, World, Phone], list[TestResponse]]
PutBack = Callable[..., Callable[[], None]]


def _as_she_is(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    return []


@dataclass(frozen=True)
class Scene:
    """Who walks through which rooms (a pattern that endpoints begin with), and in which group.

    `odd` are addresses to which no link there leads; `order` is that of an order's page.
    """

    who: str
    rooms: str
    odd: tuple[str, ...] = ()
    order: str = ""
    slug: str = COOKS
    prepare: Prepare = _as_she_is


# A room that is not named here is the stranger's.
SCENES = {
    "stranger": Scene(
        "stranger",
        r"(?!group\.|clinic\.)",
        ("/g/nowhere", "/g/charm", "/g/suzan", "/p/nothing", "/nowhere", "/search?q=ترشی", "/search?q=ققنوس"),
        "/o/{secret}",
        prepare=customers.with_a_basket,
    ),
    "customer whose basket changed": Scene(
        "stranger", r"shop\.(basket|checkout)\.", prepare=customers.with_a_basket_that_changed
    ),
    "member who writes orders down": Scene(
        "maryam", r"group\.(telephone|pasted|sell)\.", prepare=members.who_writes_down
    ),
    "customer before lunch": Scene("stranger", r"shop\.(basket|checkout|tracking)\.", prepare=customers.before_lunch),
    "customer who pays by internet": Scene(
        "stranger", r"shop\.(online|tracking)\.", prepare=customers.between_her_order_and_the_bank
    ),
    "member": Scene(
        "maryam",
        r"group\.|account\.|calendar\.",
        (
            "/group/suzan/",
            "/group/gol-narges/orders?q=ققنوس",
            "/group/gol-narges/products?q=ققنوس",
            "/group/gol-narges/first/done?product={jar}",
        ),
        "/group/gol-narges/orders/{number}",
        prepare=members.in_doubt,
    ),
    "member whose days are full": Scene("maryam", r"group\.(days|products|first)\.", prepare=members.with_full_days),
    "customer who asks": Scene("stranger", r"shop\.(asking|quote)\.", prepare=customers.with_answers),
    "member who is asked": Scene("maryam", r"group\.requests\.", prepare=members.with_requests),
    "lead who says how it sells": Scene(
        "maryam", r"group\.(handing_over|pay_terms|parcels)\.", prepare=members.settled_with_slips
    ),
    "member who reads how it sells": Scene("zahra", r"group\.(handing_over|pay_terms)\.", prepare=dealings.settled),
    "customer who reads how it sells": Scene("stranger", r"shop\.storefront\.", prepare=dealings.settled),
    "manager of bank cards": Scene("manager", r"clinic\.pay_cards\.", prepare=dealings.settled),
    "customer who agrees": Scene("stranger", r"shop\.changing\.", prepare=customers.with_agreements),
    "member who agrees": Scene("maryam", r"group\.agreements\.", prepare=members.with_what_is_agreed),
    "customer who pays": Scene("stranger", r"shop\.paying\.", prepare=customers.who_pays),
    "lead who looks at money": Scene("maryam", r"group\.payments\.", prepare=members.with_payments),
    "manager who looks at money": Scene(
        "manager", r"clinic\.(payments|pay_cards|home)\.", prepare=members.with_payments_to_the_clinic
    ),
    "manager of a holiday": Scene("manager", r"clinic\.holidays\.orders", prepare=members.with_a_holiday_that_hits),
    "member who has hidden it all": Scene("maryam", r"account\.today\.|calendar\.", prepare=members.hidden),
    "manager": Scene(
        "manager",
        r"clinic\.|group\.(home|orders)\.",
        ("/clinic/people?q=ققنوس", "/clinic/orders?q=ققنوس", "/clinic/groups/gol-narges?find=ققنوس"),
    ),
    "staff in an empty group": Scene("manager", r"group\.", slug=EMPTY_GROUP),
}

# The scenes that are walked in English too: a customer's, and a member's, whose rooms have every kind of page.
IN_ENGLISH = ("stranger", "member")


def walk(app: Flask, world: World, put_back: PutBack, scene: Scene, spoken: str, *, sends: bool = True) -> Walk:
    """Walk through a scene of the full world to its end."""
    given, made = fill(app, world)
    phone = _phone(app, world.seats.get(scene.who), spoken)
    answers = scene.prepare(app, world, phone)
    walked = Walk(app, phone, re.compile(scene.rooms), put_back(), sends)
    for answer in answers:
        walked.keep(answer, scene.prepare.__name__)
    orders_pages = [scene.order.format_map(one) for one in made if scene.order]
    odd = [address.format(jar=world.jar) for address in scene.odd]
    walked.through([*_addresses(walked, scene, given | {"slug": scene.slug}), *odd, *orders_pages])
    return walked


def walk_where_nothing_is(app: Flask, bring_back: Callable[[], None], seat: str, spoken: str) -> Walk:
    """Walk through a clinic that was founded a minute ago; customers come too early."""
    walked = Walk(app, _phone(app, seat, spoken), re.compile(r"clinic\.|shop\.home\."), bring_back)
    walked.through(["/clinic/", "/", "/search?q=ترشی"])
    return walked


def walk_before_the_clinic(app: Flask, bring_back: Callable[[], None], spoken: str) -> Walk:
    """Walk through an installation that was started for the first time."""
    walked = Walk(app, _phone(app, None, spoken), re.compile(r"account\.setup\.|shop\.home\."), bring_back)
    walked.through(["/", "/account/setup"])
    return walked


def problem_pages(app: Flask, spoken: str) -> Iterator[Page]:
    """The page of every status that is answered in words."""
    for status in problems._PAGES:
        with app.test_request_context("/"), language.speaking(spoken):
            answer = headers.dress(problems.answer(status))
        yield Page(
            f"problem {status}", "problem", answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
        )


def found(app: Flask) -> str:
    """Found a clinic in an installation where nothing is yet; its manager's seat."""
    with app.app_context(), transaction():
        clinic = clinics.found("کلینیک مددکاری مهر", "تهران", "02133445566")
        manager = people.add_staff(clinic, name="نرگس", surname="مدیری", mobile=MANAGER, role="manager", by=None)
        return sessions.begin(manager, is_shared=False)


def _phone(app: Flask, seat: str | None, spoken: str) -> Phone:
    phone = Phone(app, seat)
    phone.get(f"/language/{spoken}")
    return phone


def _addresses(walked: Walk, scene: Scene, given: dict[str, object]) -> Iterator[str]:
    for rule in doors.routes(walked.app, "GET"):
        if walked.enters(rule.endpoint) and scene.who in doors.allowed(rule.endpoint):
            yield doors.address(walked.app, rule, given)
