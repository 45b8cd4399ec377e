"""What is wrong with this machine, in plain words, and what to do: for the terminal and the health page."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hamyar.domain import clinics, notices, orders, photos
from hamyar.kit import addresses, clock
from hamyar.ops import backup, lock, migrate, plain, serving, sqlite
from hamyar.ops.plain import N_, Show, Translate, Trouble, both, said, shown
from hamyar.ops.settings import Settings
from hamyar.ops.version import RELEASED

GOOD, WARNING, BAD = "good", "warning", "bad"
_LITTLE_ROOM, _NO_ROOM = 500 << 20, 100 << 20
_OLD_BACKUP = timedelta(days=8)
_SLACK = timedelta(minutes=10)
_FAR_FUTURE = timedelta(days=20 * 365)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how bad it is, a sentence, and what to do (empty where all is well)."""

    severity: str
    text: str
    advice: str = ""
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def is_grave(self) -> bool:
        """Whether it needs a hand now."""
        return self.severity == BAD

    def sentence(self, translate: Translate = str, show: Show = shown) -> str:
        """What was found, in one language."""
        return said(self.text, self.facts, translate, show)

    def what_to_do(self, translate: Translate = str, show: Show = shown) -> str:
        """What to do about it, in one language; empty where nothing."""
        return said(self.advice, self.facts, translate, show) if self.advice else ""

    def lines(self) -> list[str]:
        """The sentence and the advice for a terminal, in English and Persian."""
        return both(self.text, self.facts) + (both(self.advice, self.facts) if self.advice else [])


def quick(settings: Settings) -> list[Finding]:
    """What can be looked at in a few milliseconds: at every start, and on the health page."""
    return _all(settings, (_writable, _room, _clock))


def full(settings: Settings) -> list[Finding]:
    """Everything, the whole database and every photo too. May take minutes on a big installation."""
    looks = (_writable, _room, _clock, _secret, _address, _port, _database, _newest_order, _messages, _photos, _backups)
    return _all(settings, looks)


def worst(findings: list[Finding]) -> str:
    """The worst severity among findings."""
    return max((one.severity for one in findings), key=[GOOD, WARNING, BAD].index, default=GOOD)


def _all(settings: Settings, looks: tuple[Callable[[Settings], Iterator[Finding]], ...]) -> list[Finding]:
    return [finding for look in looks for finding in look(settings)]


def _writable(settings: Settings) -> Iterator[Finding]:
    facts: dict[str, object] = {"folder": settings.instance}
    try:
        with backup.scratch(settings.instance) as folder:
            (folder / "probe").write_bytes(b"x" * 4096)
    except (Trouble, OSError) as error:
        yield Finding(
            BAD,
            N_("Nothing can be saved in %(folder)s: %(reason)s"),
            N_("Make room on the disk, and give the folder to the user who runs Hamyar. Reading goes on meanwhile."),
            {**facts, "reason": plain.reason(error.__cause__ or error)},
        )
        return
    yield Finding(GOOD, N_("The folder %(folder)s can be written to."), facts=facts)


def _room(settings: Settings) -> Iterator[Finding]:
    free = shutil.disk_usage(settings.instance).free
    facts: dict[str, object] = {"free": free >> 20}
    if free < _LITTLE_ROOM:
        yield Finding(
            BAD if free < _NO_ROOM else WARNING,
            N_("The disk is almost full: %(free)s MB are free."),
            N_("Delete or move what is not needed, first of all old backups in instance/backups."),
            facts,
        )
        return
    yield Finding(GOOD, N_("The disk has room: %(free)s MB are free."), facts=facts)


def _clock(settings: Settings) -> Iterator[Finding]:
    today = clock.today()
    facts: dict[str, object] = {"today": today, "released": RELEASED}
    # A day's grace: the release may have been made east of here.
    if not RELEASED - timedelta(days=1) <= today <= RELEASED + _FAR_FUTURE:
        yield Finding(
            BAD,
            N_("The clock is wrong: it says %(today)s, but this Hamyar was released on %(released)s."),
            N_("Set the machine's date and time. A small computer without a clock battery needs it after every start."),
            facts,
        )
        return
    yield Finding(GOOD, N_("The clock says %(today)s."), facts=facts)


def _secret(settings: Settings) -> Iterator[Finding]:
    if os.name == "nt":
        return  # Windows keeps rights elsewhere.
    for name in ("secret_key", "hamyar.db"):
        path = settings.instance / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(
                WARNING,
                N_("Other users of this machine can read %(file)s."),
                N_("In a terminal: chmod 600 %(file)s"),
                {"file": path},
            )


