"""The addresses under which phones on the same network can find this machine: IPv4, as small offices have it."""

import ipaddress
import socket
import struct
import sys

# Bridges and tunnels of containers, virtual machines and VPNs: no phone in the house is on them.
_VIRTUAL = (
    "docker",
    "br-",
    "veth",
    "virbr",
    "vmnet",
    "vboxnet",
    "lxc",
    "lxd",
    "cni",
    "flannel",
    "podman",
    "tun",
    "tap",
)
# Endings of names that only the house's own router or the machines themselves answer for.
_INDOOR_NAMES = ("local", "lan", "home", "internal", "intranet", "localdomain", "home.arpa")
_GET_ADDRESS = 0x8915  # SIOCGIFADDR of Linux
_ELSEWHERE = "192.0.2.1"  # belongs to nobody; connecting a UDP socket sends nothing


def lan() -> list[str]:
    """The machine's addresses for other devices, best first. Never 0.0.0.0 or loopback; empty without a network."""
    found, towards_the_router = _found()
    return ordered(found, towards_the_router)


def in_house() -> list[str]:
    """Those of `lan` that a phone in the house may be on: without bridges of containers, where there are others."""
    found, towards_the_router = _found()
    return without_bridges(found, towards_the_router)


def is_indoors(host: str) -> bool:
    """Whether a name or address means something inside a house alone: private addresses, .local, names without dot."""
    if is_private(host) or ":" in host:
        return is_private(host)
    name = host.rstrip(".").lower()
    return "." not in name or name.endswith(tuple(f".{ending}" for ending in _INDOOR_NAMES))


def is_private(host: str) -> bool:
    """Whether this is an address, and no name, of a network inside a house."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def ordered(found: dict[str, str], outgoing: str = "") -> list[str]:
    """What others can use of address -> interface, best first; `outgoing` is the one the router sees."""
    usable = [address for address in found if address and _is_usable(address)]
    return sorted(usable, key=lambda address: _rank(address, found[address], address == outgoing))


def without_bridges(found: dict[str, str], outgoing: str = "") -> list[str]:
    """The same without bridges and tunnels, unless there is nothing else."""
    real = {address: name for address, name in found.items() if not name.startswith(_VIRTUAL)}
    return ordered(real, outgoing) or ordered(found, outgoing)


def is_literal(text: str) -> bool:
    """Whether this is an address of IPv4 or IPv6, and no name."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def plain(text: str) -> str:
    """An address in its one form: ::ffff:127.0.0.1 is 127.0.0.1. What is no address stays as it is."""
    try:
        known = ipaddress.ip_address(text)
    except ValueError:
        return text
    return str(getattr(known, "ipv4_mapped", None) or known)


def _rank(address: str, interface: str, is_outgoing: bool) -> tuple[bool, bool, bool, bool, str]:
    """What sorts first is what a phone most likely reaches."""
    known = ipaddress.ip_address(address)
    return (interface.startswith(_VIRTUAL), known.is_link_local, not is_outgoing, not known.is_private, address)


def _is_usable(address: str) -> bool:
    known = ipaddress.ip_address(address)
    return not (known.is_loopback or known.is_unspecified or known.is_multicast)


def _found() -> tuple[dict[str, str], str]:
    """Address -> interface, and the address that the router sees."""
    towards_the_router = _outgoing()
    return {towards_the_router: "", **_by_name(), **_by_interface()}, towards_the_router


def _outgoing() -> str:
    """The address that this machine shows to its router, or "" without one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((_ELSEWHERE, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def _by_name() -> dict[str, str]:
    """What the machine's own name stands for; all there is to ask on Windows and macOS."""
    try:
        found = socket.gethostbyname_ex(socket.gethostname())[2]
    except OSError:
        return {}
    return dict.fromkeys(found, "")


def _by_interface() -> dict[str, str]:
    """Address -> interface, from the system itself. Linux only."""
    if sys.platform != "linux":
        return {}
    import fcntl

    found = {}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        for _, name in socket.if_nameindex():
            try:
                answer = fcntl.ioctl(asking, _GET_ADDRESS, struct.pack("256s", name.encode()[:15]))
            except OSError:
                continue  # An interface without an address.
            found[socket.inet_ntoa(answer[20:24])] = name
    return found
