"""A catering service, from booking its hours to another day that both sides agree on: with script, and without."""

import re
from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from hamyar.domain import catalogue, days, groups, people, products
from hamyar.kit.db import transaction
from tests.journeys.conftest import Site
from tests.journeys.test_main_job import PERSIAN, fill, sideways, tap
from tests.people import MARYAM, World
from tests.web import booked
from tests.web.booked import ROOM, SLUG, TEN, TWO, day

PhoneOf = Callable[..., Page]


def put_up(app: Flask) -> str:
    """A service for one at a time, at ten and at two, every day; its code."""
    hours = (catalogue.Hours(TEN, TEN + 120, 1), catalogue.Hours(TWO, TWO + 120, 1))
    about = catalogue.Description("پذیرایی عروسی", kind=products.SERVICE, lead_days=1, windows=hours)
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, SLUG), people.find_by_mobile(1, MARYAM)
        assert maryam
        groups.set_week(cooks, "", True, maryam)
        return catalogue.add(cooks, about, [catalogue.Offer("", 9_000_000)], [], maryam).code


def book(page: Page, site: Site, code: str) -> int:
    """Book tomorrow at ten; the order's number."""
    page.goto(f"{site.url}/p/{code}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    page.locator(f"[value='{day()}.{TEN}']").check()
    fill(page, name="پریسا", mobile="۰۹۳۵ ۱۲۳ ۴۵۶۷")
    tap(page, "Order now")
    page.wait_for_url("**/o/*")
    expect(page.locator("main")).to_contain_text("۱۰ تا ۱۲")
    return 1001


def held(site: Site, number: int) -> dict[tuple[object, int], int]:
    """The places of the service that are taken, by day and hour."""

    def count(order: booked.Order) -> dict[tuple[object, int], int]:
        variant = order.lines[0].variant
        assert variant
        taken = days.sold([variant.product_id], day(), day(60))
        return {(on, window): many for (_product, on, window), many in taken.items() if many}

    found: dict[tuple[object, int], int] = booked.look(site.app, number, count)
    return found


def test_a_service_is_booked_moved_accepted_and_moved_again_by_agreement(
    site: Site, world: World, phone_of: PhoneOf
) -> None:
    customer, hers = phone_of(site), phone_of(site, world, "maryam")
    number = book(customer, site, put_up(site.app))
    assert held(site, number) == {(day(), TEN): 1}

    tap(customer, "Choose another day", "link")
    assert sideways(customer) <= 0
    customer.locator(f"[value='{day()}.{TWO}']").check()
    tap(customer, "Take this day")
    customer.wait_for_url(re.compile("/o/[^/]+$|#agreement$"))
    expect(customer.locator("main")).to_contain_text("۱۴ تا ۱۶")
    assert held(site, number) == {(day(), TWO): 1}

    hers.goto(f"{site.url}{ROOM}/orders/{number}")
    hers.locator("form.first button[type=submit]").first.click()
    expect(hers.locator("main")).to_contain_text(PERSIAN("Take back"))

    hers.locator("#ask-day > summary").click()
    hers.locator(f"[value='{day(2)}.{TEN}']").check()
    hers.locator("#ask-day [name=reason]").fill("سالن آماده نیست")
    hers.locator("#ask-day button[type=submit]").click()
    expect(hers.locator("#agreement")).to_contain_text(PERSIAN("Take the question back"))
    assert sideways(hers) <= 0
    assert held(site, number) == {(day(), TWO): 1}

    customer.reload()
    expect(customer.locator("#agreement")).to_contain_text("سالن آماده نیست")
    tap(customer, "Yes, agreed")
    expect(customer.locator("#agreement")).to_contain_text(PERSIAN("The answer was yes."))
    assert sideways(customer) <= 0
    assert held(site, number) == {(day(2), TEN): 1}

    hers.reload()
    expect(hers.locator("#agreement")).to_contain_text(PERSIAN("The answer was yes."))
    expect(hers.locator("#what").locator("..")).to_contain_text("۱۰ تا ۱۲")


def test_she_asks_to_cancel_and_the_group_agrees(site: Site, world: World, phone_of: PhoneOf) -> None:
    customer, hers = phone_of(site), phone_of(site, world, "zahra")
    made = booked.catering(site.app, "accept")
    customer.goto(site.url + made.path)
    tap(customer, "Another day, or cancel?", "link")
    customer.locator("summary", has_text=PERSIAN("Ask to cancel")).click()
    customer.locator("[action$='/ask/cancel'] button[type=submit]").click()
    expect(customer.locator("#agreement")).to_contain_text(PERSIAN("Take the question back"))
    hers.goto(f"{site.url}{ROOM}/")
    hers.get_by_role("link", name=PERSIAN("She asks something: please answer")).click()
    tap(hers, "Yes, agreed")
    expect(hers.locator("main")).to_contain_text(PERSIAN("by agreement"))
    customer.reload()
    expect(customer.locator("main")).to_contain_text(PERSIAN("This order was cancelled, as you and the group agreed."))
    assert held(site, made.number) == {}
