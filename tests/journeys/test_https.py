"""HTTPS for real: Caddy with the project's own files in front of Hamyar, and a browser that trusts it."""

import re
import socket
import ssl
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from hamyar.domain import clinics, guessing, orders
from hamyar.kit.db import transaction
from tests.journeys import safe_clinic
from tests.journeys.caddy import NAME, OTHER, Caddy
from tests.journeys.conftest import SafeClinics
from tests.journeys.test_main_job import PERSIAN, fill, tap

pytestmark = pytest.mark.journey

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.9;proto=https;host=evil.example",
    "X-Hamyar-Authority": "80 4443",
}


@pytest.mark.parametrize("kind", ["lan", "public"])
def test_the_ready_files_are_valid_as_they_are(kind: str, tmp_path: Path) -> None:
    caddy = Caddy(kind, tmp_path, 8080)
    for command in ("adapt", "validate"):
        said = caddy.say(command)
        assert said.returncode == 0, said.stderr
        assert "not formatted" not in said.stderr


def test_an_order_over_https_with_cookies_that_never_travel_without_it(safe: SafeClinics) -> None:
    here = safe()
    page = here.phone()
    address = safe_clinic.order(page, here)
    assert address.startswith(here.caddy.https)
    assert all(cookie["secure"] for cookie in page.context.cookies() if cookie["httpOnly"])
    board = here.phone()
    board.goto(f"{here.caddy.https}/account/sign-in")
    fill(board, mobile="09121000011", secret="4826")
    tap(board, "Sign in")
    board.wait_for_url("**/group/**")
    assert {cookie["name"] for cookie in board.context.cookies() if cookie["secure"]} >= {"hamyar", "hamyar_seat"}
    with here.app.app_context():
        assert orders.by_secret(clinics.get_only().id, address.rsplit("/", 1)[1]).name == "پریسا"


def test_phones_that_know_no_authority_go_on_over_plain_http(safe: SafeClinics) -> None:
    here = safe()
    status, headers, page = here.ask(f"/p/{here.world.jar}", over="http")
    assert status == 200
    assert "Secure" not in headers["set-cookie"]
    assert "manifest" not in page
    assert "strict-transport-security" not in headers
    line = socket.create_connection(("127.0.0.1", here.caddy.https_port))
    with line, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(line, server_hostname=NAME)


def test_a_phone_fetches_the_root_and_nothing_of_the_key(safe: SafeClinics) -> None:
    here = safe()
    page = here.ask("/https", over="http")[2]
    assert 'href="/hamyar.crt"' in page
    assert f'href="{here.caddy.https}/"' in page
    status, headers, root = here.ask("/hamyar.crt", over="http")
    assert (status, headers["content-type"]) == (200, "application/x-x509-ca-cert")
    assert root == here.caddy.root.read_text()
    for path in ("/root.key", "/hamyar.crt/root.key", "/hamyar.crt/../root.key", "/hamyar.crt/%2e%2e/root.key"):
        assert "PRIVATE" not in here.ask(path, over="http")[2], path
    assert "/hamyar.crt" not in here.ask("/https")[2], "who comes by HTTPS trusts it already"


def test_only_names_of_this_machine_get_a_certificate(safe: SafeClinics) -> None:
    here = safe()
    assert NAME.encode() in here.caddy.handshake(NAME)
    assert socket.inet_aton("127.0.0.1") in here.caddy.handshake(None), "browsers send no name with an address"
    with pytest.raises(OSError):
        here.caddy.handshake(OTHER)
    assert here.ask(f"/https/name?domain={NAME}")[0] == 200, "asked from this machine, as the proxy does"
    assert here.ask(f"/https/name?domain={NAME}", over="aside")[0] == 404


@pytest.mark.parametrize("over", ["http", "aside"])
def test_what_a_visitor_writes_about_herself_is_not_believed(safe: SafeClinics, over: str) -> None:
    here = safe(public_address="")
    plain, forged = (here.ask("/https", headers, over=over) for headers in ({}, FORGED))
    assert "evil" not in forged[2]
    assert "4443" not in forged[2]
    assert ("hamyar.crt" in forged[2]) == ("hamyar.crt" in plain[2]) == (over == "http")
    sign_in = here.ask("/account/sign-in", FORGED, over=over)
    assert "Secure" not in sign_in[1]["set-cookie"]
    assert "x-hamyar-copy" not in sign_in[1]


@pytest.mark.parametrize("over", ["https", "aside"])
def test_a_made_up_address_does_not_escape_the_pause_for_guessing(safe: SafeClinics, over: str) -> None:
    here = safe()
    with here.app.app_context(), transaction():
        # As if thirty wrong tries had come from there.
        for address in ("127.0.0.1", "127.0.0.2"):
            for number in range(30):
                guessing.begin(f"+98912000{number:04}", address)
    status, headers, page = here.ask("/account/sign-in", over=over)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.split("<form", 1)[1]))
    about = {
        "X-Forwarded-For": "203.0.113.9",
        "Cookie": headers["set-cookie"].partition(";")[0],
        "Referer": f"{here.caddy.https}/account/sign-in",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    for expected in (422, 429):
        typed = {"mobile": "09129999999", "secret": "0000", "phone": "own"}
        status, _, page = here.ask("/account/sign-in", about, over=over, body=urlencode({**fields, **typed}))
        assert status == expected


def test_hsts_only_where_it_is_asked_for_and_only_over_https(safe: SafeClinics) -> None:
    assert "strict-transport-security" not in safe().ask("/")[1]
    here = safe(hsts=True)
    assert here.ask("/")[1]["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in here.ask("/", over="http")[1]


@pytest.mark.parametrize("host", [NAME, OTHER])
def test_old_printed_links_lead_on_to_the_safe_address(safe: SafeClinics, host: str) -> None:
    here = safe("public")
    page = here.phone()
    page.goto(f"http://{host}:{here.caddy.http_port}/g/gol-narges")
    assert page.url == f"{here.caddy.https}/g/gol-narges"
    expect(page.locator("h1")).to_contain_text("گل نرگس")
    status, headers, _ = here.ask("/basket/put", {"Host": host}, over="http", body=b"x")
    assert (status, headers["location"]) == (307, f"{here.caddy.https}/basket/put"), "what a form sends goes along"
    assert "/hamyar.crt" not in here.ask("/https", {"X-Hamyar-Authority": "80 443"})[2]


def test_what_is_too_large_is_refused_in_words(safe: SafeClinics) -> None:
    here = safe()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    status, _, page = here.ask("/basket/put", form, body=b"x" * 99_700_000)
    assert status == 413
    assert PERSIAN("This is too large") in page
    status, _, page = here.ask("/basket/put", form | {"Content-Length": str(200 << 20)}, body=b"x")
    assert status == 413
    assert PERSIAN("This is too large") in page
    assert "This is too large" in page
