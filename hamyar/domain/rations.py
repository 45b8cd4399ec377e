"""How much strangers may bring in a day: they need no account, so whoever floods the machine must be stopped otherwise.

Counted per address they come from and for all of them together. One address may be a whole neighbourhood behind one
operator: the limits are far above what people do.
"""

from contextlib import suppress
from datetime import date, timedelta
from ipaddress import ip_address, ip_network

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from hamyar.kit import clock, tokens
from hamyar.kit.db import Base, changed, db
from hamyar.kit.errors import Refused

# states and limits
PHOTO, REQUEST, RECEIPT, RESEND = "photo", "request", "receipt", "resend"
# A day's most from one address, and from all together. Receipts have their own: who paid is not kept out by strangers.
MOST = {PHOTO: (60, 300), REQUEST: (30, 200), RECEIPT: (30, 1000), RESEND: (20, 300)}
_FORGOTTEN_AFTER = timedelta(days=2)


# nouns
class Ration(Base):
    """How many were brought on a day; the key is a hash, so the table names nobody."""

    __tablename__ = "rations"

    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    used: Mapped[int] = mapped_column(default=0)


# verbs
def take(what: str, address: str) -> None:
    """Count one more from this address. Refused: ration.spent where today's are used up."""
    for key, most in zip((f"{what}:{_neighbourhood(address)}", what), MOST[what], strict=True):
        _count(tokens.fingerprint(key), most)


def forget_old() -> int:
    """Remove the counts of earlier days."""
    return changed(sa.delete(Ration).where(Ration.day < clock.today() - _FORGOTTEN_AFTER))


# private
def _count(key: str, most: int) -> None:
    row = db.session.get(Ration, (key, clock.today()))
    if row is None:
        row = Ration(key=key, day=clock.today(), used=0)
        db.session.add(row)
        db.session.flush()
    mine = sa.update(Ration).where(Ration.key == key, Ration.day == row.day, Ration.used < most)
    if not changed(mine.values(used=Ration.used + 1)):
        raise Refused("ration.spent")


def _neighbourhood(address: str) -> str:
    """Where somebody comes from. In IPv6 one house has 2^64 addresses: they count as one."""
    with suppress(ValueError):
        found = ip_address(address)
        if found.version == 6:
            return str(ip_network((found, 64), strict=False))
    return address
