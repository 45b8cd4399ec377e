"""Every page, in both languages, fit for everybody: read, tapped, walked by keys, enlarged, in the dark, printed."""

from collections.abc import Iterable

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests import test_doors as doors
from tests.journeys import scenes
from tests.journeys.conftest import Site, serving
from tests.journeys.looking import Looker, Shelf
from tests.journeys.walk import Page
from tests.people import World

pytestmark = pytest.mark.journey

LANGUAGES = ["fa", "en"]
# In one language the colours are looked at too; those do not depend on it.
COLOURS_IN = "fa"
# What never answers with a page: it only leads on to one, or answers machines.
NO_PAGES = {
    "account.home.go",
    "clinic.members.index",
    "clinic.people.card_again",
    "clinic.permits.show",
    "group.payments.receipt",
    "here.show",
    "language.switch",
    "offline.start",
    "photos.show",
    "shop.paying.receipt",
    "trust.names",
}


def assert_fit(browser: Browser, app: Flask, pages: Iterable[Page], seat: str | None, language: str) -> None:
    """Show these pages in a browser, and find nothing wrong with them."""
    shelf = Shelf(app)
    with serving(shelf) as url:
        looker = Looker(browser, url, seat, language == COLOURS_IN)
        wrong = {page.way: faults for page in pages if (faults := looker.faults(shelf.put(page)))}
        looker.context.close()
    assert wrong == {}
    assert looker.asked_elsewhere == []


# Every scene in Persian; in English two, as the words alone are others there. The customer alone sends forms in
# English: what is said to a member at a field has the same shapes.
WALKS = [
    (name, language)
    for name in scenes.SCENES
    for language in LANGUAGES
    if language == "fa" or name in scenes.IN_ENGLISH
]


@pytest.mark.parametrize(("name", "language"), WALKS)
def test_every_page_is_fit_for_everybody(
    browser: Browser, app: Flask, world: World, put_back: scenes.PutBack, name: str, language: str
) -> None:
    scene = scenes.SCENES[name]
    sends = language == "fa" or scene.who == "stranger"
    walked = scenes.walk(app, world, put_back, scene, language, sends=sends)
    assert_fit(browser, app, walked.pages, world.seats.get(scene.who), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_clinic_is_fit_for_everybody(
    browser: Browser, empty_site: Site, put_back: scenes.PutBack, language: str
) -> None:
    app = empty_site.app
    before = scenes.walk_before_the_clinic(app, put_back(empty_site.settings), language)
    seat = scenes.found(app)
    empty = scenes.walk_where_nothing_is(app, put_back(empty_site.settings), seat, language)
    pages = [*before.pages, *empty.pages, *scenes.problem_pages(app, language)]
    assert_fit(browser, app, pages, seat, language)


def test_every_route_is_walked(app: Flask, world: World, empty_site: Site, put_back: scenes.PutBack) -> None:
    begin_anew = put_back()
    walks = [scenes.walk_before_the_clinic(empty_site.app, put_back(empty_site.settings), "fa")]
    for scene in scenes.SCENES.values():
        walks.append(scenes.walk(app, world, put_back, scene, "fa", sends=False))
        begin_anew()
    routes = {rule.endpoint for rule in doors.routes(app, "GET")}
    walked = {endpoint for walk in walks for endpoint, kinds in walk.answers.items() if kinds & {"page", "part"}}
    assert routes - walked == NO_PAGES
