"""The chores that nobody should have to remember: what is held ends, what is old is forgotten, all is backed up.

One thread in the serving process. What was done stands in files and rows, so a restart neither forgets nor doubles it.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from flask import Flask

from hamyar.domain import (
    baskets,
    drafts,
    erasing,
    guessing,
    holds,
    mornings,
    online,
    outgoing,
    permits,
    photos,
    quotes,
    rations,
    replay,
    resends,
    sessions,
)
from hamyar.kit import clock
from hamyar.kit import photos as pictures
from hamyar.kit.db import tidy, transaction
from hamyar.ops import backup, till
from hamyar.ops.settings import Settings

_LOG = logging.getLogger("hamyar.clockwork")
_Made = TypeVar("_Made")
_BEAT = timedelta(minutes=1)
_LOOK_EVERY = timedelta(minutes=20)
_AFTER_START = timedelta(minutes=2)
# The photos of a form that was not saved are kept for so long: it may wait on a phone without network.
_FORM_WAITS = timedelta(days=60)
# A receipt is private, so what nobody needs is not kept longer than a claim may take to be sent.
_CLAIM_WAITS = timedelta(days=1)
# What is due, by number, and the verb for each of it: in a short transaction of its own, so one stops no other.
_Each = tuple[Callable[[], list[int]], Callable[[int], object]]
# What cannot wait for a day.
_AT_EVERY_BEAT: tuple[_Each, ...] = (
    (holds.to_count_anew, holds.count_anew),
    (holds.to_warn, holds.warn),
    (holds.to_end, holds.end),
    (mornings.to_tell, mornings.tell),
)
_PERMITS: tuple[_Each, ...] = ((permits.to_close, permits.close_expired), (permits.to_warn, permits.warn))
_FORGETTING: tuple[Callable[[], int], ...] = (
    sessions.forget_old,
    guessing.forget_old,
    rations.forget_old,
    baskets.forget_old,
    drafts.forget_old,
    resends.forget_old,
    quotes.forget_old,
    erasing.forget_old,
    online.forget_old,
    outgoing.forget_old,
    replay.forget_old,
)


def start(app: Flask, settings: Settings) -> threading.Event:
    """Begin; set the event that is given to end it."""
    ended = threading.Event()
    threading.Thread(target=_run, args=(app, settings, ended), name="clockwork", daemon=True).start()
    return ended


def look(app: Flask, settings: Settings) -> list[str]:
    """Do what is due today and was not done yet; what was done. A chore that fails is logged and tried again later."""
    done = []
    chores: dict[str, Callable[[], None]] = {
        "permits": lambda: _look_at_permits(app),
        "forget": lambda: _forget(app),
        "sweep": lambda: _sweep(app, settings),
        "backup": lambda: _back_up(settings),
    }
    for name, chore in chores.items():
        try:
            if _is_done(settings, name):
                continue
            chore()
            _mark(settings, name)
        except Exception:
            _LOG.exception("the chore %s failed; it is tried again in %s", name, _LOOK_EVERY)
            continue
        done.append(name)
    return done


def beat(app: Flask) -> None:
    """Do what is due every minute. What fails is logged and tried again at the next beat."""
    # What was paid in time is found before anything is ended.
    chores: list[Callable[[], object]] = [partial(_ask_tills, app)]
    for chore in chores + [partial(_do_each, app, *pair) for pair in _AT_EVERY_BEAT]:
        try:
            chore()
        except Exception:
            _LOG.exception("a chore of every minute failed; it is tried again in %s", _BEAT)


def _run(app: Flask, settings: Settings, ended: threading.Event) -> None:
    # What was started may be a backup of earlier days, in which shops are open that must not be any more.
    with suppress(OSError):
        _unmark(settings, "permits")
    wait, beats = _AFTER_START, 0
    while not ended.wait(wait.total_seconds()):
        beat(app)
        # Counted, as the clock may be set while it runs.
        if beats % (_LOOK_EVERY // _BEAT) == 0:
            look(app, settings)
        wait, beats = _BEAT, beats + 1


def _saved_in(app: Flask, verb: Callable[[], _Made]) -> _Made:
    with app.app_context(), transaction():
        return verb()


def _ask_tills(app: Flask) -> int:
    with app.app_context():
        return till.ask_due(app.config["SETTINGS"])


def _look_at_permits(app: Flask) -> None:
    _each([partial(_do_each, app, *pair) for pair in _PERMITS])


def _do_each(app: Flask, due: Callable[[], list[int]], verb: Callable[[int], object]) -> None:
    with app.app_context():
        numbers = due()
    _each([partial(_saved_in, app, partial(verb, number)) for number in numbers])


def _forget(app: Flask) -> None:
    _each([*(partial(_forget_all, app, forget) for forget in _FORGETTING), partial(_saved_in, app, tidy)])


def _forget_all(app: Flask, forget: Callable[[], int]) -> None:
    """Until nothing is left, in short transactions: orders that come meanwhile do not wait for all of it."""
    while _saved_in(app, forget):
        pass


def _each(parts: Iterable[Callable[[], object]]) -> None:
    """Do all of these, whatever becomes of one. Raises what went wrong when all were tried."""
    errors: list[Exception] = []
    for part in parts:
        try:
            part()
        except Exception as error:
            errors.append(error)
    if errors:
        raise ExceptionGroup("not all of it was done", errors)


def _sweep(app: Flask, settings: Settings) -> None:
    """Take away photos of forms that were never saved, and receipts that were erased."""
    kept = (settings.receipts, _CLAIM_WAITS, erasing.receipts), (settings.photos, _FORM_WAITS, photos.names)
    _each([partial(_erase, app, *one) for one in kept])


def _erase(app: Flask, folder: Path, waits: timedelta, needed: Callable[[], set[str]]) -> None:
    # The files first: what is saved in between is then among those that are needed.
    left = pictures.written_before(folder, clock.now() - waits)
    with app.app_context():
        kept = needed()
    _each([partial(pictures.erase, folder, name) for name in left - kept])


def _back_up(settings: Settings) -> None:
    if settings.database is None:
        return
    name = f"daily-{clock.today():%Y%m%d}.zip"
    # Without photos: they are large, never change, and many copies would fill a small disk.
    backup.write(settings, settings.backups / name, photos=False)
    for old in sorted(settings.backups.glob("daily-*.zip"))[: -settings.keep_backups]:
        old.unlink()


def _is_done(settings: Settings, name: str) -> bool:
    try:
        return (settings.instance / f"chore_{name}").read_text().strip() == clock.today().isoformat()
    except FileNotFoundError:
        return False


def _mark(settings: Settings, name: str) -> None:
    (settings.instance / f"chore_{name}").write_text(clock.today().isoformat())


def _unmark(settings: Settings, name: str) -> None:
    (settings.instance / f"chore_{name}").unlink(missing_ok=True)
