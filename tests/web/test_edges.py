"""What holds for every page: languages, kind errors, quiet logs, and a database that takes nothing."""

import gzip
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask

import hamyar
from hamyar.kit.db import db
from hamyar.ops.settings import Settings
from hamyar.web import answers
from tests.people import CUSTOMER, PASSWORD, Phone, World

Phones = Callable[..., Phone]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        None,
        "/a\r\nb",
        "/\t/evil",
    ],
)
def test_nobody_is_sent_to_another_host(address: str | None) -> None:
    assert answers.safe_next(address) is None


def test_an_own_address_may_follow() -> None:
    assert answers.safe_next("/group/gol-narges/orders?state=placed") == "/group/gol-narges/orders?state=placed"


def test_pages_are_persian_until_she_switches(phone: Phones) -> None:
    stranger = phone()
    page = stranger.get("/")
    assert 'lang="fa" dir="rtl"' in page.text
    page = page.click(href="/language/en").follow()
    assert page.request.path == "/"
    assert 'lang="en" dir="ltr"' in page.text
    assert 'lang="en"' in stranger.get("/basket").text, "the phone remembers"
    assert 'lang="fa"' in page.click(href="/language/fa").follow().text


def test_the_language_comes_back_to_where_she_was_and_nowhere_else(phone: Phones) -> None:
    assert phone().get("/language/en?next=https://evil.example/").headers["Location"] == "/"
    assert phone().get("/language/en?next=/search?q=a").headers["Location"] == "/search?q=a"
    assert phone().get("/language/xx", status=404)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/g/nobody", "/p/00000", "/o/wrong", "/p/%00", "/g/%E2%80%AE", "/group/none/", "/" + "a" * 5000],
)
def test_a_wrong_link_gets_a_kind_page_with_a_way_on(phone: Phones, path: str) -> None:
    page = phone("maryam").get(path, status=404)
    assert 'lang="fa"' in page.text
    assert page.html.find("a", class_="button")["href"]


@pytest.mark.parametrize("path", ["/o/wrong", "/q/wrong", "/o/", "/o/wrong/pay", "/q/a/b/c"])
def test_a_link_that_was_cut_leads_to_a_new_one_and_to_the_clinic(phone: Phones, path: str) -> None:
    page = phone().get(path, status=404)
    ways = [link["href"] for link in page.html.main.find_all("a", class_="button")]
    assert ways == ["/orders-again", "tel:02133445566", "/"]
    elsewhere = phone().get("/nothing", status=404).html
    assert page.html.find("p", "story").text != elsewhere.find("p", "story").text
    assert [link["href"] for link in elsewhere.main.find_all("a", class_="button")] == ["/"]


def test_a_wrong_way_of_asking_gets_a_kind_page(phone: Phones) -> None:
    assert "Traceback" not in phone().get("/basket/put", status=405).text
    assert phone().post("/", {}, status=[400, 405])


def test_an_error_of_ours_says_so_without_a_word_of_its_own(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    failing = hamyar.create_app(settings)

    def fails() -> str:
        raise ValueError(" ".join(("Hidden", "Street")))

    failing.add_url_rule("/fails", view_func=fails)
    page = Phone(failing).get("/fails", status=500)
    assert "Hidden Street" not in page.text
    assert "Hidden Street" not in caplog.text
    assert "ValueError" in caplog.text, "the place where it happened is logged"
    assert page.headers["X-Request-Id"] in caplog.text


def test_the_log_names_nobody(phone: Phones, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    stranger = phone()
    stranger.get(f"/search?q={CUSTOMER}")
    stranger.get("/o/some-secret-of-an-order", status=404)
    stranger.send("/account/sign-in", "/sign-in", mobile=CUSTOMER, secret=PASSWORD)
    for hidden in (CUSTOMER, CUSTOMER[1:], "some-secret", PASSWORD, world.seats["maryam"]):
        assert hidden not in caplog.text
    assert "/o/<secret>" in caplog.text


def test_a_given_request_id_is_kept_where_it_is_one(phone: Phones) -> None:
    assert phone().get("/", headers={"X-Request-Id": "abc-12345"}).headers["X-Request-Id"] == "abc-12345"
    assert phone().get("/", headers={"X-Request-Id": "a b\t<c>"}).headers["X-Request-Id"] != "a b\t<c>"


@pytest.mark.parametrize("path", ["/", "/account/sign-in", "/nothing"])
def test_html_travels_compressed_to_who_can_read_it(app: Flask, world: World, path: str) -> None:
    plain = app.test_client().get(path)
    assert "Content-Encoding" not in plain.headers
    squeezed = app.test_client().get(path, headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert b"<!doctype html>" in gzip.decompress(squeezed.data)
    assert len(squeezed.data) < len(plain.data) / 2


@contextmanager
def nothing_can_be_saved(app: Flask) -> Iterator[None]:
    """SQLite refuses every change, as it does on a disk that is full or became read-only."""
    with app.app_context():
        engine = db.engine
        db.session.rollback()

    def refuse(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA query_only = 1")

    sa.event.listen(engine, "connect", refuse)
    engine.dispose()
    yield
    sa.event.remove(engine, "connect", refuse)
    engine.dispose()


def test_a_database_that_takes_nothing_loses_nothing(app: Flask, phone: Phones, world: World) -> None:
    stranger = phone()
    page = stranger.get(f"/p/{world.jar}")
    with nothing_can_be_saved(app):
        answer = stranger.send(page, "/basket/put")
        assert answer.status_int == 503
        assert stranger.get(f"/p/{world.jar}").status_int == 200, "reading goes on"
    assert stranger.send(answer, "/basket/put").status_int == 303, "the same form, from the page that said so"


def test_cookies_given_by_https_come_back_by_https_only(phone: Phones) -> None:
    for scheme, is_secure in (("https", True), ("http", False)):
        answer = phone().get("/account/sign-in", extra_environ={"wsgi.url_scheme": scheme})
        cookies = answer.headers.getall("Set-Cookie")
        assert cookies
        assert all(("Secure" in cookie) == is_secure for cookie in cookies)
