"""The first visit to a shop, as it travels to a phone on a slow line."""

import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask

from hamyar.domain import catalogue, groups, people, photos
from hamyar.kit.db import transaction
from tests.people import MARYAM, Phone

SHOP = "/g/gol-narges"
# What a server may send before the phone has answered once.
FIRST_FLIGHT = 14 * 1024


@pytest.fixture
def full_shelf(app: Flask) -> None:
    """Twelve more products, each with its photo, as long in words as real ones are."""
    with app.app_context(), transaction():
        group, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        for number in range(12):
            photo = photos.keep(1, name=f"{number:064x}", width=1280, height=960, colour="#aabbcc", size=90_000)
            about = catalogue.Description(f"ترشی لیتهٔ خانگی شمارهٔ {number}", "با سرکهٔ خانگی", unit="jar")
            catalogue.add(group, about, [catalogue.Offer("", 1_250_000 + 10_000 * number, 10)], [photo], maryam)


@pytest.mark.usefixtures("full_shelf")
def test_a_shop_of_twelve_products_comes_in_the_first_flight(app: Flask) -> None:
    page = _compressed(app, SHOP)
    html = gzip.decompress(page).decode()
    assert html.count('class="product ') >= 12
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    assert sheets
    assert len(page) + sum(len(_compressed(app, sheet)) for sheet in sheets) <= FIRST_FLIGHT


def _compressed(app: Flask, address: str) -> bytes:
    """A body as it travels. The other tests' phone unpacks it unasked."""
    with app.test_client() as visitor:
        return visitor.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True).data


@pytest.mark.usefixtures("full_shelf")
def test_a_shop_asks_nothing_of_any_other_host(phone: Callable[[str], Phone]) -> None:
    html = phone("stranger").get(SHOP).text
    fetched = re.findall(
        r'<(?:script|img|source|link rel="(?:stylesheet|icon|preload)")[^>]*(?:src|href|srcset)="([^"]+)"', html
    )
    assert len(fetched) > 12
    assert [address for address in fetched if not address.startswith("/")] == []
