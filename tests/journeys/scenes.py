"""The worlds in which pages are looked at, and who walks through them.

Who may open more than she is walked through here sees the same pages as somebody who is: the other member the lead's,
the social worker the manager's.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from PIL import Image
from webtest import TestResponse
from werkzeug.datastructures import FileStorage

from hamyar.domain import (
    cards,
    catalogue,
    clinics,
    drafts,
    groups,
    guessing,
    moves,
    orders,
    people,
    placing,
    products,
    resends,
    sessions,
)
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web import headers, language, problems, uploads
from tests import test_doors as doors
from tests.journeys.walk import Page, Walk
from tests.people import MANAGER, MARYAM, WORKER, ZAHRA, Phone, World, form_on

COOKS, TAILORS, EMPTY_GROUP = "gol-narges", "suzan", "charm"
CUSTOMER = placing.Customer("پریسا", "+989351234567", "زنگ طبقهٔ دوم")
Prepare = Callable[[Flask, World, Phone], list[TestResponse]]
PutBack = Callable[..., Callable[[], None]]


# what is done before somebody sets out; the answers that only come after that
def _as_she_is(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    return []


def _with_a_basket(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has ordered the same before, sent a form that had grown old, and changed one that had arrived."""
    old = {"csrf_token": "old", "mobile": "09351112233"}
    lost_link = phone.get("/orders-again")
    phone.send(lost_link, "/orders-again", status=303, mobile="09351112233")
    answers = [
        phone.send(lost_link, "/orders-again", mobile="09351112244"),
        phone.send("/orders-again", "/orders-again", **old),
        phone.send("/account/sign-in", "/account/sign-in", secret="4826", **old),
    ]
    _fill_basket(world, phone)
    phone.send("/checkout", "/checkout", status=303, name="پریسا", mobile="09351112233")
    _fill_basket(world, phone)
    return [*answers, phone.send("/checkout", "/checkout", name="پریسا", mobile="09351112233")]


