"""What people write to the clinic's bots. Only one thing is understood: the code by which a chat becomes a woman's own.

Asked for only while somebody has such a code in her hands.
"""

import contextlib
import logging
import re
from collections.abc import Iterator
from functools import partial
from http.client import HTTPException
from typing import Any, NamedTuple

from hamyar.domain import channels, reaching
from hamyar.domain.channels import Channel
from hamyar.kit import digits, jsons, patience
from hamyar.kit.db import db, transaction
from hamyar.kit.errors import Busy
from hamyar.ops import carriers, plain, sealing
from hamyar.ops.carriers import Message
from hamyar.ops.plain import N_
from hamyar.ops.providers import Question
from hamyar.ops.settings import Settings

_MOST_LINES = 100
# So many of the longest there are, every letter written as six.
_MOST_BYTES = 4 << 20
_LOG = logging.getLogger("hamyar.chats")
_CODE = re.compile(rf"(?<!\d)\d{{{reaching.CODE_LENGTH}}}(?!\d)")
_WELCOME = N_("Done. From now on Hamyar tells you here. To end it: your account on Hamyar’s pages.")


class Line(NamedTuple):
    """One message to a bot: its number, the chat it came from, and what it says."""

    number: int
    chat: str
    text: str


def read(settings: Settings) -> int:
    """Read what was written to the bots somebody is about to connect with; how many chats were connected.

    A bot that is broken is logged, and stops no other.
    """
    waiting = [bot.id for bot in channels.bots() if reaching.is_anybody_waiting(bot.clinic_id, bot.kind)]
    connected = 0
    for number in waiting:
        try:
            connected += _read_one(number, settings)
        except Exception as error:
            _LOG.error("bot %s could not be read: %s", number, type(error).__name__)
    return connected


def lines(answer: bytes) -> Iterator[Line]:
    """The messages in what a bot's server answered, nonsense left out. Only a private one has a chat."""
    try:
        found: Any = jsons.read(answer)
        updates = list(found["result"]) if found["ok"] is True else []
    except (ValueError, KeyError, TypeError):
        return
    for update in updates:
        with contextlib.suppress(ValueError, KeyError, TypeError, OverflowError):
            yield _line(int(update["update_id"]), update.get("message"))


def _line(number: int, said: Any) -> Line:
    """One message; without a chat where it cannot be read, so that those behind it are read all the same."""
    try:
        # In a group chat others would read along.
        is_private = said["chat"]["type"] == "private"
        return Line(number, str(int(said["chat"]["id"])) if is_private else "", str(said.get("text", "")))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return Line(number, "", "")


def _read_one(number: int, settings: Settings) -> int:
    bot = db.session.get_one(Channel, number)
    clinic_id, kind, about = bot.clinic_id, bot.kind, bot.settings
    key = sealing.unlock(settings.secret_key, bot.sealed_key)
    which = {"offset": bot.read_until + 1, "limit": _MOST_LINES}
    question = carriers.bot_question(kind, about, key or "", "getUpdates", which)
    db.session.remove()
    asked = partial(_answer, question)
    found = list(lines(patience.within(carriers.PATIENCE_SECONDS, asked, b"", "chats"))) if key else []
    connected = [line.chat for line in found if _connect(clinic_id, kind, line)]
    if found:
        with transaction():
            channels.read_on(db.session.get_one(Channel, number), max(line.number for line in found))
    for chat in connected:
        carriers.carry(Message(kind, about, key or "", chat, plain.persian(_WELCOME), 0))
    return len(connected)


def _answer(question: Question) -> bytes:
    try:
        return carriers.ask(question, _MOST_BYTES).body
    except (OSError, HTTPException):
        # It is asked again at the next look.
        return b""


def _connect(clinic_id: int, kind: str, line: Line) -> bool:
    """Whether this connected a chat. One that is broken is logged, and the next are read all the same."""
    code = _CODE.search(digits.to_ascii(line.text)) if line.chat else None
    if code is None:
        return False
    try:
        with transaction():
            return reaching.connect_chat(clinic_id, kind, code[0], line.chat) is not None
    except Busy:
        # Nothing is marked as read: all of it comes again.
        raise
    except Exception as error:
        _LOG.error("a chat could not be connected: %s", type(error).__name__)
        return False
