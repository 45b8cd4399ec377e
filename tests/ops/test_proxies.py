"""What is believed of whoever stands in front of the program."""

import dataclasses
import http.client
import json
from collections.abc import Iterator

import pytest

from hamyar.ops import proxies, serving
from hamyar.ops.settings import Settings
from tests import served

TOLD = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example"}


def mirror(environ, start_response):
    """A program that tells what it believes of its visitor."""
    start_response("200 OK", [("Content-Type", "application/json")])
    seen = [environ["REMOTE_ADDR"], environ["wsgi.url_scheme"], environ["HTTP_HOST"]]
    return [json.dumps([*seen, environ.get(proxies.AUTHORITY, "")]).encode()]


@pytest.fixture
def port(tmp_path) -> Iterator[int]:
    """The mirror, served as Hamyar is, behind a proxy at 127.0.0.1 and another at 127.0.0.3."""
    settings = Settings(instance=tmp_path, host="127.0.0.1", port=0, trusted_proxy="127.0.0.1, 127.0.0.3")
    server = serving.open_door(mirror, settings)
    with served.running(server):
        yield server.effective_port


def seen(port: int, peer: str, **headers: str) -> list[str]:
    """What the mirror believes of a request from this address of this machine."""
    line = http.client.HTTPConnection("127.0.0.1", port, source_address=(peer, 0))
    line.request("GET", "/", headers={"Host": "clinic:8080"} | {k.replace("_", "-"): v for k, v in headers.items()})
    answer: list[str] = json.loads(line.getresponse().read())
    line.close()
    return answer


@pytest.mark.parametrize("proxy", ["127.0.0.1", "127.0.0.3"])
def test_a_proxy_that_is_named_is_believed(port: int, proxy: str) -> None:
    assert seen(port, proxy, **TOLD, X_Hamyar_Authority="80 443") == ["203.0.113.9", "https", "shop.example", "80 443"]


def test_nobody_else_is(port: int) -> None:
    assert seen(port, "127.0.0.2", **TOLD, X_Hamyar_Authority="80 443") == ["127.0.0.2", "http", "clinic:8080", ""]
    assert seen(port, "127.0.0.2", Forwarded="for=1.2.3.4;proto=https") == ["127.0.0.2", "http", "clinic:8080", ""]


def test_without_the_setting_no_proxy_is(tmp_path) -> None:
    settings = Settings(instance=tmp_path, host="127.0.0.1", port=0)
    server = serving.open_door(mirror, settings)
    with served.running(server):
        assert seen(server.effective_port, "127.0.0.1", **TOLD)[:3] == ["127.0.0.1", "http", "clinic:8080"]


@pytest.mark.parametrize(
    ("passed_on_for", "visitor"),
    [
        ("", "127.0.0.1"),
        ("203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.7, ::ffff:127.0.0.1", "203.0.113.9"),
        ("10.0.0.7, 127.0.0.1", "10.0.0.7"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::9]:4711, [::1]:80", "2001:db8::9"),
        ("2001:0db8:0:0::9", "2001:db8::9"),
        ("unknown", "unknown"),
        (" , ", "127.0.0.1"),
    ],
)
def test_of_several_hops_the_nearest_that_is_not_ours_is_the_visitor(passed_on_for: str, visitor: str) -> None:
    trusted = frozenset({"127.0.0.1", "::1", "10.0.0.7"})
    assert proxies.visitor("127.0.0.1", passed_on_for, trusted) == visitor


def test_the_machine_knows_its_own_names(installation: Settings) -> None:
    named = dataclasses.replace(installation, local_name="hamyar", public_address="https://shop.example:8443")
    known = proxies.names(named)
    assert {"hamyar.local", "shop.example", "localhost", "127.0.0.1"} <= known
    assert "" not in known
