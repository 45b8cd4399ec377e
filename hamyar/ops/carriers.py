"""Carrying one message by one channel. Every way it can go wrong has a name, and none takes more than half a minute.

Nothing of a text, a number or a key is written into a log or an error.
"""

import contextlib
import json
import os
import ssl
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError

from hamyar.domain.channels import BALE, EMAIL, MODEM, SMS, TELEGRAM
from hamyar.domain.outgoing import FAILED, NO_LINE, OK, UNKNOWN
from hamyar.kit import clock, jsons, patience
from hamyar.ops import providers
from hamyar.ops.providers import Question

WAIT_SECONDS, PATIENCE_SECONDS = 15, 30
_MOST_BYTES = 64 * 1024
BOT_ADDRESSES = {TELEGRAM: "https://api.telegram.org", BALE: "https://tapi.bale.ai"}
# How letters and their host are kept from others' eyes.
STARTTLS, TLS, OPEN = "starttls", "tls", "open"
_LONGEST_DETAIL = 40


class Result(NamedTuple):
    """How it went: one of the outcomes, a key of what was wrong, and a short fact beside it."""

    outcome: str
    error: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Message:
    """What is to be carried: by a channel so set, with its key, to a mobile, chat or e-mail address."""

    kind: str
    settings: Mapping[str, Any]
    key: str
    to: str
    text: str
    number: int


class Answer(NamedTuple):
    """What a web server answered, as far as anybody wants to read it."""

    status: int
    body: bytes


def carry(message: Message) -> Result:
    """Send it, and say how it went. Raises nothing, opens no transaction, and comes back within half a minute."""
    too_slow = Result(UNKNOWN, "slow")
    return patience.within(PATIENCE_SECONDS, lambda: _tried(message), too_slow, "carrying")


def ask(question: Question, most: int = _MOST_BYTES) -> Answer:
    """Ask a web server once. Raises what urllib raises; an error status is an answer too, and none is followed.

    Of the answer so many bytes are read, and one more where there are more.
    """
    request = urllib.request.Request(question.url, question.body, dict(question.headers))
    try:
        with urllib.request.build_opener(_NoOtherPlace).open(request, timeout=WAIT_SECONDS) as response:
            return Answer(response.status, response.read(most + 1))
    except HTTPError as error:
        error.close()
        return Answer(error.code, b"")


def _tried(message: Message) -> Result:
    try:
        return _CARRIERS[message.kind](message)
    except ssl.SSLError:
        return Result(FAILED, "unsafe")
    except URLError as error:
        # Nothing was sent yet: the way there was not found, or is not safe.
        return Result(FAILED, "unsafe") if isinstance(error.reason, ssl.SSLError) else Result(NO_LINE, "no_line")
    except TimeoutError:
        return Result(UNKNOWN, "slow")
    except (OSError, HTTPException):
        return Result(UNKNOWN, "broken")
    except Exception as error:
        # Whatever a hand-made setting leads to; its name tells enough, its words might tell a key.
        return Result(FAILED, "wrong", type(error).__name__[:_LONGEST_DETAIL])


def _by_provider(message: Message) -> Result:
    provider = providers.from_data(message.settings)
    answer = ask(providers.question(provider, message.to, message.text, message.key))
    if not 200 <= answer.status < 300:
        return Result(FAILED, "status", str(answer.status))
    if not provider.answer:
        return Result(OK)
    if len(answer.body) > _MOST_BYTES:
        return Result(UNKNOWN, "nonsense")
    said = providers.said(provider, answer.body)
    if said is None:
        return Result(UNKNOWN, "nonsense")
    return Result(OK) if said == provider.means_sent else Result(FAILED, "said", _short(said, message))


def _by_bot(message: Message) -> Result:
    content = {"chat_id": message.to, "text": message.text}
    answer = ask(bot_question(message.kind, message.settings, message.key, "sendMessage", content))
    if answer.status != 200:
        return Result(FAILED, "status", str(answer.status))
    try:
        is_sent = jsons.read(answer.body)["ok"] is True
    except (ValueError, KeyError, TypeError):
        return Result(UNKNOWN, "nonsense")
    return Result(OK) if is_sent else Result(FAILED, "said", "ok: false")


