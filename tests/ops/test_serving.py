"""The door that phones knock at."""

import dataclasses
import socket

import pytest

from hamyar.ops import lock, serving
from hamyar.ops.plain import Trouble


def app(environ, start_response):
    start_response("200 OK", [])
    return [b""]


def test_a_port_in_use_is_told_with_the_way_out(installation):
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        taken = dataclasses.replace(installation, port=other.getsockname()[1])
        with pytest.raises(Trouble, match=rf"Port {taken.port} .*HAMYAR_PORT"):
            serving.open_door(app, taken)


def test_the_printed_addresses_are_ones_that_a_browser_can_open(installation):
    links = serving.where(installation)
    assert links[-1] == "http://localhost:8080/"
    assert not any("0.0.0.0" in link or "127.0.0.1" in link for link in links)


def test_the_public_address_is_printed_first(installation):
    public = dataclasses.replace(installation, public_address="https://shop.example")
    assert serving.where(public)[0] == "https://shop.example/"
    assert serving.best(public) == "https://shop.example"


def test_what_is_printed_has_a_picture_and_the_lines_given(installation, capsys):
    public = dataclasses.replace(installation, public_address="https://shop.example")
    serving.greet(public, ["the code is 123456"])
    printed = capsys.readouterr().out
    assert "█" in printed
    assert "the code is 123456" in printed
    assert "https://shop.example/" in printed


def test_two_servers_never_share_an_installation(installation):
    with lock.hold(installation), pytest.raises(Trouble, match="running"), lock.hold(installation):
        pass
    with lock.hold(installation):
        assert lock.holder(installation)
    assert lock.holder(installation) is None
