"""The door that phones knock at."""

import dataclasses
import errno
import os
import socket
import threading
import urllib.request
from contextlib import closing

import pytest

from hamyar.kit import addresses
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


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def two(installation):
    """An installation that wants two ports, none of them one that a real server has."""
    return dataclasses.replace(installation, host="127.0.0.1", port=free_port(), second_port=free_port())


def test_both_ports_answer_alike(two):
    doors, settled = serving.take_ports(two)
    assert settled == two
    server = serving.open_door(app, settled, doors)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for port in (two.port, two.second_port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            assert answer.status == 200
    server.close()
    thread.join(5)


def test_a_second_port_that_another_program_has_is_no_trouble(two, capsys):
    with socket.create_server(("127.0.0.1", two.second_port)):
        doors, settled = serving.take_ports(two)
    assert [door.getsockname()[1] for door in doors] == [two.port]
    assert settled.second_port == 0
    assert capsys.readouterr().out == "", "it is the other program's, and nothing is wrong"
    doors[0].close()


def test_with_port_80_links_need_no_number_and_the_other_goes_on(two, monkeypatch):
    # The real port 80 of the machine that runs the tests is left alone.
    real = serving._bound
    monkeypatch.setattr(serving, "_bound", lambda host, port: real(host, 0 if port == 80 else port))
    doors, settled = serving.take_ports(dataclasses.replace(two, second_port=80))
    assert (settled.port, settled.second_port) == (80, two.port)
    assert serving.where(settled) == ["http://localhost/"]
    assert len(doors) == 2
    for door in doors:
        door.close()


def test_where_the_system_forbids_it_one_line_says_how_to_allow_it(two, monkeypatch, capsys):
    real = serving._bound

    def forbid(host, port):
        if port == 80:
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(host, port)

    monkeypatch.setattr(serving, "_bound", forbid)
    doors, settled = serving.take_ports(dataclasses.replace(two, second_port=80))
    assert settled == dataclasses.replace(two, second_port=0)
    assert "ip_unprivileged_port_start=80" in capsys.readouterr().out
    doors[0].close()


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become somebody without rights"
)
def test_the_system_really_forbids_it_in_the_way_that_is_understood(two, capsys):
    os.seteuid(65534)
    try:
        doors, settled = serving.take_ports(dataclasses.replace(two, second_port=81))
    finally:
        os.seteuid(0)
    for door in doors:
        door.close()
    # Where the machine allows everybody low ports there is nothing to forbid.
    assert settled.second_port or "ip_unprivileged_port_start=81" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("address", "is_lost"),
    [
        ("http://192.168.1.5:8080", False),
        ("http://192.168.1.5:9000", False),
        ("http://192.168.1.5:7000", True),
        ("http://192.168.1.5", True),
        ("https://192.168.1.5", False),
        ("http://192.168.1.7:8080", True),
        ("http://mehr.example", False),
        ("http://8.8.8.8", False),
        ("http://hamyar.local", False),
        ("", False),
    ],
)
def test_an_address_of_the_house_is_lost_where_it_leads_here_no_more(monkeypatch, installation, address, is_lost):
    monkeypatch.setattr(addresses, "lan", lambda: ["192.168.1.5"])
    settings = dataclasses.replace(installation, port=8080, second_port=9000)
    assert serving.is_lost(settings, address) is is_lost


def test_at_which_port_a_proxy_answers_is_its_own_matter(monkeypatch, installation):
    monkeypatch.setattr(addresses, "lan", lambda: ["192.168.1.5"])
    behind = dataclasses.replace(installation, trusted_proxy="127.0.0.1")
    assert not serving.is_lost(behind, "http://192.168.1.5")
    assert serving.is_lost(behind, "http://192.168.1.7")
