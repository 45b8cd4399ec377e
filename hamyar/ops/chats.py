"""What people write to the clinic's bots. Only one thing is understood: the code by which a chat becomes a woman's own.

Asked for only while somebody has such a code in her hands.
"""

import json
import re
from collections.abc import Iterator
from functools import partial
from http.client import HTTPException
from typing import Any, NamedTuple

from hamyar.domain import channels, reaching
from hamyar.domain.channels import Channel
from hamyar.kit import digits, patience
from hamyar.kit.db import db, transaction
from hamyar.ops import carriers, plain, sealing
from hamyar.ops.carriers import Message
from hamyar.ops.plain import N_
from hamyar.ops.providers import Question
from hamyar.ops.settings import Settings

_CODE = re.compile(rf"(?<!\d)\d{{{reaching.CODE_LENGTH}}}(?!\d)")
_WELCOME = N_("Done. From now on Hamyar tells you here. To end it: your account on Hamyar’s pages.")


class Line(NamedTuple):
    """One message to a bot: its number, the chat it came from, and what it says."""

    number: int
    chat: str
    text: str


def read(settings: Settings) -> int:
    """Read what was written to the bots somebody is about to connect with; how many chats were connected."""
    waiting = [bot.id for bot in channels.bots() if reaching.is_anybody_waiting(bot.clinic_id, bot.kind)]
    return sum(_read_one(number, settings) for number in waiting)


def lines(answer: bytes) -> Iterator[Line]:
    """The private messages in what a bot's server answered; nothing where it answered nonsense."""
    try:
        found: Any = json.loads(answer)
        updates = found["result"] if found["ok"] is True else []
        for update in updates:
            said = update.get("message") or {}
            # In a group chat others would read along.
            is_private = said.get("chat", {}).get("type") == "private"
            chat = str(int(said["chat"]["id"])) if is_private else ""
            yield Line(int(update["update_id"]), chat, str(said.get("text", "")))
    except (ValueError, KeyError, TypeError, AttributeError):
        return


def _read_one(number: int, settings: Settings) -> int:
    bot = db.session.get_one(Channel, number)
    clinic_id, kind, about = bot.clinic_id, bot.kind, bot.settings
    key = sealing.unlock(settings.secret_key, bot.sealed_key)
    question = carriers.bot_question(kind, about, key or "", "getUpdates", {"offset": bot.read_until + 1, "limit": 100})
    db.session.remove()
    asked = partial(_answer, question)
    found = list(lines(patience.within(carriers.PATIENCE_SECONDS, asked, b"", "chats"))) if key else []
    with transaction():
        connected = [line.chat for line in found if _connect(clinic_id, kind, line)]
        if found:
            channels.read_on(db.session.get_one(Channel, number), max(line.number for line in found))
    for chat in connected:
        carriers.carry(Message(kind, about, key or "", chat, plain.persian(_WELCOME), 0))
    return len(connected)


def _answer(question: Question) -> bytes:
    try:
        return carriers.ask(question).body
    except (OSError, HTTPException):
        # It is asked again at the next look.
        return b""


def _connect(clinic_id: int, kind: str, line: Line) -> bool:
    code = _CODE.search(digits.to_ascii(line.text)) if line.chat else None
    return code is not None and reaching.connect_chat(clinic_id, kind, code[0], line.chat) is not None
