"""Work of the tailors whose price is agreed upon, as it stands between asking and a yes."""

from datetime import timedelta

from hamyar.domain import catalogue, delivery, groups, notices, offering, photos, quotes
from hamyar.domain.offering import Plan
from hamyar.domain.orders import Order
from hamyar.domain.photos import Photo
from hamyar.domain.placing import Customer
from hamyar.domain.products import Product
from hamyar.domain.quotes import Answer, Wanted
from hamyar.domain.requests import Request
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import Rows

CUSTOMER = Customer("پریسا", "+989351234567")
ADDRESS = delivery.Where("تهران", "تهران", "نازی‌آباد، کوچه‌ی دوم، پلاک ۳")
IN_CASH = Plan(pay="cash")
MANTEAU = Wanted("مانتوی سورمه‌ای، قد ۱۱۰، سایز ۴۴")


def said(price: int = 9_800_000, days: int = 10, hold: int = 7) -> Answer:
    """An answer of the group: a price in rials, for a day so many days ahead, which holds so long."""
    today = clock.today()
    return Answer(price, today + timedelta(days=days), today + timedelta(days=hold), "با پارچه‌ی خودمان")


def ask(rows: Rows, wanted: Wanted = MANTEAU, *shown: Photo, customer: Customer = CUSTOMER) -> Request:
    """Somebody asks the tailors for this, with these photos."""
    with transaction():
        if not rows.tailors.takes_requests:
            groups.take_requests(rows.tailors, True, rows.sara)
        return quotes.ask(rows.tailors, None, wanted, shown, customer)


def answered(rows: Rows, answer: Answer | None = None) -> Request:
    """A request that the tailors have answered."""
    asked = ask(rows)
    with transaction():
        quotes.answer(asked, answer or said(), rows.sara)
    return asked


def agree(asked: Request, plan: Plan = IN_CASH, seal: str = "") -> Order:
    """She says yes to what she was shown."""
    number, price = (asked.quote.id, asked.quote.price) if asked.quote else (0, 0)
    shown = seal or offering.seal_of(offering.of_agreed(asked.group, price))
    return quotes.agree(asked, number, plan, seal=shown)


def kinds(asked: Request, audience: str) -> list[str]:
    """What this side was told, in order."""
    query = db.select(notices.Notice.kind).where(notices.Notice.audience == audience).order_by(notices.Notice.id)
    return list(db.session.scalars(query))


def picture(rows: Rows, name: str) -> Photo:
    """A photo of this name."""
    with transaction():
        return photos.keep(rows.clinic.id, name=name * 32, width=9, height=9, colour="#aabbcc", size=9)


def on_agreement(rows: Rows) -> Product:
    """A product of the tailors without a price."""
    with transaction():
        about = catalogue.Description("دوخت لباس شب", kind="on_agreement")
        return catalogue.add(rows.tailors, about, [], [], rows.sara)
