"""The chores that nobody should have to remember: what is old is forgotten, and every night a backup is made.

One thread in the serving process. What was done stands in files and rows, so a restart neither forgets nor doubles it.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from hamyar.domain import baskets, drafts, guessing, photos, replay, resends, sessions
from hamyar.kit import clock
from hamyar.kit import photos as pictures
from hamyar.kit.db import tidy, transaction
from hamyar.ops import backup
from hamyar.ops.settings import Settings

_LOG = logging.getLogger("hamyar.clockwork")
_LOOK_EVERY = timedelta(minutes=20)
_AFTER_START = timedelta(minutes=2)
# The photos of a form that was not saved are kept for so long: it may wait on a phone without network.
_FORM_WAITS = timedelta(days=60)
_FORGETTING: tuple[Callable[[], int], ...] = (
    sessions.forget_old,
    guessing.forget_old,
    baskets.forget_old,
    drafts.forget_old,
    resends.forget_old,
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
        "forget": lambda: _forget(app),
        "sweep": lambda: _sweep(app, settings),
        "backup": lambda: _back_up(settings),
    }
    for name, chore in chores.items():
        if _is_done(settings, name):
            continue
        try:
            chore()
        except Exception:
            _LOG.exception("the chore %s failed; it is tried again in %s", name, _LOOK_EVERY)
            continue
        _mark(settings, name)
        done.append(name)
    return done


def _run(app: Flask, settings: Settings, ended: threading.Event) -> None:
    wait = _AFTER_START
    while not ended.wait(wait.total_seconds()):
        look(app, settings)
        wait = _LOOK_EVERY


def _forget(app: Flask) -> None:
    for forget in _FORGETTING:
        # One short transaction each: orders that come meanwhile do not wait for all of them.
        with app.app_context(), transaction():
            forget()
    with app.app_context(), transaction():
        tidy()


def _sweep(app: Flask, settings: Settings) -> None:
    """Take away photos of forms that were never saved."""
    left = pictures.written_before(settings.photos, clock.now() - _FORM_WAITS)
    with app.app_context():
        kept = photos.names()
    for name in left - kept:
        pictures.erase(settings.photos, name)


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
