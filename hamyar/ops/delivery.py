"""Sending what waits to be told: one thread in the serving process, a look every few seconds.

Everything it must remember stands in rows, so a restart neither forgets nor doubles: a try is saved before it is made
and its outcome after. Between the two the machine may die; then that one message is sent once more, and never a third
time. No transaction is open while a provider is asked.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from flask import Flask

from hamyar.domain import channels, clinics, notices, outgoing, people, reaching
from hamyar.domain.channels import SMS, Channel
from hamyar.domain.notices import TEST, Notice
from hamyar.domain.outgoing import FAILED, NO_LINE, UNKNOWN, NoticeTry
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Busy
from hamyar.ops import carriers, chats, sealing, serving, telling
from hamyar.ops.carriers import Message, Result
from hamyar.ops.settings import Settings

_LOG = logging.getLogger("hamyar.delivery")
_LOOK_EVERY = timedelta(seconds=10)
# A channel to which no way led, or that did not answer in time, is left alone for so long; the clock of the wall may
# be set meanwhile.
_REST_SECONDS = 300.0
# A clinic whose provider answers slowly does not keep the others waiting longer than that.
_TURN_SECONDS = 60.0


class _Begun(NamedTuple):
    """A try that was written down, and what is to be carried."""

    try_id: int
    channel_id: int
    message: Message | None


class Rests:
    """Which channels are left alone, and until when."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def begin(self, channel_id: int) -> None:
        """Leave it alone from now on for a while."""
        self._until[channel_id] = time.monotonic() + _REST_SECONDS

    def __contains__(self, channel_id: int) -> bool:
        return time.monotonic() < self._until.get(channel_id, 0.0)


def start(app: Flask, settings: Settings) -> threading.Event:
    """Begin; set the event that is given to end it."""
    ended = threading.Event()
    threading.Thread(target=_run, args=(app, settings, ended), name="delivery", daemon=True).start()
    return ended


def look(app: Flask, settings: Settings, rests: Rests) -> int:
    """Send what is due now; how many messages were tried. What fails is logged without its content."""
    tried = 0
    with app.app_context():
        for clinic_id in outgoing.clinics_waiting():
            tried += _apart(f"clinic {clinic_id}", partial(_look_in, clinic_id, settings, rests))
        for number in [modem.id for modem in outgoing.modems()]:
            _apart(f"modem {number}", partial(_ask_modem, number))
        chats.read(settings)
    return tried


def _run(app: Flask, settings: Settings, ended: threading.Event) -> None:
    rests = Rests()
    while not ended.wait(_LOOK_EVERY.total_seconds()):
        try:
            look(app, settings, rests)
        except Exception as error:
            # Its words may hold what was to be sent.
            _LOG.error("sending failed (%s); it goes on in %s", type(error).__name__, _LOOK_EVERY)


def _apart(what: str, work: Callable[[], int]) -> int:
    """What the work gives; where it is broken, that is logged and stops nothing else. Raises Busy alone."""
    try:
        return work()
    except Busy:
        raise
    except Exception as error:
        db.session.rollback()
        _LOG.error("%s is left out: %s", what, type(error).__name__)
        return 0


def _look_in(clinic_id: int, settings: Settings, rests: Rests) -> int:
    for number in [notice.id for notice in outgoing.to_spread(clinic_id)]:
        _apart(f"notice {number}", partial(_spread, clinic_id, number))
    is_quiet = channels.is_quiet(clinics.get(clinic_id), clock.now())
    found = outgoing.waiting_to_send(clinic_id, is_quiet=is_quiet, resting=_resting(clinic_id, rests))
    tried, until = 0, time.monotonic() + _TURN_SECONDS
    for number in [notice.id for notice in found]:
        tried += _apart(f"notice {number}", partial(_send, clinic_id, number, settings, rests))
        if time.monotonic() > until:
            break
    return tried


def _resting(clinic_id: int, rests: Rests) -> list[str]:
    """The kinds of message whose channel is left alone."""
    carriers_of = {wish: channels.carrier(clinic_id, wish) for wish in channels.PERSONAL}
    return [wish for wish, channel in carriers_of.items() if channel is not None and channel.id in rests]


def _spread(clinic_id: int, number: int) -> int:
    """One notice to many; where it is broken it stands in the app alone."""
    try:
        with transaction():
            return outgoing.spread(notices.get(clinic_id, number))
    except Busy:
        raise
    except Exception:
        with transaction():
            outgoing.park(notices.get(clinic_id, number))
        raise


def _send(clinic_id: int, number: int, settings: Settings, rests: Rests) -> bool:
    """Try one message; whether it was. A broken one is put off and given up as one that a provider refuses is."""
    try:
        with transaction():
            begun = _begin(notices.get(clinic_id, number), settings, rests)
    except Busy:
        raise
    except Exception as error:
        with transaction():
            outgoing.stumble(notices.get(clinic_id, number), type(error).__name__)
        raise
    if begun is None:
        return False
    # The provider may take half a minute, in which no connection to the database is held.
    db.session.remove()
    result = carriers.carry(begun.message) if begun.message else Result(FAILED, "key")
    if result.outcome == NO_LINE or result.error == "slow":
        rests.begin(begun.channel_id)
    with transaction():
        outgoing.note(db.session.get_one(NoticeTry, begun.try_id), *result)
    if result.outcome in (FAILED, UNKNOWN):
        _LOG.warning("notice %s was not sent: %s %s", number, result.outcome, result.error)
    return True


def _begin(notice: Notice, settings: Settings, rests: Rests) -> _Begun | None:
    """Write the try down; None where nothing is to be tried now."""
    channel = channels.carrier(notice.clinic_id, notice.channel or SMS)
    to = _address(notice)
    if channel is None or not to:
        outgoing.park(notice)
        return None
    if channel.id in rests and notice.audience != TEST:
        return None
    one = outgoing.begin(notice, channel.kind)
    return _Begun(one.id, channel.id, _message(notice, channel, to, settings)) if one else None


def _address(notice: Notice) -> str:
    """The mobile, chat or e-mail address it goes to; empty where she wants it there no more."""
    if notice.mobile:
        return notice.mobile
    person = people.get(notice.clinic_id, notice.person_id or 0)
    wish = reaching.of(person).get(notice.channel)
    if wish is None or not person.is_active:
        return ""
    return wish.address or person.mobile


def _message(notice: Notice, channel: Channel, to: str, settings: Settings) -> Message | None:
    """What is to be carried; None where the channel's key cannot be read."""
    key = sealing.unlock(settings.secret_key, channel.sealed_key) if channel.sealed_key else ""
    if key is None:
        return None
    text = telling.text(notice, _base(notice.clinic_id, settings))
    return Message(channel.kind, channel.settings, key, to, text, notice.id)


def _ask_modem(number: int) -> int:
    """Look what became of what a modem took; of how many that is known now."""
    modem = db.session.get_one(Channel, number)
    about, known = modem.settings, 0
    for try_id in [one.id for one in outgoing.handed_over(modem.clinic_id)]:
        one = db.session.get_one(NoticeTry, try_id)
        is_sent = carriers.is_sent_by_modem(about, one.detail, _address(one.notice), one.notice_id)
        if is_sent is None:
            continue
        with transaction():
            (outgoing.went if is_sent else outgoing.came_back)(db.session.get_one(NoticeTry, try_id))
        known += 1
    return known


def _base(clinic_id: int, settings: Settings) -> str:
    """Where links begin."""
    return clinics.get(clinic_id).public_address or serving.best(settings)