def _address(settings: Settings) -> Iterator[Finding]:
    found = addresses.lan()
    address = next(filter(None, _column(settings, sa.select(clinics.Clinic.public_address))), settings.public_address)
    facts: dict[str, object] = {"address": address}
    if address and serving.is_lost(settings, address):
        yield Finding(
            WARNING,
            N_("Links begin with %(address)s, which is not this machine's address any more: it is now at %(now)s."),
            N_(
                "Let the router give this machine that address again, or set another public address and hang new "
                "posters. How: sign in, then “Connect a phone”."
            ),
            facts | {"now": ", ".join(found) or "-"},
        )
    elif address:
        yield Finding(GOOD, N_("Links begin with %(address)s."), facts=facts)
    elif not found:
        yield Finding(
            WARNING,
            N_("This machine is on no network, so no phone can reach it."),
            N_("Plug in the network cable or join the Wi-Fi."),
        )
    else:
        yield Finding(
            WARNING,
            N_("No public address is set: links begin with this machine's own address, which the router may change."),
            N_("Let the router always give this machine the same address, and set public_address in settings.toml."),
        )


def _port(settings: Settings) -> Iterator[Finding]:
    facts: dict[str, object] = {"port": settings.port, "pid": lock.holder(settings)}
    if facts["pid"]:
        yield Finding(GOOD, N_("Hamyar is running (process %(pid)s)."), facts=facts)
        return
    try:
        serving.bind(settings).close()
    except Trouble as trouble:
        yield Finding(BAD, trouble.text, N_("Or set another port in settings.toml."), trouble.facts)


def _database(settings: Settings) -> Iterator[Finding]:
    if settings.database is not None and not settings.database.exists():
        yield Finding(GOOD, N_("There is no database yet; the first start makes it."))
        return
    try:
        at = migrate.revision(settings)
        if settings.database is not None:
            sqlite.check(settings.database)
    except (Trouble, sa.exc.SQLAlchemyError) as error:
        trouble = error if isinstance(error, Trouble) else Trouble("%(reason)s", reason=error)
        advice = N_("Stop Hamyar, keep a copy of the instance folder, and restore the newest backup.")
        yield Finding(BAD, trouble.text, advice, trouble.facts)
        return
    yield Finding(GOOD, N_("The database is whole."))
    yield from _revision(at)


def _revision(at: str | None) -> Iterator[Finding]:
    facts: dict[str, object] = {"at": at, "head": migrate.head()}
    if at is not None and at not in migrate.known():
        yield Finding(
            BAD, N_("The database was made by a newer Hamyar (%(at)s)."), N_("Install the newer program."), facts
        )
    elif at != migrate.head():
        yield Finding(
            WARNING, N_("The database is of an older version."), N_("The next start brings it up to date."), facts
        )


def _newest_order(settings: Settings) -> Iterator[Finding]:
    moment = _newest(settings)
    if moment and moment > clock.now() + _SLACK:
        yield Finding(
            BAD,
            N_("The clock is behind: the newest order was placed at %(moment)s, which is still to come."),
            N_("Set the machine's date and time before more orders come in."),
            {"moment": moment},
        )


def _messages(settings: Settings) -> Iterator[Finding]:
    # Of a clinic, as the index is.
    of_clinics = notices.Notice.clinic_id.in_(sa.select(clinics.Clinic.id))
    given_up = sa.select(sa.func.count()).where(of_clinics, notices.Notice.state == notices.GIVEN_UP)
    count = next(iter(_column(settings, given_up.where(notices.Notice.audience == notices.CUSTOMER))), 0)
    if count:
        yield Finding(
            WARNING,
            N_("Messages that could not be sent: %(count)s."),
            N_("Sign in as the manager, then “Settings”, “Messages”: it says why, and who must be told by hand."),
            {"count": count},
        )


def _photos(settings: Settings) -> Iterator[Finding]:
    there = [path.name for path in settings.photos.glob("*/*")]
    missing = backup.missing(_column(settings, sa.select(photos.Photo.name)), there)
    if missing:
        yield Finding(
            BAD,
            N_("%(count)s photos are in the database but not in %(folder)s."),
            N_("Restore them from a backup, or ask the groups to put them up again. First missing: %(first)s"),
            {"count": len(missing), "folder": settings.photos, "first": missing[0]},
        )


def _backups(settings: Settings) -> Iterator[Finding]:
    made = backup.last(settings)
    advice = N_("Save one on a USB stick: python3 app.py backup FILE")
    if made is None:
        # Before the first order there is little to lose.
        if _newest(settings):
            yield Finding(WARNING, N_("There has never been a whole backup, with photos."), advice)
    elif clock.now() - made > _OLD_BACKUP:
        yield Finding(
            WARNING, N_("The newest whole backup is %(days)s days old."), advice, {"days": (clock.now() - made).days}
        )
    else:
        yield Finding(GOOD, N_("The newest whole backup was made on %(day)s."), facts={"day": clock.day_of(made)})


def _newest(settings: Settings) -> datetime | None:
    return next(iter(_column(settings, sa.select(sa.func.max(orders.Order.placed_at)))), None)


def _column(settings: Settings, question: sa.Select[tuple[Any]]) -> list[Any]:
    """The first column of an answer; empty where the tables are not there or the database cannot be read."""
    if settings.database is not None and not settings.database.exists():
        return []
    engine = sa.create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            return list(connection.scalars(question))
    except sa.exc.SQLAlchemyError:
        return []
    finally:
        engine.dispose()
