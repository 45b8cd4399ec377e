"""A customer's order of a jar over a bad wire, up to its last button; and how many orders there are."""

from flask import Flask
from playwright.sync_api import Page

from hamyar.kit.db import db
from tests.journeys.wire import Wire
from tests.people import World

COUNT = "select count(*) from orders"
MY_WORDS = "بی‌زحمت کم‌نمک باشد"


def count(app: Flask, query: str = COUNT) -> int:
    """How many orders there are, or what else this statement counts."""
    with app.app_context():
        return int(db.session.execute(db.text(query)).scalar_one())


def to_checkout(page: Page, wire: Wire, world: World) -> None:
    """A jar in the basket, and the checkout filled in."""
    page.goto(f"{wire.url}/p/{world.jar}")
    assert page.evaluate("window.isSecureContext") is False
    page.locator("form[action='/basket/put'] .bottom-bar button").click()
    page.wait_for_url("**/basket")
    page.goto(f"{wire.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("۰۹۳۵۱۲۳۴۵۶۷")
    page.locator("[name=note]").fill(MY_WORDS)


def order_it(page: Page) -> None:
    """The last button."""
    page.locator(".bottom-bar button").click()
