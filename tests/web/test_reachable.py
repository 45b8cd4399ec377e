"""Nobody has to know an address: every page is reached by links and buttons from where a person begins."""

import re
from collections.abc import Callable

from flask import Flask
from werkzeug.exceptions import HTTPException

from hamyar.domain import catalogue, clinics, groups, offering, people, placing, products
from hamyar.kit.db import transaction
from tests import test_doors as doors
from tests import wanted
from tests.people import MARYAM, Phone, World

BEGINNINGS = {"stranger": ("/",), "maryam": ("/account/home",), "manager": ("/account/home",)}
# Reached by an answer to a form, by what a person was given on paper or by SMS, or fetched by a page for itself.
BY_OTHER_WAYS = {
    "account.card.show",  # printed
    "account.home.go",  # where the beginnings lead
    "account.setup.show",  # written in the terminal, before there is a clinic
    "clinic.members.index",  # where a form's own address is opened again
    "clinic.notices.ringing",  # asked by an open page
    "clinic.people.card_again",  # likewise
    "clinic.holidays.orders",  # after a holiday was declared for a day with orders
    "clinic.permits.show",  # where a form's own address is opened again
    "group.first.done",  # after the last step
    "group.first.name",
    "group.first.price",
    "group.first.stock",
    "group.home.pulse",
    "group.papers.show",  # once a sheet was made
    "group.payments.receipt",  # where a customer sent one
    "group.products.count",  # asked while she types
    "group.products.price_words",
    "group.telling.ringing",
    "health.show",  # for who looks after the machine
    "outbox.keys",  # asked by the script that sends forms
    "words.show",  # fetched by every page
    "offline.manifest",  # fetched by the browser
    "offline.page",  # shown by the worker
    "offline.start",  # the icon on the home screen
    "offline.worker",
    "trust.names",  # asked by the proxy
    "here.show",  # asked by the page that connects phones
    "photos.show",
    "shop.changing.show",  # from the customer's own link
    "shop.checkout.show",  # from a full basket
    "shop.online.back",  # where the gateway leads
    "shop.online.show",  # an answer to a form
    "shop.quote.show",  # the customer's own link
    "shop.paying.receipt",  # where she sent one
    "shop.paying.show",  # from her own link, where she pays card to card
    "shop.tracking.show",  # likewise
    "static",
}


def test_every_page_is_reached_by_links(app: Flask, world: World, phone: Callable[[str], Phone]) -> None:
    _fill(world, app)
    reached: set[str] = set()
    for who, beginnings in BEGINNINGS.items():
        reached |= _walk(app, phone(who), list(beginnings))
    pages = {rule.endpoint for rule in doors.routes(app, "GET")}
    assert pages - reached - BY_OTHER_WAYS == set()


def _fill(world: World, app: Flask) -> None:
    """An order that waits, and a customer who lost her link."""
    with app.app_context(), transaction():
        clinic = clinics.get_only()
        cooks, maryam = groups.get(clinic.id, "gol-narges"), people.find_by_mobile(clinic.id, MARYAM)
        assert maryam
        wish = offering.Wish(products.get(cooks, world.jar).variants[0], 1)
        placing.take_down(cooks, [wish], placing.Customer("پریسا", "+989351234567"), by=maryam)
        catalogue.add(cooks, catalogue.Description("سفره‌ی عقد", kind="on_agreement"), [], [], maryam)
        wanted.in_state(cooks, maryam)


def _walk(app: Flask, phone: Phone, waiting: list[str]) -> set[str]:
    """The endpoints that links lead to; of every endpoint three addresses are opened, as products differ."""
    opened: dict[str, int] = {}
    seen: set[str] = set()
    while waiting:
        at = waiting.pop(0)
        endpoint = _endpoint(app, at)
        if at in seen or endpoint is None or opened.get(endpoint, 0) >= 3:
            continue
        seen.add(at)
        opened[endpoint] = opened.get(endpoint, 0) + 1
        page = phone.get(at)
        if page.status_int in (302, 303):
            waiting.append(page.headers["Location"])
        assert page.status_int < 400, (at, page.status)
        if page.content_type == "text/html":
            waiting += _leads_to(page.text)
    return set(opened)


def _leads_to(html: str) -> list[str]:
    """The addresses of its links, and of its forms that look for something."""
    links: list[str] = re.findall(r'<a [^>]*href="([^"#]+)', html)
    searches: list[str] = re.findall(r'<form (?![^>]*method="post")[^>]*action="([^"#]+)', html)
    return [address.replace("&amp;", "&") for address in links + searches]


def _endpoint(app: Flask, address: str) -> str | None:
    if not re.match(r"(https?://[^/]+)?/", address):
        return None
    path = re.sub(r"^https?://[^/]+", "", address).partition("?")[0] or "/"
    try:
        return str(app.url_map.bind("localhost").match(path)[0])
    except HTTPException:
        return None
