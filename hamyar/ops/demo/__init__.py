"""A made-up clinic to look around in: six shops, the women behind them, and two months of their orders."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from hamyar.domain import cards, catalogue, clinics, groups, orders, people, permits, photos
from hamyar.domain.catalogue import Description, Offer
from hamyar.domain.clinics import Clinic
from hamyar.domain.groups import Group
from hamyar.domain.orders import Order
from hamyar.domain.people import Person
from hamyar.domain.photos import Photo
from hamyar.domain.products import IN_STOCK, MADE_TO_ORDER
from hamyar.kit import clock, mobile, money
from hamyar.kit import photos as pictures
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Refused
from hamyar.ops import serving
from hamyar.ops.demo import clinic as made_up
from hamyar.ops.demo import cloth, crafts, food, lately, months, sheet, terms
from hamyar.ops.plain import N_, Trouble, both
from hamyar.ops.settings import Settings

_MOTIFS = food.MOTIFS | cloth.MOTIFS | crafts.MOTIFS
Stored = dict[tuple[str, int], pictures.Stored]
# So long ago the clinic was founded.
_SINCE = timedelta(days=months.DAYS + 30)


def build(settings: Settings) -> list[str]:
    """Fill an empty installation, in an application context; how to sign in as everybody, to be printed.

    Refused where there is a clinic already: a real one is never filled with made-up people. Raises Trouble where the
    disk has no room for the pictures.
    """
    try:
        drawn = _draw(settings.photos)
    except Refused as no:
        raise Trouble(N_("The disk has too little room for the pictures. Make room, then start again.")) from no
    password, pin = people.hashed(made_up.PASSWORD), people.hashed(made_up.PIN)
    clock.freeze(clock.now() - _SINCE)
    try:
        with transaction():
            clinic, staff = _found(password)
            shops = [_shop(clinic, shop, drawn, pin, by=staff[1]) for shop in made_up.SHOPS]
            # Read once and for all: a later transaction forgets what the objects know.
            by_group = {group.id: groups.members(group) for group in shops}
    finally:
        clock.freeze(None)
    months.live(months.Story(clinic.id, by_group, staff))
    with transaction():
        return _ending(settings, clinic, shops, staff)


def _ending(settings: Settings, clinic: Clinic, shops: Sequence[Group], staff: Sequence[Person]) -> list[str]:
    """What is so today: some shelves nearly empty, one shop closed, one woman new with a card."""
    months.settle_shelves(shops)
    closed = next(group for group in shops if group.slug == made_up.CLOSED)
    groups.close_shop(closed, staff[1])
    newcomer = groups.members(closed)[-1]
    newcomer.secret_hash = None
    lately.happen(shops)
    db.session.flush()
    return _lines(settings, clinic, staff, shops, cards.make(newcomer, staff[1]))


# the people


def _found(password: str) -> tuple[Clinic, list[Person]]:
    name, city, phone = made_up.CLINIC
    clinic = clinics.found(name, city, phone)
    staff: list[Person] = []
    for number, (first, last, role) in enumerate(made_up.STAFF):
        by = staff[0] if staff else None
        one = people.add_staff(clinic, name=first, surname=last, mobile=f"+9890000000{number:02}", role=role, by=by)
        people.set_secret(one, password, by=one)
        staff.append(one)
    clinics.describe(
        clinic, name=name, city=city, phone=phone, about=made_up.ABOUT, public_address="", by_id=staff[0].id
    )
    return clinic, staff


def _shop(clinic: Clinic, shop: made_up.Shop, drawn: Stored, pin: str, by: Person) -> Group:
    group = groups.form(
        clinic, name=shop.name, occupation=shop.trade, neighbourhood=shop.place, story=shop.story, slug=shop.slug, by=by
    )
    for number, woman in enumerate(shop.women):
        person = _woman(clinic, woman, f"+9890000{made_up.SHOPS.index(shop) + 1:02}{number:03}", pin, by)
        groups.join(group, person, by)
        if number == 0:
            groups.name_lead(group, person, by)
            lead = person
    for item in shop.items:
        _product(group, item, drawn, lead)
    groups.set_photo(group, _photo(clinic.id, drawn[(shop.items[0].name, 1)]), lead)
    if permits.is_needed(group):
        _permit(group, by)
    terms.agree(group, lead)
    permits.open_shop(group, by)
    return group


def _permit(group: Group, by: Person) -> None:
    state, number, days = made_up.PERMITS[group.slug]
    permits.record(group, state=state, number=number, until=clock.today() + _SINCE + timedelta(days=days), by=by)


def _woman(clinic: Clinic, name: tuple[str, str], number: str, pin: str, by: Person) -> Person:
    woman = people.add_member(clinic, name=name[0], surname=name[1], mobile=number, by=by)
    people.set_secret(woman, pin, by=woman)
    return woman


def _product(group: Group, item: made_up.Item, drawn: Stored, by: Person) -> None:
    kind = MADE_TO_ORDER if item.lead else IN_STOCK
    said = {"name": item.name, "description": item.about, "unit": item.unit, "kind": kind, "lead_days": item.lead}
    about = Description(**{**said, **item.more})
    offers = [Offer(name, money.rials(price), stock) for name, price, stock in item.offers]
    catalogue.add(group, about, offers, [_photo(group.clinic_id, drawn[(item.name, 0)])], by)


# the pictures


def _draw(folder: Path) -> Stored:
    """Draw and store a picture of every product, and one more of each shop's first: its own."""
    drawn: Stored = {}
    for shop in made_up.SHOPS:
        for number, item in enumerate(shop.items):
            for take in (0, 1) if number == 0 else (0,):
                drawn[(item.name, take)] = pictures.store(_picture(shop.trade, item.look, number + 100 * take), folder)
    return drawn


