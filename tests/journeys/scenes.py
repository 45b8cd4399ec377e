"""The worlds in which pages are looked at, and who walks through them.

Who may open more than she is walked through here sees the same pages as somebody who is: the other member the lead's,
the social worker the manager's.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from flask import Flask
from PIL import Image
from webtest import TestResponse
from webtest.forms import Form
from werkzeug.datastructures import FileStorage

from hamyar.domain import (
    cards,
    catalogue,
    channels,
    clinics,
    closings,
    days,
    delivery,
    drafts,
    gateways,
    groups,
    guessing,
    holidays,
    moves,
    notices,
    offering,
    orders,
    outgoing,
    paying,
    people,
    placing,
    prints,
    products,
    requests,
    resends,
    sessions,
)
from hamyar.domain.days import Slot
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import providers
from hamyar.web import headers, language, problems, uploads
from tests import lunch, pay_world, wanted
from tests import online as paying_online
from tests import test_doors as doors
from tests.journeys.walk import Page, Walk
from tests.people import MANAGER, MARYAM, WORKER, ZAHRA, Phone, World, form_on
from tests.web import booked

COOKS, TAILORS, EMPTY_GROUP = "gol-narges", "suzan", "charm"
CUSTOMER = placing.Customer("پریسا", "+989351234567", "زنگ طبقهٔ دوم")
Prepare = Callable[[Flask, World, Phone], list[TestResponse]]
PutBack = Callable[..., Callable[[], None]]


class Made(NamedTuple):
    """A request of a customer: how it stands, her page of it, and the group's."""

    state: str
    path: str
    desk: str