def _with_a_basket_that_changed(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """One product has become dearer, of one too few are left, and one is gone; an order comes for what was."""
    _fill_basket(world, phone)
    checkout = phone.get("/checkout")
    with app.app_context(), transaction():
        maryam, *_others = _people()
        jar, cake, dress = (products.get_by_code(maryam.clinic_id, one) for one in (world.jar, world.cake, world.dress))
        jar.variants[0].price += 100_000
        dress.variants[0].stock = 1
        catalogue.show(cake, False, maryam)
    return [phone.send(checkout, "/checkout", name="پریسا", mobile="09351112233")]


def _in_doubt(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She is asked whether she means it: a price, a price quite unlike the last, the same order again."""
    room = f"/group/{COOKS}"
    telephone = phone.get(f"{room}/orders/new")
    first_line = next(name for name in form_on(telephone, "/orders/new").fields if str(name).startswith("n-"))
    order = {"name": CUSTOMER.name, "mobile": CUSTOMER.mobile, first_line: "1"}
    phone.send(telephone, "/orders/new", status=303, **order)
    return [
        phone.send(f"{room}/orders/new", "/orders/new", **order),
        phone.send(f"{room}/first/price", "/first/price", price="75000"),
        phone.send(f"{room}/products/{world.jar}", f"/products/{world.jar}", **{"offers-0-price": "12500000"}),
    ]


def _hidden(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has hidden what was open, and something is sent from a page that lay open before."""
    shop = phone.get(f"/group/{COOKS}/shop")
    phone.send(shop, "/calendar")
    return [phone.send(shop, "/shop", story="با هم")]


def _fill_basket(world: World, phone: Phone) -> None:
    for code in (world.dress, world.jar, world.cake):
        phone.send(f"/p/{code}", "/basket/put", status=303, quantity="1")


# scenes
@dataclass(frozen=True)
class Scene:
    """Who walks through which rooms (a pattern that endpoints begin with), and in which group.

    `odd` are addresses to which nothing there leads; `order` is that of an order's page.
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
        prepare=_with_a_basket,
    ),
    "customer whose basket changed": Scene(
        "stranger", r"shop\.(basket|checkout)\.", prepare=_with_a_basket_that_changed
    ),
    "member": Scene(
        "maryam",
        r"group\.|account\.|calendar\.",
        ("/group/suzan/", "/group/gol-narges/orders?q=ققنوس", "/group/gol-narges/products?q=ققنوس"),
        "/group/gol-narges/orders/{number}",
        prepare=_in_doubt,
    ),
    "member who has hidden it all": Scene("maryam", r"account\.today\.|calendar\.", prepare=_hidden),
    "manager": Scene(
        "manager",
        r"clinic\.|group\.(home|orders)\.",
        ("/clinic/people?q=ققنوس", "/clinic/orders?q=ققنوس", "/clinic/groups/gol-narges?find=ققنوس"),
    ),
    "staff in an empty group": Scene("manager", r"group\.", slug=EMPTY_GROUP),
}


def walk(app: Flask, world: World, put_back: PutBack, scene: Scene, spoken: str) -> Walk:
    """Walk through a scene of the full world to its end."""
    given, made = _fill(app, world)
    phone = _phone(app, world.seats.get(scene.who), spoken)
    answers = scene.prepare(app, world, phone)
    walked = Walk(app, phone, re.compile(scene.rooms), put_back())
    for answer in answers:
        walked.keep(answer, scene.prepare.__name__)
    orders_pages = [scene.order.format_map(one) for one in made if scene.order]
    walked.through([*_addresses(walked, scene, given | {"slug": scene.slug}), *scene.odd, *orders_pages])
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


# the full world
def _fill(app: Flask, world: World) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Something of everything; what stands in the blanks of addresses, and an order in each state."""
    with app.app_context(), transaction():
        maryam, zahra, worker = _people()
        cooks = groups.get(maryam.clinic_id, COOKS)
        photos = _photos(maryam.clinic_id)
        about, offer = catalogue.Description("مربای بهارنارنج", "بی نگه‌دارنده."), catalogue.Offer("", 900_000, 30)
        shown = catalogue.add(cooks, about, [offer], photos, maryam)
        groups.set_photo(cooks, photos[0], maryam)
        catalogue.add(cooks, catalogue.Description("خیارشور"), [catalogue.Offer("", 700_000, 0)], [], maryam)
        _long_shelf(maryam.clinic_id, worker)
        _lock_out(zahra)
        _write_draft(cooks, maryam, photos[0])
        resends.ask(maryam.clinic_id, CUSTOMER.mobile)
        resends.ask(maryam.clinic_id, "+989350000000")
        made = [_order(cooks, shown.variants[0], state, maryam) for state in orders.STATES]
        placed, *_later = named = [{"number": one.number, "secret": one.secret} for one in made]
        card = cards.make(maryam, worker)
        return {"code": shown.code, "card": card, "person": maryam.id, **placed}, named


def _people() -> list[Person]:
    found = [people.find_by_mobile(clinics.get_only().id, mobile) for mobile in (MARYAM, ZAHRA, WORKER)]
    assert all(found)
    return [one for one in found if one]


def _photos(clinic_id: int) -> list[Photo]:
    def taken(colour: str) -> FileStorage:
        out = io.BytesIO()
        Image.new("RGB", (400, 300), colour).save(out, "JPEG")
        return FileStorage(io.BytesIO(out.getvalue()), "photo.jpg")

    return uploads.keep(clinic_id, uploads.store([taken("red"), taken("olive")]))


def _long_shelf(clinic_id: int, by: Person) -> None:
    """More products than stand on one page."""
    for n in range(21):
        offer = catalogue.Offer("", 1_000_000, 5)
        catalogue.add(groups.get(clinic_id, TAILORS), catalogue.Description(f"روسری {n}"), [offer], [], by)


def _lock_out(who: Person) -> None:
    """As many wrong PINs as make a new card necessary, an hour from each to the next."""
    now = clock.now()
    for tries in range(guessing.MOST_WRONG, 0, -1):
        clock.freeze(now - timedelta(hours=tries))
        guessing.begin(who.mobile, "192.0.2.1")
    clock.freeze(None)


def _write_draft(group: Group, by: Person, photo: Photo) -> None:
    draft = drafts.open_for(group, by)
    drafts.give_photo(draft, photo)
    drafts.give_name(draft, "لواشک آلو")
    drafts.give_price(draft, 600_000)
    drafts.give_stock(draft, 4)


def _order(group: Group, variant: products.Variant, state: str, by: Person) -> orders.Order:
    order = placing.take_down(group, [placing.Wish(variant, 1)], CUSTOMER, by=by, again=True)
    for move in _way_to(state):
        moves.make(order, move.name, by=None if move.who == moves.CUSTOMER else by, reason="تمام شده است")
    return order


def _way_to(state: str) -> list[moves.Move]:
    last = next((move for move in moves.MOVES if move.target == state), None)
    return [*_way_to(last.source), last] if last else []
