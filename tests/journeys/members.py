"""What a member or the staff did before they set out; what comes back are the answers that only come after that."""

from dataclasses import replace

from flask import Flask
from webtest import TestResponse

from hamyar.domain import catalogue, closings, days, delivery, groups, moves, offering, placing, products
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.kit.db import transaction
from tests import lunch, pay_world
from tests.journeys import dealings
from tests.journeys.full_world import COOKS, CUSTOMER, TAILORS, team, two_photos
from tests.people import Phone, World, form_on
from tests.web import booked


def in_doubt(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
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


def who_writes_down(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Orders that do not come through the page: with a day and an address, out of a message, at a fair; with slips."""
    made, room = lunch.build(app), f"/group/{COOKS}"
    with app.app_context(), transaction():
        maryam, *_others = team()
        cooks = groups.get(maryam.clinic_id, COOKS)
        sizes = [catalogue.Offer("کوچک", 800_000, 9), catalogue.Offer("بزرگ", 1_400_000, 9)]
        catalogue.add(cooks, catalogue.Description("مربای آلبالو"), sizes, two_photos(cooks.clinic_id), maryam)
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


def with_full_days(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """More is promised than can be made, and for a day on which nobody works; a service, and work without a price."""
    with app.app_context(), transaction():
        maryam, *_others = team()
        codes = _products_of_every_kind(groups.get(maryam.clinic_id, COOKS), world.cake, maryam)
    at = [f"/group/{COOKS}/products/{code}" for code in codes]
    ironing = phone.get(at[1])
    return [
        *map(phone.get, at),
        phone.send(ironing, at[1], **{"windows-0-ends": "", "lead_days": "", "windows-1-places": "0"}),
        phone.send(ironing, at[1], **{"windows-0-ends": "540"}),
        form_on(phone.get(at[0]), at[0]).submit("count", value="y"),
    ]


def with_requests(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Customers have asked the group for something, and it answered in every way; two answers cannot be."""
    desks = [one.desk for one in dealings.asked(app)]
    wrong = phone.send(desks[0], "/answer", price="گران", day="روز خوب", holds_until="")
    return [*map(phone.get, desks), wrong, phone.send(desks[0], "/decline", reason="")]


def settled_with_slips(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The same; and the lead slips in every form, sends a parcel, and reads back a card whose bank nobody knows."""
    dealings.settled(app, world, phone)
    with app.app_context(), transaction():
        maryam, *_others = team()
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


def hidden(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """She has hidden what was open, and something is sent from a page that lay open before."""
    shop = phone.get(f"/group/{COOKS}/shop")
    phone.send(shop, "/calendar")
    return [phone.send(shop, "/shop", story="با هم")]


def with_what_is_agreed(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """The same orders on the group's own pages; a question without a reason, and an answer that comes late."""
    made = dealings.agreed_upon(app)
    desks = [f"/group/{COOKS}/orders/{one.number}" for one in made]
    answers = [phone.get(f"/group/{COOKS}/"), *map(phone.get, desks)]
    wrong = phone.send(desks[3], "/ask/day", day="۱۴۰۱/۱/۱")
    late = form_on(phone.get(desks[2]), "/answer")
    booked.go_on(app, made[2].number, "ready", "deliver")
    return [*answers, wrong, late.submit("says", value="yes", status=422)]


def with_a_holiday_that_hits(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """A day was declared a holiday for which there are orders."""
    made = [
        booked.lunch(app, "accept"),
        booked.catering(app, "accept", "ready"),
        *(booked.lunch(app) for _ in range(2)),
    ]
    with app.app_context(), transaction():
        maryam, *_others = team()
        groups.set_week(groups.get(maryam.clinic_id, COOKS), "", False, maryam)
        closings.declare(maryam.clinic_id, booked.day(), "برف", maryam)
    desks = [f"/group/{COOKS}/orders/{one.number}" for one in made]
    lists = [f"/clinic/holidays/{booked.day()}/orders", f"/group/{COOKS}/days"]
    cards = [
        f"/group/{COOKS}/",
        f"/group/{COOKS}/orders?due={booked.day()}",
        f"/group/{COOKS}/orders/day?day={booked.day()}",
    ]
    by_hand = [*map(phone.get, lists), phone.send(desks[0], "/day/told", status=303).follow()]
    booked.carry(app)
    carried = [*map(phone.get, lists), phone.send(desks[2], "/day/tell", status=303).follow()]
    pages = [*desks, *lists, *cards, *(one.path for one in made), "/clinic/holidays"]
    return [*by_hand, *carried, *map(phone.get, pages)]


def with_payments(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Payments in every state, and messages of the bank that fit one, another that comes near, and none."""
    first, *others = made = [number for number, _secret in dealings.owed(app, world)]
    due = pay_world.money(app, first).due
    room = f"/group/{COOKS}"
    found = phone.send(f"{room}/payments", "/payments", text=_of_the_bank(due, due - 3, 50_000)).follow()
    pages = [phone.get(f"{room}/orders/{number}") for number in made]
    tried = phone.send(pages[0], f"/{first}/payment")
    return [found, phone.get(f"{room}/"), tried, *pages, phone.get(f"{room}/orders/{others[-1]}")]


def with_payments_to_the_clinic(app: Flask, world: World, phone: Phone) -> list[TestResponse]:
    """Orders of two groups, paid to two cards of the clinic: some wait, one must go back, and the bank has written."""
    pay_world.share_card(app, COOKS)
    pay_world.share_card(app, TAILORS, number=pay_world.CLINICS_OTHER)
    owed, claimed, little, much = (pay_world.order_of(app, COOKS, world.jar) for _ in range(4))
    pay_world.order_of(app, TAILORS, world.dress)
    pay_world.say(app, claimed)
    for number, off in ((little, -40_000), (much, 40_000)):
        pay_world.see(app, number, pay_world.money(app, number).due + off)
    due, paid = pay_world.money(app, owed).due, pay_world.money(app, much).received
    page = "/clinic/payments"
    found = phone.send(page, page, text=_of_the_bank(due, paid, 5_000_000, 50_000)).follow()
    late = form_on(found, f"/{owed}")
    pay_world.see(app, owed, due)
    refused = late.submit(expect_errors=True)
    return [found, refused, phone.send(page, page, text="سلام"), phone.get("/clinic/"), phone.get("/clinic/cards")]


def _of_the_bank(*amounts: int) -> str:
    """Its messages about money that came, the first one years ago, and about some that left."""
    went = "بانک ملی\nبرداشت: 500,000 ریال\nاز حساب: 0101234567001\nمانده: 91,234,000"
    first, *others = (pay_world.BANK.format(amount=amount) for amount in amounts)
    return "\n\n".join([f"{first}\n1398/10/11", *others, went])


def _spare(page: TestResponse) -> list[str]:
    return str(page.html.find("form", {"data-spare": True})["data-spare"]).split()[:2]


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