def _picture(trade: str, look: tuple[str, str, str], seed: int) -> pictures.Picture:
    motif, colour, accent = look
    drawing = sheet.Sheet(seed)
    sheet.room(drawing, trade)
    _MOTIFS[motif](drawing, trade, colour, accent)
    return drawing.picture()


def _photo(clinic_id: int, stored: pictures.Stored) -> Photo:
    return photos.keep(
        clinic_id,
        name=stored.name,
        width=stored.width,
        height=stored.height,
        colour=stored.colour,
        size=stored.bytes,
    )


# what is printed


def _lines(settings: Settings, clinic: Clinic, staff: Sequence[Person], shops: Sequence[Group], card: str) -> list[str]:
    base = serving.best(settings)
    cooks, closed = shops[0], next(group for group in shops if not group.is_open)
    lead, member = groups.members(cooks)[:2]
    facts: dict[str, object] = {"place": f"{base}/account/sign-in", "password": made_up.PASSWORD, "pin": made_up.PIN}
    return [
        "",
        *both(N_("This clinic is made up, and gone when you stop it. Sign in at %(place)s"), facts),
        *both(N_("  staff, with the password %(password)s"), facts),
        *_numbers((staff[0], N_("manager")), (staff[1], N_("social worker"))),
        *both(N_("  women of a group, with the PIN %(pin)s"), facts),
        *_numbers((lead, N_("leads the group")), (member, N_("member"))),
        *both(N_("  a woman who is new, with her sign-in card: %(link)s"), {"link": f"{base}/account/card/{card}"}),
        *both(N_("As a customer, without signing in:"), {}),
        *(f"    {base}{path}" for path in (f"/g/{cooks.slug}", f"/g/{closed.slug}", f"/o/{_waiting(clinic)}")),
        "",
    ]


def _numbers(*rows: tuple[Person, str]) -> list[str]:
    return [f"    {mobile.plain(person.mobile)}  {' / '.join(both(role, {}))}" for person, role in rows]


def _waiting(clinic: Clinic) -> str:
    """The link's secret of the newest order that was accepted."""
    query = sa.select(Order.secret).where(Order.clinic_id == clinic.id, Order.state == orders.ACCEPTED)
    return str(db.session.scalars(query.order_by(Order.id.desc()).limit(1)).first())
