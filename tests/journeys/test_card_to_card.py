"""Card to card, from the order to the money that was seen: on real phones, with script and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import pay_world
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import PERSIAN, fill, sideways, tap
from tests.pay_world import BANK, ROOM
from tests.people import World

pytestmark = pytest.mark.journey

PHOTO = Path(__file__).parent.parent / "photos" / "gps.jpg"
PhoneOf = Callable[..., Page]


@pytest.fixture
def number_of() -> Callable[[Page], int]:
    """The number of the order whose page is open."""

    def read(page: Page) -> int:
        said = page.locator(".order-number").first.inner_text()
        return int(re.sub(r"\D", "", said.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789"))))

    return read


def order_by_card(page: Page, site: Site, world: World) -> None:
    page.goto(f"{site.url}/p/{world.jar}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    page.locator("input[value=card]").check()
    fill(page, name="پریسا", mobile="09351234567")
    page.locator("form button.tall").last.click()
    page.wait_for_url("**/o/*")


def pay(page: Page) -> int:
    """Read what to send, and say that it is done; the exact rials."""
    tap(page, "Pay card to card", "link")
    page.wait_for_url("**/pay")
    assert sideways(page) <= 0
    due = int(page.locator("#rials").input_value())
    expect(page.locator("#card-number span")).to_have_text(["6037", "9912", "3456", "7893"])
    fill(page, payer_digits="۴۳۲۱")
    page.locator("input[type=file]").set_input_files(PHOTO)
    tap(page, "I have paid")
    page.wait_for_url(re.compile(r"/o/[^/]+$"))
    expect(page.locator("main")).to_contain_text(PERSIAN("Waits to be confirmed"))
    return due


def test_card_to_card_with_a_pasted_message_of_the_bank(
    site: Site, world: World, phone_of: PhoneOf, number_of: Callable[[Page], int]
) -> None:
    pay_world.take_cards(site.app)
    customer, lead = phone_of(site), phone_of(site, world, "maryam")
    order_by_card(customer, site, world)
    number = number_of(customer)
    due = pay(customer)

    lead.goto(f"{site.url}{ROOM}/")
    tap(lead, "Payments", "link")
    expect(lead.locator("main")).to_contain_text("۴۳۲۱")
    assert sideways(lead) <= 0
    fill(lead, text=f"{BANK.format(amount=45_000_000)}\n\n{BANK.format(amount=due)}")
    tap(lead, "Look for its order")
    expect(lead.locator("#found")).to_contain_text(PERSIAN("No order waits for exactly this amount."))
    assert sideways(lead) <= 0
    assert pay_world.money(site.app, number).state == "claimed", "nothing is booked by pasting"
    lead.locator("#found form button").click()
    expect(lead.locator("#found")).to_contain_text(PERSIAN("So much was booked already:"))

    customer.reload()
    expect(customer.locator("main")).to_contain_text(PERSIAN("Your money has arrived. Thank you."))
    stands = pay_world.money(site.app, number)
    assert (stands.state, stands.received, stands.said[0]) == ("paid", due, "4321")
    receipt = customer.request.get(f"{customer.url}/receipt")
    assert (receipt.status, receipt.headers["cache-control"]) == (200, "no-store")


def test_the_clinic_finds_whose_money_came_to_its_card_over_all_groups(
    site: Site, world: World, phone_of: PhoneOf
) -> None:
    pay_world.share_card(site.app, "gol-narges", "suzan")
    jar = pay_world.order_of(site.app, "gol-narges", world.jar)
    dress = pay_world.order_of(site.app, "suzan", world.dress, "سیمین")
    pay_world.say(site.app, jar)
    due = pay_world.money(site.app, jar).due
    staff = phone_of(site, world, "worker")
    staff.goto(f"{site.url}/clinic/")
    staff.locator("main a.notice[href='/clinic/payments']").click()
    expect(staff.locator(f"#paid-{jar}")).to_contain_text("۴۳۲۱")
    assert sideways(staff) <= 0
    fill(staff, text=f"{BANK.format(amount=due)}\n\n{BANK.format(amount=5_000_000)}")
    tap(staff, "Look for its order")
    found = staff.locator("#found")
    expect(found).to_contain_text("گل نرگس")
    expect(found.locator(".links")).to_contain_text("سوزن طلایی")
    assert sideways(staff) <= 0
    assert pay_world.money(site.app, jar).state == "claimed", "nothing is booked by pasting"
    found.locator("form button").click()
    expect(found).to_contain_text(PERSIAN("So much was booked already:"))
    stands = pay_world.money(site.app, jar)
    assert (stands.state, stands.received) == ("paid", due)
    expect(staff.locator(f"#paid-{jar}")).to_have_count(0)
    found.locator(f"a[href$='/orders/{dress}#payment']").click()
    expect(staff.locator("#payment")).to_be_visible()


def test_the_money_is_not_there_and_she_says_it_again(
    site: Site, world: World, phone_of: PhoneOf, number_of: Callable[[Page], int]
) -> None:
    pay_world.take_cards(site.app)
    customer, lead = phone_of(site), phone_of(site, world, "maryam")
    order_by_card(customer, site, world)
    number = number_of(customer)
    due = pay(customer)
    lead.goto(f"{site.url}{ROOM}/orders/{number}")
    lead.locator("summary", has_text=PERSIAN("It has not come")).click()
    lead.get_by_label(PERSIAN("No such amount has come")).check()
    tap(lead, "Yes, tell her")
    expect(lead.locator("#payment .state")).to_have_text(PERSIAN("Not found"))

    customer.reload()
    expect(customer.locator("main")).to_contain_text(PERSIAN("No such amount has come"))
    assert pay(customer) == due, "the amount stays hers"
    lead.reload()
    lead.locator("summary", has_text=PERSIAN("I saw it in the bank’s own message")).click()
    lead.locator("[name=amount]").fill(f"{due - 50_000:,}")
    tap(lead, "Yes, so many came")
    expect(lead.locator("#payment .state")).to_have_text(PERSIAN("Less came"))
    customer.reload()
    expect(customer.locator("main")).to_contain_text("۵٬۰۰۰ تومان")


def test_delivered_and_paid_in_cash_with_one_tap(site: Site, world: World, phone_of: PhoneOf) -> None:
    number, _secret = pay_world.order(site.app, world, "cash")
    member = phone_of(site, world, "zahra")
    member.goto(f"{site.url}{ROOM}/")
    ways = (
        ("Accept", "When it is made, tap “It is ready”."),
        ("It is ready", "Call the customer if you like. When she has it, tap “Delivered”."),
        ("Delivered", "Nothing more to do. Well done!"),
    )
    for english, done in ways:
        card = member.locator(f"#order-{number}")
        card.get_by_role("button", name=re.compile(re.escape(PERSIAN(english)))).first.click()
        expect(member.locator("main")).to_contain_text(PERSIAN(done))
    stands = pay_world.money(site.app, number)
    assert (stands.order, stands.state) == ("delivered", "paid")
