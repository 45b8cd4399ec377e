"""What a phone is told for times without network: whose a page is, what the app is called, how it comes to HTTPS."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from hamyar.domain import clinics, sessions
from hamyar.kit.db import transaction
from hamyar.ops import proxies
from hamyar.web import copies, offline
from tests.people import MARYAM, Phone, World

Phones = Callable[..., Phone]
HERE = Path(__file__).resolve().parents[2]
SAFE = {"wsgi.url_scheme": "https"}


def owner(phone: Phone, path: str, **environ: str) -> str | None:
    """Whose page this is, as the worker is told."""
    return phone.get(path, extra_environ=SAFE | environ, expect_errors=True).headers.get(copies.HEADER)


def test_public_pages_are_every_visitors(phone: Phones, world: World) -> None:
    for path in ("/", "/g/gol-narges", f"/p/{world.jar}", "/basket", "/search?q=x"):
        assert owner(phone(), path) == owner(phone("maryam"), path) == copies.VISITORS, path


def test_a_kept_page_says_the_same_at_every_visit(phone: Phones) -> None:
    again = phone()
    assert [owner(again, "/g/gol-narges") for _ in range(4)] == [copies.VISITORS] * 4


def test_pages_of_the_rooms_are_hers_under_a_name_that_tells_nothing(phone: Phones) -> None:
    maryam, zahra = phone("maryam"), phone("zahra")
    hers = {owner(maryam, path) for path in ("/group/gol-narges/", "/group/gol-narges/orders", "/account/")}
    assert len(hers) == 1
    assert hers != {owner(zahra, "/group/gol-narges/")}
    assert re.fullmatch("[0-9a-f]{16}", str(*hers))


@pytest.mark.parametrize("path", ["/account/sign-in", "/group/gol-narges/", "/account/", "/clinic/", "/account/card/x"])
def test_where_nobody_is_signed_in_the_worker_is_told(phone: Phones, path: str) -> None:
    assert owner(phone(), path) in (copies.NOBODY, None)
    assert owner(phone(), "/account/sign-in") == copies.NOBODY


@pytest.mark.parametrize("path", ["/account/switch", "/calendar", "/keys", "/health", "/https", "/no-such-page"])
def test_some_pages_are_nobodys_to_keep(phone: Phones, path: str) -> None:
    assert owner(phone("maryam"), path) is None


def test_on_a_shared_phone_she_is_nobody(app: Flask, phone: Phones) -> None:
    hers = phone()
    with app.app_context(), transaction():
        maryam = clinics.db.session.query(sessions.Person).filter_by(mobile=MARYAM).one()
        hers.set_cookie("hamyar_seat", sessions.begin(maryam, is_shared=True))
    assert owner(hers, "/group/gol-narges/") == copies.NOBODY


def test_parts_forms_and_plain_http_say_nothing(phone: Phones) -> None:
    maryam = phone("maryam")
    assert owner(maryam, "/group/gol-narges/", HTTP_HX_REQUEST="true") is None
    assert copies.HEADER not in maryam.get("/group/gol-narges/").headers
    assert copies.HEADER not in phone().get("/g/gol-narges").headers


def test_manifest_and_worker_are_named_on_safe_pages_only(phone: Phones) -> None:
    assert 'rel="manifest"' in phone().get("/", extra_environ=SAFE).text
    assert 'rel="manifest"' not in phone().get("/").text


def test_the_app_has_the_clinics_name_and_the_pages_colours(phone: Phones) -> None:
    told = json.loads(phone().get("/manifest.webmanifest").text)
    assert (told["name"], told["lang"], told["dir"]) == ("کلینیک مددکاری مهر", "fa", "rtl")
    for icon in told["icons"]:
        assert phone().get(icon["src"]).content_type == "image/png"
    tokens = (HERE / "static/css/tokens.css").read_text("utf-8").partition("@media")[0]
    assert f"--main: {offline.THEME};" in tokens
    assert f"--ground: {offline.GROUND};" in tokens


def test_the_icon_leads_each_to_her_own_place(phone: Phones) -> None:
    assert phone().get("/start").headers["Location"] == "/"
    assert phone("maryam").get("/start").headers["Location"] == "/account/home"


def test_the_worker_is_asked_for_anew_and_changes_with_the_assets(app: Flask, phone: Phones) -> None:
    first = phone().get("/sw.js")
    assert first.headers["Cache-Control"] == "no-cache"
    assert phone().get("/sw.js", headers={"If-None-Match": first.headers["ETag"]}).status_int == 304
    names = app.extensions["assets"].names
    before = names["css/site.css"]
    try:
        names["css/site.css"] = "css/site.0123456789.css"
        second = phone().get("/sw.js").text
    finally:
        names["css/site.css"] = before
    assert "site.0123456789.css" in second
    assert re.findall('"version": "(.*?)"', first.text) != re.findall('"version": "(.*?)"', second)


def test_the_page_for_no_network_names_nobody(phone: Phones) -> None:
    page = phone("maryam").get("/offline").text
    assert "You have no network" in page
    assert not re.search("کلینیک|همیار|مریم|Hamyar", page)


# the page about HTTPS


def about_https(phone: Phone, **environ: str) -> str:
    return phone.get("/https", extra_environ=environ).text


def test_a_phone_that_came_safely_has_nothing_to_do(phone: Phones) -> None:
    page = about_https(phone(), **SAFE)
    assert "hamyar.crt" not in page
    assert "ol>" not in page


def test_the_certificate_is_offered_only_where_there_is_one(phone: Phones) -> None:
    assert "hamyar.crt" not in about_https(phone())
    page = about_https(phone(), **{proxies.AUTHORITY: "80 443", "HTTP_HOST": "192.168.1.5"})
    assert 'href="/hamyar.crt"' in page
    assert 'href="https://192.168.1.5/"' in page
    page = about_https(phone(), **{proxies.AUTHORITY: "8080 8443", "HTTP_HOST": "[fd00::5]:8080"})
    assert 'href="https://[fd00::5]:8443/"' in page
    assert "<script>" not in about_https(phone(), **{proxies.AUTHORITY: "80 <script>"})


def test_a_public_name_is_the_whole_answer(app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_ADDRESS", "https://mehr.example")
    assert 'href="https://mehr.example"' in about_https(phone())


def test_cookies_demand_https_under_the_public_address_only(
    app: Flask, phone: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_ADDRESS", "https://mehr.example")
    for host, is_secure in (("Mehr.example", True), ("192.168.1.5:8080", False)):
        answer = phone().get("/account/sign-in", extra_environ={"HTTP_HOST": host})
        assert all(("Secure" in cookie) == is_secure for cookie in answer.headers.getall("Set-Cookie"))


def test_links_that_are_passed_on_warn_nobody(phone: Phones) -> None:
    came = SAFE | {proxies.AUTHORITY: "80 443", "HTTP_HOST": "192.168.1.5"}
    assert "http://192.168.1.5/g/gol-narges" in phone().get("/g/gol-narges", extra_environ=came).text
    assert "https://192.168.1.5/g/" not in phone().get("/g/gol-narges", extra_environ=came).text
