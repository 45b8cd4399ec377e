"""Reading without network: what the service worker keeps on a phone, for whom, and when it lets it go."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from hamyar.web import offline
from tests.journeys.caddy import free_port
from tests.journeys.conftest import SafeClinics
from tests.journeys.safe_clinic import SafeClinic, copies, order, pages_of, until, wait_for_copies
from tests.journeys.test_main_job import PERSIAN, fill, tap

pytestmark = pytest.mark.journey


def sign_out(page: Page, here: SafeClinic) -> None:
    page.goto(f"{here.caddy.https}/account/")
    tap(page, "Sign out")
    page.wait_for_url("**/account/sign-in")


def hers(page: Page) -> set[str]:
    """The owners, other than visitors, whose pages are kept."""
    return pages_of(page) - {"visitors"}


def test_pages_seen_before_are_read_without_network(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    address = order(page, here)
    here.caddy.stop()
    try:
        page.goto(f"{here.caddy.https}/g/gol-narges")
        mark = page.locator(".kept")
        expect(mark).to_contain_text(PERSIAN("The clinic’s machine does not answer."))
        expect(mark).to_contain_text(re.compile("[۰-۹]{1,2}:[۰-۹]{2}"))
        expect(page.locator("h1")).to_contain_text("گل نرگس")
        assert page.evaluate("getComputedStyle(document.querySelector('.top')).borderBottomStyle") == "solid"
        page.context.set_offline(True)
        page.goto(address)
        expect(mark).to_contain_text(PERSIAN("You have no network."))
        expect(page.locator("main")).to_contain_text("ترشی لیته")
        page.mouse.wheel(0, 2000)
        page.reload()
        expect(mark).to_be_in_viewport()
        page.goto(f"{here.caddy.https}/g/suzan")
        expect(page.locator("body")).to_contain_text(PERSIAN("You have no network"))
        expect(page.locator("body")).to_contain_text("You have no network")
        page.goto(f"{here.caddy.https}/start")
        assert page.url == address
    finally:
        page.context.set_offline(False)
        here.caddy.start()
    page.reload()
    expect(page.locator("h1")).to_contain_text("گل نرگس")
    expect(mark).to_have_count(0)


def test_a_network_on_which_nothing_moves_is_as_good_as_none(
    safe: SafeClinics, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = safe()
    script = here.ask("/sw.js")[2]
    assert "PATIENCE = 10000" in script
    monkeypatch.setattr(offline, "_worker", lambda _release: script.replace("PATIENCE = 10000", "PATIENCE = 500"))
    page = here.phone()
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    with here.caddy.silent():
        page.goto(f"{here.caddy.https}/g/gol-narges")
        expect(page.locator(".kept")).to_contain_text(PERSIAN("The clinic’s machine does not answer."))


def test_while_the_program_itself_is_down_copies_are_read(safe: SafeClinics) -> None:
    here = safe(threads=5)
    page = here.phone()
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    here.caddy.stop()
    here.caddy.hamyar = free_port()
    here.caddy.start()
    page.goto(f"{here.caddy.https}/g/gol-narges")
    expect(page.locator(".kept")).to_contain_text(PERSIAN("The clinic’s machine does not answer."))
    page.goto(f"{here.caddy.https}/g/suzan")
    expect(page.locator("body")).to_contain_text("Hamyar does not answer just now")


def test_in_english_the_mark_is_english(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    page.goto(f"{here.caddy.https}/language/en?next=/g/gol-narges")
    wait_for_copies(page)
    page.context.set_offline(True)
    page.reload()
    mark = page.locator(".kept")
    expect(mark).to_contain_text(re.compile(r"You have no network\. ?This is the page as it was at \d\d:\d\d\."))


def test_nothing_around_signing_in_and_no_part_of_a_page_is_kept(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    wait_for_copies(page)
    ways_in = ("/account/sign-in", "/account/switch", "/calendar")
    for path in (*ways_in, "/keys", "/health", "/https", "/group/suzan/", "/no-such-page"):
        page.goto(here.caddy.https + path)
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    page.evaluate("fetch('/group/gol-narges/pulse', {headers: {'HX-Request': 'true'}})")
    page.goto(f"{here.caddy.https}/account/")
    page.wait_for_timeout(300)
    kept = copies(page)
    pages = {path for owner, paths in kept.items() if owner not in ("assets", "pictures") for path in paths}
    assert pages == {"/group/gol-narges/", "/account/"}
    assert all(path.startswith(("/static/", "/words/", "/offline")) for path in kept["assets"])


def test_signing_out_wipes_her_pages_though_another_tab_is_open(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/group/gol-narges/orders")
    wait_for_copies(page)
    page.goto(f"{here.caddy.https}/g/gol-narges")
    other = page.context.new_page()
    other.goto(f"{here.caddy.https}/group/gol-narges/")
    assert len(hers(page)) == 1
    sign_out(page, here)
    until(lambda: hers(page) == set())
    assert copies(page)["visitors"] == ["/g/gol-narges"]
    page.context.set_offline(True)
    other.reload()
    expect(other.locator("body")).to_contain_text("there is no copy of it")
    page.goto(f"{here.caddy.https}/group/gol-narges/orders")
    expect(page.locator("body")).to_contain_text("there is no copy of it")


def test_signing_out_without_network_wipes_them_too(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/account/")
    wait_for_copies(page)
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    page.context.set_offline(True)
    page.goto(f"{here.caddy.https}/account/")
    page.get_by_role("button", name=PERSIAN("Sign out"), exact=True).click(no_wait_after=True)
    page.wait_for_timeout(500)
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    expect(page.locator("body")).to_contain_text("there is no copy of it")


def test_another_woman_sees_nothing_of_hers(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    wait_for_copies(page)
    before = hers(page)
    here.sign_in(page, "sara")
    page.goto(f"{here.caddy.https}/group/suzan/")
    until(lambda: len(hers(page)) == 1 and hers(page).isdisjoint(before))
    page.context.set_offline(True)
    page.goto(f"{here.caddy.https}/group/suzan/")
    expect(page.locator(".kept")).to_be_visible()
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    expect(page.locator("body")).to_contain_text("there is no copy of it")


def test_an_answer_that_was_on_its_way_when_she_signed_out_is_not_kept(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/account/")
    wait_for_copies(page)
    page.goto(f"{here.caddy.https}/account/")
    page.evaluate(
        """() => {
            const worker = navigator.serviceWorker.controller;
            for (let at = 0; at < 6; at += 1) {
                worker.postMessage({ type: 'keep', page: '/group/gol-narges/', files: [] });
            }
            worker.postMessage({ type: 'leave' });
        }"""
    )
    page.wait_for_timeout(1000)
    assert hers(page) == set()


def test_a_phone_that_others_use_too_keeps_no_page_of_hers(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    page.goto(f"{here.caddy.https}/account/sign-in")
    fill(page, mobile="09121000011", secret="4826")
    page.locator("[name=phone][value=shared]").check()
    tap(page, "Sign in")
    page.wait_for_url("**/group/**")
    until(lambda: page.evaluate("!!navigator.serviceWorker.controller"))
    page.goto(f"{here.caddy.https}/group/gol-narges/orders")
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    assert hers(page) == set()


def test_quick_hide_leaves_no_page_on_the_phone(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    page.goto(f"{here.caddy.https}/group/gol-narges/")
    tap(page, "Hide now")
    page.wait_for_url("**/calendar")
    until(lambda: set(copies(page)) == {"assets"})


def test_a_form_sent_without_network_is_sent_once_and_not_by_the_worker(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    page.goto(f"{here.caddy.https}/p/{here.world.jar}")
    wait_for_copies(page)
    page.context.set_offline(True)
    page.reload()
    tap(page, "Put in the basket")
    expect(page.locator("main")).to_contain_text(PERSIAN("Saved on this phone, not sent yet."))
    page.context.set_offline(False)
    page.wait_for_url("**/basket")
    expect(page.locator("[name=quantity]")).to_have_value(re.compile("^[1۱]$"))


def test_a_release_keeps_the_one_before_for_open_pages_and_lets_older_ones_go(
    safe: SafeClinics, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = safe()
    page = here.phone()
    page.goto(f"{here.caddy.https}/g/gol-narges")
    wait_for_copies(page)
    script, [first] = here.ask("/sw.js")[2], versions(page)
    for version in ("second", "third"):
        monkeypatch.setattr(offline, "_worker", lambda _release, now=version: script.replace(first, now))
        page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
        until(lambda now=version: versions(page)[-1] == now and is_active(page))
        page.context.set_offline(True)
        page.goto(f"{here.caddy.https}/g/gol-narges")
        expect(page.locator(".kept")).to_have_count(1 if version == "second" else 0)
        if version == "second":
            # A copy of the release before, in its own dress.
            assert page.evaluate("getComputedStyle(document.querySelector('.top')).borderBottomStyle") == "solid"
        page.context.set_offline(False)
        page.goto(f"{here.caddy.https}/g/suzan")
        until(lambda: "/g/suzan" in copies(page)["visitors"])
    assert versions(page) == ["second", "third"]


def versions(page: Page) -> list[str]:
    """The releases whose files are kept, the newest last."""
    names = [name.split("|") for name in page.evaluate("() => caches.keys()")]
    return [version for _, version, kind, *_ in names if kind == "assets"]


def is_active(page: Page) -> bool:
    state = "navigator.serviceWorker.getRegistration().then(one => !one.installing && !one.waiting && one.active.state)"
    return bool(page.evaluate(state) == "activated")


def test_it_can_be_installed_and_opens_where_she_is_at_home(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone("maryam")
    page.goto(f"{here.caddy.https}/account/")
    wait_for_copies(page)
    devtools = page.context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "کلینیک مددکاری مهر"
    errors = devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {error["errorId"] for error in errors} <= {"in-incognito"}
    page.goto(f"{here.caddy.https}/start")
    assert page.url.endswith("/group/gol-narges/")
    customer = here.phone()
    customer.goto(f"{here.caddy.https}/start")
    assert customer.url == f"{here.caddy.https}/"


def test_over_plain_http_nothing_of_it_is_asked_for(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{here.caddy.http}/g/gol-narges")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if re.search("sw.js|manifest|apple-touch|offline", url)]