def bot_question(kind: str, settings: Mapping[str, Any], key: str, verb: str, content: Mapping[str, Any]) -> Question:
    """A question to a bot's own server, or to one that stands before it."""
    base = settings.get("address") or BOT_ADDRESSES[kind]
    return Question(f"{base}/bot{key}/{verb}", {"Content-Type": "application/json"}, json.dumps(content).encode())


def is_sent_by_modem(settings: Mapping[str, Any], at: str, to: str, number: int) -> bool | None:
    """Whether gammu-smsd sent what was written into its outbox then; None where that cannot be known, or not yet.

    It moves every file into the folder `sent` or `error` beside the outbox. Without the latter, what failed is laid
    among what was sent.
    """
    beside, name = Path(settings["folder"]).parent, _outbox_name(at, to, number)
    try:
        if (beside / "error" / name).is_file():
            return False
        return True if (beside / "sent" / name).is_file() and (beside / "error").is_dir() else None
    except OSError:
        return None


def _by_modem(message: Message) -> Result:
    """Lay a file into the outbox of gammu-smsd, which sends it by itself. The detail is when: a part of its name."""
    folder = Path(message.settings["folder"])
    at = f"{clock.now():%Y%m%d_%H%M%S}"
    name = _outbox_name(at, message.to, message.number)
    hidden = folder / f".{name}"
    try:
        # It knows another script than Latin by the mark at the beginning.
        hidden.write_bytes(b"\xff\xfe" + message.text.encode("utf-16-le"))
        hidden.chmod(0o660)
        os.replace(hidden, folder / name)
    except OSError as error:
        with contextlib.suppress(OSError):
            hidden.unlink(missing_ok=True)
        return Result(FAILED, "folder", error.strerror or "")
    return Result(OK, detail=at)


def _outbox_name(at: str, to: str, number: int) -> str:
    """The name from which it reads the number; the letter is how urgent it is."""
    return f"OUTC{at}_00_{to}_hamyar{number}.txt"


def _by_mail(message: Message) -> Result:
    import smtplib
    from email.message import EmailMessage

    letter = EmailMessage()
    letter["From"], letter["To"] = message.settings["sender"], message.to
    letter["Subject"] = message.text.splitlines()[0][:80]
    letter.set_content(message.text)
    try:
        with _post_office(message.settings) as office:
            if message.settings["user"]:
                office.login(message.settings["user"], message.key)
            office.send_message(letter)
    except smtplib.SMTPResponseException as error:
        return Result(FAILED, "status", str(error.smtp_code))
    except smtplib.SMTPRecipientsRefused:
        return Result(FAILED, "refused")
    return Result(OK)


def _post_office(settings: Mapping[str, Any]) -> Any:
    """The connection, before anything is said of the letter."""
    import smtplib

    host, port = settings["host"], int(settings["port"])
    try:
        if settings["safety"] == TLS:
            return smtplib.SMTP_SSL(host, port, timeout=WAIT_SECONDS, context=ssl.create_default_context())
        office = smtplib.SMTP(host, port, timeout=WAIT_SECONDS)
        if settings["safety"] == STARTTLS:
            office.starttls(context=ssl.create_default_context())
    except (smtplib.SMTPException, ssl.SSLError):
        raise
    except OSError as error:
        raise URLError(error) from error
    return office


def _short(said: str, message: Message) -> str:
    """What a provider said, where it is short and repeats nothing that was told it."""
    is_ours = any(part and part in said for part in (message.key, message.to, message.text))
    return "" if is_ours or len(said) > _LONGEST_DETAIL else said


class _NoOtherPlace(urllib.request.HTTPRedirectHandler):
    """A message and its key are not carried on to another address, such as the page of a Wi-Fi that wants money."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """None: then the answer counts as it is."""


_CARRIERS: dict[str, Callable[[Message], Result]] = {
    SMS: _by_provider,
    MODEM: _by_modem,
    TELEGRAM: _by_bot,
    BALE: _by_bot,
    EMAIL: _by_mail,
}
