"""The people of the tests: one clinic, three groups, and everybody who may knock at a door.

They are made with the real verbs, once; every test begins with the same small world.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from webtest import TestApp, TestResponse
from webtest.forms import Form, Upload

from hamyar.domain import catalogue, clinics, groups, people, permits, sessions
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.web import access

MANAGER, WORKER = "+989121000001", "+989121000002"
MARYAM, ZAHRA, SARA = "+989121000011", "+989121000012", "+989121000021"
CUSTOMER = "09351234567"
PASSWORD, PIN = "four quiet words here", "4826"

# Everybody who may open a page; a stranger has no key at all.
PERSONAS = ("stranger", "manager", "worker", "maryam", "zahra", "sara")


@dataclass(frozen=True)
class World:
    """What the tests need to know of the world: the secrets of sessions, and the addresses of things."""

    seats: dict[str, str]
    jar: str
    cake: str
    dress: str
    hidden: str


def build() -> World:
    """Make the world in an empty database, inside an application context."""
    with transaction():
        clinic = clinics.found("کلینیک مددکاری مهر", "تهران", "02133445566")
        manager = people.add_staff(clinic, name="نرگس", surname="مدیری", mobile=MANAGER, role="manager", by=None)
        worker = people.add_staff(clinic, name="لیلا", surname="مددی", mobile=WORKER, role="social_worker", by=manager)
        women = {}
        for key, name, surname, mobile in (
            ("maryam", "مریم", "احمدی", MARYAM),
            ("zahra", "زهرا", "کریمی", ZAHRA),
            ("sara", "سارا", "صادقی", SARA),
        ):
            women[key] = people.add_member(clinic, name=name, surname=surname, mobile=mobile, by=worker)
        manager.secret_hash, women["maryam"].secret_hash = people.hashed(PASSWORD), people.hashed(PIN)
        made = _shops(clinic, worker, women)
        everybody = {"manager": manager, "worker": worker, **women}
        seats = {key: sessions.begin(person, is_shared=False) for key, person in everybody.items()}
    return World(seats=seats, **made)


def _shops(clinic: clinics.Clinic, worker: people.Person, women: dict[str, people.Person]) -> dict[str, str]:
    def group(name: str, occupation: str, slug: str, *members: str) -> groups.Group:
        made = groups.form(
            clinic,
            name=name,
            occupation=occupation,
            neighbourhood="نازی‌آباد",
            story="با هم کار می‌کنیم.",
            slug=slug,
            by=worker,
        )
        for key in members:
            groups.join(made, women[key], worker)
        return made

    cooks = group("گل نرگس", "cooking", "gol-narges", "maryam", "zahra")
    groups.name_lead(cooks, women["maryam"], worker)
    tailors = group("سوزن طلایی", "sewing", "suzan", "sara")
    group("چرم پارسه", "leather", "charm")
    next_year = clock.today() + timedelta(days=365)
    permits.record(cooks, state="granted", number="2281", until=next_year, by=worker)
    permits.open_shop(cooks, worker)
    permits.open_shop(tailors, worker)
    by = women["maryam"]
    describe, offer = catalogue.Description, catalogue.Offer
    jar = catalogue.add(cooks, describe("ترشی لیته", "با سرکه‌ی خانگی", unit="jar"), [offer("", 1_250_000, 10)], [], by)
    cake_about = describe("کیک تولد", kind="made_to_order", lead_days=2, unit="kilo")
    cake = catalogue.add(cooks, cake_about, [offer("", 4_000_000)], [], by)
    hidden = catalogue.add(cooks, describe("مربای به", is_shown=False), [offer("", 900_000, 5)], [], by)
    sizes = [offer("کوچک", 5_000_000, 2), offer("بزرگ", 6_000_000, 3)]
    dress = catalogue.add(tailors, describe("پیراهن گلدار"), sizes, [], women["sara"])
    return {"jar": jar.code, "cake": cake.code, "dress": dress.code, "hidden": hidden.code}


class Phone(TestApp):
    """A person's browser without script: it opens pages and fills in the forms that really stand on them."""

    def __init__(self, app: Any, seat: str | None = None) -> None:
        # relative_to is None, so the test client checks every status itself.
        super().__init__(app, lint=False)
        if seat:
            self.set_cookie(access.COOKIE, seat)

    def send(self, page: TestResponse | str, action: str = "", *, status: Any = None, **fields: Any) -> TestResponse:
        """Fill in the form of this page whose address ends with `action`, and send it. Does not follow redirects."""
        shown = self.get(page) if isinstance(page, str) else page
        form = form_on(shown, action)
        for name, value in fields.items():
            form[name] = Upload(*value) if isinstance(value, tuple) else value
        return form.submit(status=status, expect_errors=status is None)


def form_on(page: TestResponse, action: str = "") -> Form:
    """The first POST form of a page whose address ends with `action`, whatever it asks for behind that."""
    posts = [
        form for _, form in sorted(page.forms.items(), key=lambda item: str(item[0])) if form.method.upper() == "POST"
    ]
    found = [form for form in posts if form.action.endswith(action) or form.action.partition("?")[0].endswith(action)]
    if not found:
        raise AssertionError(
            f"no form to {action!r} on {page.request.path}; there are {[form.action for form in posts]}"
        )
    return found[0]
