"""Something of everything: the world that every walk begins in."""

import io
from datetime import timedelta

from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage

from hamyar.domain import (
    cards,
    catalogue,
    channels,
    clinics,
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
    people,
    placing,
    prints,
    products,
    resends,
)
from hamyar.domain.groups import Group
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import providers
from hamyar.web import uploads
from tests import test_doors as doors
from tests.people import MARYAM, WORKER, ZAHRA, World

COOKS, TAILORS, EMPTY_GROUP = "gol-narges", "suzan", "charm"
CUSTOMER = placing.Customer("پریسا", "+989351234567", "زنگ طبقهٔ دوم")


def fill(app: Flask, world: World) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Something of everything; what stands in the blanks of addresses, and an order in each state."""
    with app.app_context(), transaction():
        maryam, zahra, worker = team()
        cooks = groups.get(maryam.clinic_id, COOKS)
        photos = two_photos(maryam.clinic_id)
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
        gateways.set_id(gateway, "sealed elsewhere", worker)
        placed, *_later = named = [{"number": one.number, "secret": one.secret} for one in made]
        card = cards.make(maryam, worker)
        asked = doors.wanted_of(cooks, maryam)
        sheet = prints.of_order(made[0], prints.SLIP, prints.A4, maryam).number
        prints.of_order(made[0], prints.LABEL, prints.ROLL, maryam)
        prints.of_day(cooks, clock.today(), prints.A4, maryam)
        return {"code": shown.code, "card": card, "person": maryam.id, "sheet": sheet, **asked, **placed}, named


def team() -> list[Person]:
    """Maryam, Zahra, and their social worker."""
    found = [people.find_by_mobile(clinics.get_only().id, mobile) for mobile in (MARYAM, ZAHRA, WORKER)]
    assert all(found)
    return [one for one in found if one]


def two_photos(clinic_id: int) -> list[Photo]:
    """They are kept, and nothing shows them yet."""

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
    notices.tell_customer(by.clinic_id, order.group_id, order.id, order.mobile, "payment.refused", facts, order.path)
    notices.tell_group(order.group, "quote.asked", {})
    told = db.session.query(notices.Notice).filter_by(kind="payment.refused").one()
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
