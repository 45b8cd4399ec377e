"""The name by which phones find this machine without an address, hamyar.local, told to the network by multicast DNS.

One thread beside the server: the start never waits for it, and it follows the machine to new addresses. The library
(zeroconf) is optional; where it is missing the name is not announced, and both terminal and page say so.
"""

import importlib.util
import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hamyar.kit import addresses
from hamyar.ops import serving
from hamyar.ops.plain import N_, Show, Translate, said, shown
from hamyar.ops.settings import Settings

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

_LOG = logging.getLogger("hamyar.announcing")
_SERVICE = "_http._tcp.local."
_LOOK_EVERY = 30.0
_ASK_MILLISECONDS = 1500

SENTENCES = {
    "off": N_("No name is announced on the network: it is switched off in the settings."),
    "alone": N_("No name is announced on the network: this machine is on none."),
    "missing": N_("The name %(name)s is not announced: that needs the package zeroconf on this machine."),
    "waiting": N_("The name %(name)s is being announced on the network."),
    "announced": N_("Phones on this network find this machine under %(name)s too."),
    "system": N_("Phones on this network find this machine under %(name)s too: the system itself announces it."),
    "taken": N_("The name %(name)s is not announced: another machine (%(other)s) has it. Give this one another name."),
    "failed": N_("The name %(name)s could not be announced: %(reason)s."),
}
# With these a link to the name opens this machine.
_FOUND = ("announced", "system")


@dataclass(frozen=True)
class State:
    """How it stands with the name: a key of SENTENCES, and the facts of that sentence."""

    key: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def is_found(self) -> bool:
        """Whether a link to the name opens this machine."""
        return self.key in _FOUND

    @property
    def text(self) -> str:
        """The sentence that says it, with blanks for the facts."""
        return SENTENCES[self.key]

    def sentence(self, translate: Translate = str, show: Show = shown) -> str:
        """The same in one language, whole."""
        return said(self.text, self.facts, translate, show)


class Announcer:
    """Announces the name until it is stopped. `state` may be read by any thread."""

    def __init__(self, settings: Settings, own: Callable[[], list[str]] | None = None) -> None:
        self.name = f"{settings.local_name}.local"
        self._port = settings.port
        self._own = own or (lambda: serving.hosts(settings))
        self._told: list[str] = []
        self._radio: Zeroconf | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.state = self._first(settings)

    @property
    def link(self) -> str:
        """The address with the name in it, empty while it would not open this machine."""
        return serving.address_of(self.name, self._port) if self.state.is_found else ""

    def start(self, tell: Callable[[State], None]) -> None:
        """Begin, in a thread of its own; `tell` hears how it stands, and again whenever that changes."""
        if self.state.key != "waiting":
            self._tell(tell)
            return
        self._thread = threading.Thread(target=self._run, args=(tell,), name="announcing", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Take the name back, so that no phone looks for it here any more."""
        self._ended.set()
        if self._thread:
            self._thread.join(5)

    def look(self) -> None:
        """Announce the name under the addresses of now; step back where another machine has it."""
        try:
            own = self._own()
            if own != self._told:
                self._fall_silent()
            self.state = self._announced(own) if own else State("alone")
        except Exception as error:
            # A network that comes and goes under it, in ways that differ from system to system.
            _LOG.info("the name cannot be announced", exc_info=True)
            self._fall_silent()
            self.state = self._with("failed", reason=str(error))

    def _announced(self, own: list[str]) -> State:
        radio = self._radio or self._listen(own)
        others, is_system = self._heard(radio, own)
        if others:
            self._fall_silent()
            return self._with("taken", other=others[0])
        if self._told:
            return self._with("announced")
        if is_system:
            self._fall_silent()
            return self._with("system")
        radio.register_service(self._service(own), allow_name_change=True)
        self._told = own
        return self._with("announced")

    def _listen(self, own: list[str]) -> "Zeroconf":
        from zeroconf import IPVersion, Zeroconf

        self._radio = Zeroconf(interfaces=list(own), ip_version=IPVersion.V4Only)
        return self._radio

    def _heard(self, radio: "Zeroconf", own: list[str]) -> tuple[list[str], bool]:
        """The other machines that answer to the name, and whether this one does before it was told by us."""
        from zeroconf import AddressResolverIPv4  # type: ignore[attr-defined] # missing in its list of names alone

        asked = AddressResolverIPv4(f"{self.name}.")
        asked.request(radio, _ASK_MILLISECONDS)
        heard = asked.parsed_addresses()
        # The system may announce bridges of containers too, which are no way for phones but this machine all the same.
        return [one for one in heard if one not in (*own, *addresses.lan())], bool(heard)

    def _service(self, own: list[str]) -> "ServiceInfo":
        from zeroconf import ServiceInfo

        title = self.name.removesuffix(".local").capitalize()
        return ServiceInfo(
            _SERVICE, f"{title}.{_SERVICE}", port=self._port, server=f"{self.name}.", parsed_addresses=own
        )

    def _fall_silent(self) -> None:
        radio, self._radio, self._told = self._radio, None, []
        if radio:
            try:
                radio.close()
            except Exception:
                # A network that went away under it. The next look listens anew all the same.
                _LOG.info("the network was not left in order", exc_info=True)

    def _run(self, tell: Callable[[State], None]) -> None:
        told = self.state
        while not self._ended.is_set():
            self.look()
            if self.state != told:
                told = self.state
                self._tell(tell)
            # Two machines that want one name must not ask for it at the same moment for ever.
            self._ended.wait(_LOOK_EVERY * random.uniform(1, 1.5))
        self._fall_silent()

    def _tell(self, tell: Callable[[State], None]) -> None:
        try:
            tell(self.state)
        except Exception:
            # A terminal that was closed meanwhile, say: the name is announced all the same.
            _LOG.info("nobody could be told how it stands with the name", exc_info=True)

    def _first(self, settings: Settings) -> State:
        if not settings.local_name:
            return State("off")
        if settings.host in ("127.0.0.1", "localhost", "::1"):
            return State("alone")
        return self._with("waiting" if importlib.util.find_spec("zeroconf") else "missing")

    def _with(self, key: str, **facts: object) -> State:
        return State(key, {"name": self.name, **facts})