# what is done before somebody sets out; the answers that only come after that
def _as_she_is(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    return []


def _between_her_order_and_the_bank(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """One order is to be paid by internet, of another nobody knows whether it is, and a third has ended meanwhile."""
    paying_online.take_it(app)
    to_pay, begun, ended = (paying_online.order(app, world) for _ in range(3))
    names = [paying_online.begin(app, path) for path in (begun, ended)]
    with app.app_context(), transaction():
        moves.make(orders.by_secret(1, ended.rpartition("/")[2]), "cancel", by=None)
    at = [to_pay, begun, f"{begun}/online", ended, *(f"/o/back?Authority={name}" for name in names)]
    return [*map(phone.get, at), phone.get("/o/back?Authority=none", expect_errors=True)]


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
    _ready_to_order(phone).submit(status=303)
    _fill_basket(world, phone)
    return [*answers, _ready_to_order(phone).submit(expect_errors=True)]


def _with_a_basket_that_changed(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """One product has become dearer, of one too few are left, and one is gone; an order comes for what was."""
    _fill_basket(world, phone)
    form = _ready_to_order(phone)
    with app.app_context(), transaction():
        maryam, *_others = _people()
        jar, cake, dress = (products.get_by_code(maryam.clinic_id, one) for one in (world.jar, world.cake, world.dress))
        jar.variants[0].price += 100_000
        dress.variants[0].stock = 1
        catalogue.show(cake, False, maryam)
    return [form.submit(expect_errors=True)]


def _before_lunch(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """There is a day, a way and a payment to choose, and it may have filled up, or fit on no day at all."""
    return lunch.before_the_checkout(app, phone)


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


def _who_writes_down(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Orders that do not come through the page: with a day and an address, out of a message, at a fair; with slips."""
    made, room = lunch.build(app), f"/group/{COOKS}"
    with app.app_context(), transaction():
        maryam, *_others = _people()
        cooks = groups.get(maryam.clinic_id, COOKS)
        sizes = [catalogue.Offer("کوچک", 800_000, 9), catalogue.Offer("بزرگ", 1_400_000, 9)]
        catalogue.add(cooks, catalogue.Description("مربای آلبالو"), sizes, _photos(cooks.clinic_id), maryam)
        plate = products.get(cooks, made.plate).variants[0]
        wishes = [offering.Wish(plate, 1)]
        offer = offering.of(cooks, wishes)
        where = delivery.Where("تهران", "ری", "خیابان مدائن", "", "پارک")
        plan = offering.Plan(offer.slots[0].slot, offer.choices[1].key, where)
        placing.take_down(cooks, wishes, CUSTOMER, plan, by=maryam)
        number = f"n-{plate.id}"
    new = f"{room}/orders/new"
    chosen = form_on(phone.get(new), new)
    chosen[number], chosen["mobile"] = "2", CUSTOMER.mobile
    looked = chosen.submit("look")
    crowded = phone.send(new, new, **{number: "30"})
    slips = form_on(looked, new)
    slips[f"way-{made.kitchen}"], slips["street"], slips["name"] = offer.choices[1].key, "", ""
    words = "سلام ۳ پرس قیمه با برنج زعفرانی و ۲ تا مربای آلبالو برای فردا ظهر، ترشی نمی‌خوام"
    words += "\nمریم احمدی\n9121234567\nآدرس: شهر ری، خیابان مدائن"
    read = phone.send(f"{room}/orders/paste", "/orders/paste", text=words)
    unread = phone.send(f"{room}/orders/paste", "/orders/paste", text="سلام خوبین؟")
    sale = form_on(phone.get(f"{room}/sell"), "/sell")
    tile = next(str(name) for name in sale.fields if str(name).startswith("n-"))
    sale[tile] = "1"
    sold = [sale.submit(status=303).follow() for sale["submission"].value in _spare(phone.get(f"{room}/sell"))]
    return [
        looked,
        crowded,
        slips.submit(expect_errors=True),
        read,
        unread,
        form_on(read, new).submit(expect_errors=True),
        *sold,
        phone.send(f"{room}/sell", "/sell", **{tile: "999999"}),
        phone.send(f"{room}/sell", "/sell"),
        phone.get(f"{room}/orders/1002"),
        form_on(sold[1], "/back").submit(status=303).follow(),
    ]


def _spare(page: TestResponse) -> list[str]:
    return str(page.html.find("form", {"data-spare": True})["data-spare"]).split()[:2]


def _with_full_days(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """More is promised than can be made, and for a day on which nobody works; a service, and work without a price."""
    with app.app_context(), transaction():
        maryam, *_others = _people()
        codes = _products_of_every_kind(groups.get(maryam.clinic_id, COOKS), world.cake, maryam)
    at = [f"/group/{COOKS}/products/{code}" for code in codes]
    ironing = phone.get(at[1])
    return [
        *map(phone.get, at),
        phone.send(ironing, at[1], **{"windows-0-ends": "", "lead_days": "", "windows-1-places": "0"}),
        phone.send(ironing, at[1], **{"windows-0-ends": "540"}),
        form_on(phone.get(at[0]), at[0]).submit("count", value="y"),
    ]


def _products_of_every_kind(cooks: Group, cake_code: str, by: Person) -> list[str]:
    """The codes of a cake made to order, a service, and what is agreed upon."""
    cake = products.get(cooks, cake_code)
    for place, quantity in enumerate((7, 1)):
        wishes = [offering.Wish(cake.variants[0], quantity)]
        slot = offering.of(cooks, wishes).slots[place].slot
        placing.take_down(cooks, wishes, CUSTOMER, offering.Plan(slot), by=by, again=True)
    days.close(cooks, slot.day, "عروسی", by)
    about = catalogue.Description("کیک تولد", kind=products.MADE_TO_ORDER, lead_days=2, per_day=5, material=3_000_000)
    about = replace(about, work=150, hour_worth=1_000_000)
    catalogue.change(cake, about, [catalogue.Offer("", 4_000_000, variant_id=cake.variants[0].id)], [], by)
    hours = (catalogue.Hours(600, 720, 2), catalogue.Hours(840, 960))
    ironing = catalogue.Description("اتوی لباس", kind=products.SERVICE, windows=hours, minutes=45)
    asked = catalogue.Description("سفره‌آرایی", kind=products.ON_AGREEMENT)
    added = [catalogue.add(cooks, *one, [], by) for one in ((ironing, [catalogue.Offer("", 500_000)]), (asked, []))]
    return [cake.code, *(one.code for one in added)]


def _with_answers(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has asked for something of her own, and was answered in every way; she forgets to choose, and to write."""
    made = _requests(app)
    form = f"/g/{COOKS}/ask"
    answered = next(one.path for one in made if one.state == requests.ANSWERED)
    wrong = [phone.send(answered, "/agree"), phone.send(form, form, text="", mobile="1", wanted_on="دیروز")]
    return [*(phone.get(one.path) for one in made), phone.get(f"/p/{_sewn_to_measure(app)}/ask"), *wrong]


def _sewn_to_measure(app: Flask) -> str:
    """Something without a price; its code."""
    with app.app_context(), transaction():
        maryam, *_others = _people()
        about = catalogue.Description("کیک به دلخواه", kind=products.ON_AGREEMENT)
        return catalogue.add(groups.get(maryam.clinic_id, COOKS), about, [], [], maryam).code


def _with_requests(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Customers have asked the group for something, and it answered in every way; two answers cannot be."""
    desks = [one.desk for one in _requests(app)]
    wrong = phone.send(desks[0], "/answer", price="گران", day="روز خوب", holds_until="")
    return [*map(phone.get, desks), wrong, phone.send(desks[0], "/decline", reason="")]


def _requests(app: Flask) -> list[Made]:
    """One in every state, with photos, and last one whose price's time is over; there are two ways to the customer."""
    with app.app_context(), transaction():
        maryam, *_others = _people()
        cooks = groups.get(maryam.clinic_id, COOKS)
        pickup, courier = delivery.Pickup(True, "کارگاه", "۹ تا ۱۳"), delivery.Courier(True, [("محله", 300_000)], None)
        delivery.arrange(cooks, pickup, courier, delivery.Post(False, [], None), maryam)
        late = wanted.in_state(cooks, maryam, requests.ANSWERED)
        assert late.quote
        late.quote.holds_until -= timedelta(days=10)
        made = [*wanted.of_every_state(cooks, maryam, _photos(maryam.clinic_id)), late]
        return [Made(one.state, one.path, one.desk) for one in made]


def _settled(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The group has said how it hands over and is paid: all three ways, a card of its own and two more."""
    with app.app_context(), transaction():
        maryam, _zahra, worker = _people()
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


def _settled_with_slips(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The same; and the lead slips in every form, sends a parcel, and reads back a card whose bank nobody knows."""
    _settled(app, world, phone)
    with app.app_context(), transaction():
        maryam, *_others = _people()
        jar = products.get(groups.get(maryam.clinic_id, COOKS), world.jar).variants[0]
        jar.weight = 700
        plan = offering.Plan(
            delivery=delivery.POST, where=delivery.Where("تهران", "تهران", "شوش", "1234567890", "پارک")
        )
        order = placing.take_down(jar.product.group, [offering.Wish(jar, 1)], CUSTOMER, plan, by=maryam, again=True)
        moves.make(order, "accept", by=maryam)
        at = order.desk
    room = f"/group/{COOKS}"
    fresh = phone.send(f"{room}/pay", "/pay/cards", status=303, number="1234563234567892", holder="زهرا").follow()
    return [
        fresh,
        phone.send(f"{room}/delivery", "/delivery", **{"where": "", "areas-0-fee": "x", "steps-1-many": "۵۰۰"}),
        phone.send(f"{room}/delivery", "/delivery", **{"steps-1-many": "۵۰۰", "steps-1-mass": "1"}),
        phone.send(f"{room}/pay", "/pay", hold_hours="0"),
        phone.send(f"{room}/pay", "/pay/cards", number="6037991234567894", holder=""),
        phone.send(at, "/parcel", tracking="۱۲"),
        phone.send(at, "/parcel", status=303, tracking="123456789012345678901234").follow(),
    ]


def _hidden(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has hidden what was open, and something is sent from a page that lay open before."""
    shop = phone.get(f"/group/{COOKS}/shop")
    phone.send(shop, "/calendar")
    return [phone.send(shop, "/shop", story="با هم")]


def _with_agreements(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Her orders for a day, with whatever she and the group asked of each other; she forgets to choose."""
    made = _agreed_upon(app)
    change = f"{made[0].path}/change"
    answers = [phone.get(at) for one in made for at in (one.path, f"{one.path}/change")]
    late = phone.get(made[1].path)
    booked.go_on(app, made[1].number, "ready")
    return [*answers, phone.send(change, "/change"), form_on(late, "/answer").submit("says", value="yes", status=422)]


def _with_what_is_agreed(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The same orders on the group's own pages; a question without a reason, and an answer that comes late."""
    made = _agreed_upon(app)
    desks = [f"/group/{COOKS}/orders/{one.number}" for one in made]
    answers = [phone.get(f"/group/{COOKS}/"), *map(phone.get, desks)]
    wrong = phone.send(desks[3], "/ask/day", day="۱۴۰۱/۱/۱")
    late = form_on(phone.get(desks[2]), "/answer")
    booked.go_on(app, made[2].number, "ready", "deliver")
    return [*answers, wrong, late.submit("says", value="yes", status=422)]


def _agreed_upon(app: Flask) -> list[booked.Made]:
    """One that waits, one that the group asks about, one that the customer does, one that was answered, a service."""
    made = [booked.lunch(app), *(booked.lunch(app, "accept", per_day=20) for _ in range(3))]
    made.append(booked.catering(app, "accept"))
    booked.ask(app, made[1].number, "other_day", Slot(booked.day(3)))
    booked.ask(app, made[2].number, "cancel", by_group=False)
    booked.ask(app, made[3].number, "other_day", Slot(booked.day(2)), by_group=False)
    booked.answer(app, made[3].number)
    return made


def _with_a_holiday_that_hits(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """A day was declared a holiday for which there are orders."""
    booked.lunch(app, "accept"), booked.catering(app, "accept", "ready"), booked.lunch(app)
    with app.app_context(), transaction():
        maryam, *_others = _people()
        groups.set_week(groups.get(maryam.clinic_id, COOKS), "", False, maryam)
        closings.declare(maryam.clinic_id, booked.day(), "برف", maryam)
    return [phone.get(f"/clinic/holidays/{booked.day()}/orders"), phone.get("/clinic/holidays")]


def _who_pays(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She is asked for money, has said that she paid, and what came of it; one order is no more."""
    return [phone.get(f"/o/{secret}{page}") for _number, secret in _payments(app, world) for page in ("", "/pay")]


def _with_payments(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Payments in every state, and messages of the bank that fit one, another that comes near, and none."""
    first, *others = made = [number for number, _secret in _payments(app, world)]
    due = pay_world.money(app, first).due
    room = f"/group/{COOKS}"
    found = phone.get(f"{room}/payments?came={due}@2020-01-01&came={due - 3}&came=5&went=2")
    pages = [phone.get(f"{room}/orders/{number}") for number in made]
    tried = phone.send(pages[0], f"/{first}/payment")
    return [found, phone.get(f"{room}/"), tried, *pages, phone.get(f"{room}/orders/{others[-1]}")]


def _payments(app: Flask, world: World) -> list[tuple[int, str]]:
    """Orders by card, one in each state of its payment, and one that was cancelled after it was paid."""
    pay_world.take_cards(app)
    made = [pay_world.order(app, world) for _state in range(6)]
    unpaid, claimed, paid, little, much, dead = (number for number, _secret in made)
    pay_world.say(app, claimed)
    for number, off in ((paid, 0), (little, -40_000), (much, 40_000), (dead, 0)):
        pay_world.see(app, number, pay_world.money(app, number).due + off)
    with app.app_context(), transaction():
        maryam, *_others = _people()
        moves.make(orders.get(groups.get(maryam.clinic_id, COOKS), dead), "decline", by=maryam, reason="نشد")
    assert pay_world.money(app, unpaid).state == "unpaid"
    return made


def _ready_to_order(phone: Phone) -> Form:
    form = lunch.choose_first(form_on(phone.get("/checkout"), "/checkout"))
    form["name"], form["mobile"] = "پریسا", "09351112233"
    return form


def _fill_basket(world: World, phone: Phone) -> None:
    for code in (world.dress, world.jar, world.cake):
        phone.send(f"/p/{code}", "/basket/put", status=303, quantity="1")


# scenes
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
        prepare=_with_a_basket,
    ),
    "customer whose basket changed": Scene(
        "stranger", r"shop\.(basket|checkout)\.", prepare=_with_a_basket_that_changed
    ),
    "member who writes orders down": Scene("maryam", r"group\.(telephone|pasted|sell)\.", prepare=_who_writes_down),
    "customer before lunch": Scene("stranger", r"shop\.(basket|checkout|tracking)\.", prepare=_before_lunch),
    "customer who pays by internet": Scene(
        "stranger", r"shop\.(online|tracking)\.", prepare=_between_her_order_and_the_bank
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
        prepare=_in_doubt,
    ),
    "member whose days are full": Scene("maryam", r"group\.(days|products|first)\.", prepare=_with_full_days),
    "customer who asks": Scene("stranger", r"shop\.(asking|quote)\.", prepare=_with_answers),
    "member who is asked": Scene("maryam", r"group\.requests\.", prepare=_with_requests),
    "lead who says how it sells": Scene(
        "maryam", r"group\.(handing_over|pay_terms|parcels)\.", prepare=_settled_with_slips
    ),
    "member who reads how it sells": Scene("zahra", r"group\.(handing_over|pay_terms)\.", prepare=_settled),
    "customer who reads how it sells": Scene("stranger", r"shop\.storefront\.", prepare=_settled),
    "manager of bank cards": Scene("manager", r"clinic\.pay_cards\.", prepare=_settled),
    "customer who agrees": Scene("stranger", r"shop\.changing\.", prepare=_with_agreements),
    "member who agrees": Scene("maryam", r"group\.agreements\.", prepare=_with_what_is_agreed),
    "customer who pays": Scene("stranger", r"shop\.paying\.", prepare=_who_pays),
    "lead who looks at money": Scene("maryam", r"group\.payments\.", prepare=_with_payments),
    "manager of a holiday": Scene("manager", r"clinic\.holidays\.orders", prepare=_with_a_holiday_that_hits),
    "member who has hidden it all": Scene("maryam", r"account\.today\.|calendar\.", prepare=_hidden),
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
    given, made = _fill(app, world)
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
        _speak_of_holidays(maryam.clinic_id, worker)
        resends.ask(maryam.clinic_id, CUSTOMER.mobile)
        resends.ask(maryam.clinic_id, "+989350000000")
        made = [_order(cooks, shown.variants[0], state, maryam) for state in orders.STATES]
        _speak_of_messages(made[0], worker)
        gateway = gateways.put(maryam.clinic_id, "https://gateway.invalid", is_on=True, by=worker)
        gateways.set_id(gateway, "sealed elsewhere", "c3", worker)
        placed, *_later = named = [{"number": one.number, "secret": one.secret} for one in made]
        card = cards.make(maryam, worker)
        asked = doors.wanted_of(cooks, maryam)
        sheet = prints.of_order(made[0], prints.SLIP, prints.A4, maryam).number
        prints.of_order(made[0], prints.LABEL, prints.ROLL, maryam)
        prints.of_day(cooks, clock.today(), prints.A4, maryam)
        return {"code": shown.code, "card": card, "person": maryam.id, "sheet": sheet, **asked, **placed}, named


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


def _speak_of_holidays(clinic_id: int, by: Person) -> None:
    """One added, one on which work is done, one of a later year."""
    today = clock.today()
    holidays.declare(clinic_id, today, "آلودگی هوا", by)
    holidays.declare(clinic_id, today + timedelta(days=800), "روز کلینیک", by)
    holidays.take_back(clinic_id, max(holidays.between(clinic_id, today, today + timedelta(days=300))), by)


def _speak_of_messages(order: orders.Order, by: Person) -> None:
    """A clinic that sends SMS and has a bot; a message that could not be sent, and a test that did not arrive."""
    channels.put(by.clinic_id, channels.SMS, providers.PRESETS["smsir"].as_data(), is_on=True, by=by)
    channels.put(by.clinic_id, channels.BALE, {"bot": "@mehr_bot"}, is_on=True, by=by)
    facts = {"number": order.number, "group": order.group.name, "amount": order.total}
    notices.tell_customer(by.clinic_id, order.group_id, order.id, order.mobile, "payment.reminder", facts, order.path)
    notices.tell_group(order.group, "quote.asked", {})
    told = db.session.query(notices.Notice).filter_by(kind="payment.reminder").one()
    for one in (told, outgoing.test(by, channels.SMS, by.mobile)):
        tried = outgoing.begin(one, channels.SMS)
        assert tried
        outgoing.note(tried, outgoing.FAILED, "said", "418")
    outgoing.give_up(told)


def _write_draft(group: Group, by: Person, photo: Photo) -> None:
    draft = drafts.open_for(group, by)
    drafts.give_photo(draft, photo)
    drafts.give_name(draft, "لواشک آلو")
    drafts.give_price(draft, 600_000)
    drafts.give_stock(draft, 4)


def _order(group: Group, variant: products.Variant, state: str, by: Person) -> orders.Order:
    order = placing.take_down(group, [offering.Wish(variant, 1)], CUSTOMER, by=by, again=True)
    for move in _way_to(state):
        moves.make(order, move.name, by=None if move.who == moves.CUSTOMER else by, reason="تمام شده است")
    return order


def _way_to(state: str) -> list[moves.Move]:
    last = next((move for move in moves.MOVES if move.target == state), None)
    return [*_way_to(last.source), last] if last else []
