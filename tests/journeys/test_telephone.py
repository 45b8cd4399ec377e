"""A telephone order on a phone of 360 pixels: with a free day, for a customer who is known; and how long it takes.

How long is not timed but reckoned, by the keystroke-level model (Card, Moran and Newell, "The keystroke-level model for
user performance time with interactive systems", Communications of the ACM 23, 1980): what somebody must do is counted
while it is really done, and every act has its seconds. A TAP is their pointing (1.1) and pressing (0.2). A KEY is 0.28
of an average typist, and cautiously 0.5 on the glass of a phone. A THOUGHT, their mental step, stands before everything
the form asks. They reckon the answer of the machine as it is measured: the server needs a few hundredths (`python3
app.py bench --part telephone`), and a WAIT for a page or a part has half a second, for a slow phone and its network.
While she types the customer is speaking, so her words take no time of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from hamyar.domain import groups, selling
from hamyar.kit import clock
from tests import lunch
from tests.journeys.conftest import Site
from tests.journeys.safe_clinic import until
from tests.journeys.test_main_job import PERSIAN, fill, sideways, tap
from tests.journeys.wire import PASS, REFUSE, Wire
from tests.people import World

pytestmark = pytest.mark.journey

PhoneOf = Callable[..., Page]
HOME = "/group/gol-narges/"
TAP, KEY, THOUGHT, WAIT = 1.3, 0.5, 1.35, 0.5
# What the product promises of an order that is written down while somebody waits.
MOST_SECONDS = 30


def _look(page: Page, script: bool) -> None:
    """With script what depends on the form comes by itself; without it, by a button that saves nothing."""
    if not script:
        tap(page, "Show free days, delivery and payment")


def _choose(page: Page, words: str) -> None:
    page.locator("label.choice", has_text=words).first.click()


def _sales(site: Site) -> int:
    with site.app.app_context():
        return selling.takings(groups.get(1, "gol-narges"), clock.today()).count


def test_a_telephone_order(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    made = lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(site.url + HOME)
    tap(page, "By telephone or at the counter", "link")
    plate = page.locator(".wants > li", has_text="قیمه")
    plate.locator("input").fill("۲")
    fill(page, mobile="۰۹۳۵۱۲۳۴۵۶۷", name="نگار")
    _look(page, script)
    _choose(page, "فردا، چهارشنبه ۴ آذر")
    page.locator("#call summary", has_text="تحویل و پرداخت").click()
    _choose(page, "پیک: شهر ری")
    page.locator("[name=province]").select_option("تهران")
    fill(page, city="ری", street="خیابان مدائن، پلاک ۷", note="کم‌نمک")
    assert sideways(page) <= 0
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")
    for words in ("نگار", "تلفنی ثبت شد", "فردا، چهارشنبه ۴ آذر", "پیک: شهر ری", "۴۱۰٬۰۰۰ تومان"):
        expect(page.locator("main")).to_contain_text(words)

    # She calls again: her name is there and in sight, the address of another order is not.
    page.goto(f"{site.url}{HOME}orders/new")
    fill(page, mobile="09351234567")
    page.locator(".wants > li", has_text="قیمه").locator("input").fill("3")
    page.locator("[name=name]").focus()
    _look(page, script)
    expect(page.locator("#call .notice")).to_contain_text("۱۰۰۱")
    if script:
        tap(page, "Take over her name")
    expect(page.locator("[name=name]")).to_have_value("نگار")
    expect(page.locator("[name=name]")).to_be_in_viewport()
    expect(page.locator("[name=street]")).to_have_value("")
    _choose(page, "شنبه ۷ آذر")
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1002?done=1")
    assert made.plate


@dataclass
class Hand:
    """A member's hand on the page: it does what must be done, and counts it."""

    page: Page
    taps: int = 0
    keys: int = 0
    thoughts: int = 0
    waits: int = 0

    @property
    def seconds(self) -> float:
        """How long all of it takes her."""
        return self.taps * TAP + self.keys * KEY + self.thoughts * THOUGHT + self.waits * WAIT

    def tap(self, there: Locator) -> None:
        """Something she need not think about: it is the next thing on the page."""
        there.click()
        self.taps += 1

    def choose(self, there: Locator) -> None:
        """Something the form asks, answered by a tap."""
        self.thoughts += 1
        self.tap(there)

    def write(self, name: str, text: str) -> None:
        """Something the form asks, answered by keys, each of them pressed."""
        self.choose(self.page.locator(f"[name={name}]"))
        self.page.locator(f"[name={name}]").press_sequentially(text)
        self.keys += len(text)

    def button(self, english: str, kind: str = "button") -> Locator:
        """What a Persian reader sees for this sentence."""
        return self.page.get_by_role(kind, name=re.compile(re.escape(PERSIAN(english)))).first  # type: ignore[arg-type]

    def arrive(self, at: str) -> None:
        """At another page."""
        self.page.wait_for_url(at)
        self.waits += 1


