"""What still says an address that does not lead to this machine any more: posters on walls, and the settings."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, g

from hamyar.domain import posters
from hamyar.domain.posters import PosterAddress
from hamyar.kit import addresses
from hamyar.ops import serving
from hamyar.web import links


class Lost(NamedTuple):
    """What a page warns of. `posters`: under addresses that are gone; `older`: under names that links had before."""

    public_address: str
    posters: list[PosterAddress]
    older: list[PosterAddress]

    @property
    def wanted(self) -> str:
        """The address of the house's network that the router should give this machine again; empty where none is."""
        gone = [row.address for row in self.posters] or [self.public_address]
        return urlsplit(gone[0]).hostname or ""


def find() -> Lost:
    """What is lost just now."""
    settings, public = current_app.config["SETTINGS"], links.set_by_staff()
    printed = posters.addresses(g.clinic)
    return Lost(
        public_address=public if serving.is_lost(settings, public) else "",
        posters=[row for row in printed if serving.is_lost(settings, row.address)],
        older=[row for row in printed if public and _is_earlier_name(row.address, public)],
    )


def _is_earlier_name(address: str, public: str) -> bool:
    """Whether nobody on this machine can tell if it still opens: a name, or an address of the wide world."""
    return address != public and not addresses.is_private(urlsplit(address).hostname or "")
