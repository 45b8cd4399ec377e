"""Where phones find this machine."""

import pytest

from hamyar.kit import addresses


def test_a_phone_is_never_sent_to_an_address_that_means_this_machine_only():
    for address in addresses.lan():
        assert not address.startswith(("0.", "127.")), address


def test_the_address_that_the_router_sees_comes_first():
    found = {"10.0.0.7": "eth0", "192.168.1.5": "wlan0"}
    assert addresses.ordered(found, "192.168.1.5") == ["192.168.1.5", "10.0.0.7"]
    assert addresses.ordered(found, "10.0.0.7") == ["10.0.0.7", "192.168.1.5"]


def test_bridges_of_containers_come_last():
    found = {"172.17.0.1": "docker0", "192.168.1.5": "eth0", "10.0.3.1": "lxcbr0"}
    assert addresses.ordered(found)[0] == "192.168.1.5"


def test_an_address_that_a_machine_without_router_gave_itself_is_worse_than_a_real_one():
    assert addresses.ordered({"169.254.3.4": "eth0", "192.168.1.5": "wlan0"})[0] == "192.168.1.5"


def test_without_a_network_there_is_no_address():
    assert addresses.ordered({"127.0.0.1": "lo", "": "", "0.0.0.0": ""}) == []


def test_bridges_of_containers_are_no_way_for_phones_while_there_is_another():
    assert addresses.without_bridges({"172.17.0.1": "docker0", "192.168.1.5": "eth0"}) == ["192.168.1.5"]
    assert addresses.without_bridges({"172.17.0.1": "docker0"}) == ["172.17.0.1"]


@pytest.mark.parametrize(
    ("host", "is_indoors"),
    [
        ("192.168.1.5", True),
        ("10.0.0.1", True),
        ("169.254.7.7", True),
        ("100.64.0.1", True),
        ("fd00::1", True),
        ("fe80::1", True),
        ("hamyar.local", True),
        ("Hamyar.Local.", True),
        ("pc.home.arpa", True),
        ("clinic-pc", True),
        ("mehr.example", False),
        ("local.example", False),
        ("2001:4860:4860::8888", False),
        ("8.8.8.8", False),
    ],
)
def test_what_means_something_inside_the_house_alone(host: str, is_indoors: bool):
    assert addresses.is_indoors(host) is is_indoors