def _written_down(page: Page, script: bool, mobile: str, name: str, *, at_counter: bool = False) -> Hand:
    """A member writes down two plates for tomorrow, from her board to the order's page; no name: of somebody known."""
    hand = Hand(page)
    hand.tap(hand.button("By telephone or at the counter", "link"))
    hand.arrive("**/orders/new")
    plate = page.locator(".wants > li", has_text="قیمه")
    if script:
        more = plate.locator("[data-step='1']")
        hand.choose(more)
        hand.tap(more)
    else:
        hand.choose(plate.locator("input"))
        plate.locator("input").press("End")
        for key in ("Backspace", "2"):
            plate.locator("input").press(key)
            hand.keys += 1
    hand.write("mobile", mobile)
    if name:
        hand.write("name", name)
    if not script:
        hand.tap(hand.button("Show free days, delivery and payment"))
        hand.arrive("**/orders/new#mobile")
    elif not name:
        # What is known of her comes while she still looks at the number.
        expect(page.locator("#call .notice")).to_be_visible()
        hand.waits += 1
        hand.choose(hand.button("Take over her name"))
        expect(page.locator("[name=name]")).not_to_have_value("")
        hand.waits += 1
    hand.choose(page.locator("label.choice", has_text="فردا").first)
    if at_counter:
        hand.choose(page.locator("#channel label", has_text=PERSIAN("At the counter")))
    hand.tap(hand.button("Write it down"))
    hand.arrive("**/orders/*?done=1")
    return hand


def test_an_order_is_written_down_while_the_customer_waits(
    site: Site, world: World, phone_of: PhoneOf, script: bool
) -> None:
    lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(site.url + HOME)
    new = _written_down(page, script, "09351234567", "مریم احمدی")
    clock.freeze(lunch.NOW + timedelta(hours=1))
    page.goto(site.url + HOME)
    known = _written_down(page, script, "09351234567", "")
    assert known.seconds < new.seconds < MOST_SECONDS, (known, new)
    # Her name stands in the second order too, for which she was not asked for it.
    expect(page.locator("main")).to_contain_text("مریم احمدی")
    if script:
        page.goto(site.url + HOME)
        at_counter = _written_down(page, script, "09351112233", "زهرا کریمی", at_counter=True)
        assert at_counter.seconds < MOST_SECONDS, at_counter


def test_what_was_forgotten_costs_one_more_tap(site: Site, world: World, phone_of: PhoneOf) -> None:
    lunch.build(site.app)
    page = phone_of(site, world, "maryam")
    page.goto(f"{site.url}{HOME}orders/new")
    fill(page, mobile="09351234567", name="نگار")
    page.locator(".wants > li", has_text="قیمه").locator("input").fill("2")
    # With script the days may or may not have come when she taps: she is told either way, and nothing is lost.
    tap(page, "Write it down")
    expect(page.locator("fieldset .error")).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("نگار")
    _choose(page, "فردا")
    tap(page, "Write it down")
    page.wait_for_url("**/orders/1001?done=1")


def test_sales_at_a_fair(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    page = phone_of(site, world, "maryam")
    page.goto(site.url + HOME)
    tap(page, "Sell at a fair", "link")
    jar = page.locator(".goods > li", has_text="ترشی لیته")
    if script:
        jar.locator("label").click()
        jar.locator("label").click()
    else:
        jar.locator("input").fill("۲")
        tap(page, "Add up")
    expect(page.locator(".total")).to_contain_text("۲۵۰٬۰۰۰ تومان")
    assert sideways(page) <= 0
    page.locator(".bottom-bar button.tall").click()
    page.wait_for_url("**/sell?done=*")
    expect(page.locator("main")).to_contain_text("۸ عدد مانده")
    tap(page, "Take back")
    page.wait_for_url("**/sell?back=*")
    expect(page.locator("main")).to_contain_text("۱۰ عدد مانده")


def test_sales_without_network_wait_one_after_another(
    site: Site, wire: Wire, world: World, phone: Callable[..., Page]
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}{HOME}sell")
    for day in (1, 2):
        wire.mode = REFUSE
        for many in (1, 3):
            for _tap in range(many):
                page.locator(".goods > li", has_text="ترشی لیته").locator("label").click()
            page.locator(".bottom-bar button.tall").click()
            expect(page.locator("[data-outbox-note]")).to_be_visible()
            expect(page.locator("[data-total]")).to_contain_text("۰ تومان")
        wire.mode = PASS
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(lambda sold=2 * day: _sales(site) == sold)
        # What was sent is put away; its number must not come back with the next sale.
        page.locator("#outbox").get_by_role("button", name="باشد").click()
    page.goto(f"{wire.url}{HOME}sell")
    expect(page.locator("main")).to_contain_text("۴ فروش")
    expect(page.locator("main")).to_contain_text("۲ عدد مانده")
