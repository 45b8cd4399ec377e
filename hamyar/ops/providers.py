"""SMS providers described as data: where to ask, with what, and how their "sent" looks.

In every text {mobile}, {mobile98}, {text}, {line} and {key} stand for what is sent; {line#} is the line as a number.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from hamyar.kit import jsons, mobile

QUERY, FORM, JSON = "query", "form", "json"
FORMS = (QUERY, FORM, JSON)


@dataclass(frozen=True)
class Provider:
    """One provider. `content`: what is sent, as an object of texts; how, says `form`.

    It sent the message where the answer's status is 2xx and, if `answer` names a place in its JSON (return.status),
    `means_sent` stands there.
    """

    name: str
    address: str
    form: str = FORM
    content: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    answer: str = ""
    means_sent: str = ""
    line: str = ""

    def as_data(self) -> dict[str, Any]:
        """As a table keeps it."""
        return asdict(self)


_BLANK = re.compile(r"\{(?:mobile98|mobile|text|line|key)\}")

# As their own documentation described them in 2026.
PRESETS = {
    "kavenegar": Provider(
        "کاوه‌نگار",
        "https://api.kavenegar.com/v1/{key}/sms/send.json",
        content={"receptor": "{mobile}", "sender": "{line}", "message": "{text}"},
        answer="return.status",
        means_sent="200",
    ),
    "smsir": Provider(
        "SMS.ir",
        "https://api.sms.ir/v1/send/bulk",
        JSON,
        content={"lineNumber": "{line#}", "messageText": "{text}", "mobiles": ["{mobile}"]},
        headers={"X-API-KEY": "{key}"},
        answer="status",
        means_sent="1",
    ),
    "ghasedak": Provider(
        "قاصدک",
        "https://gateway.ghasedak.me/rest/api/v1/WebService/SendSingleSMS",
        JSON,
        content={"lineNumber": "{line}", "receptor": "{mobile}", "message": "{text}"},
        headers={"ApiKey": "{key}"},
        answer="isSuccess",
        means_sent="true",
    ),
}


@dataclass(frozen=True)
class Question:
    """What is asked of a web server."""

    url: str
    headers: Mapping[str, str]
    body: bytes | None


def from_data(data: Mapping[str, Any]) -> Provider:
    """What a table kept."""
    return Provider(**data)


def is_address(text: str) -> bool:
    """Whether a provider may be asked there: a web address with a host, whatever is put into it."""
    try:
        parts = urlsplit(text.replace("{", "").replace("}", ""))
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def question(provider: Provider, number: str, text: str, key: str) -> Question:
    """What to ask so that this text goes to this number."""
    values = {
        "{mobile}": mobile.plain(number),
        "{mobile98}": number.removeprefix("+"),
        "{text}": text,
        "{line}": provider.line,
        "{key}": key,
    }
    # In an address every value is quoted; a provider cannot be made to ask elsewhere by what a text says.
    url = _filled(provider.address, {name: quote(value, safe="") for name, value in values.items()})
    content = _built(provider.content, values)
    headers = {name: _filled(value, values) for name, value in provider.headers.items()}
    if provider.form == JSON:
        return Question(url, {**headers, "Content-Type": "application/json"}, json.dumps(content).encode())
    encoded = urlencode(content)
    if provider.form == QUERY:
        return Question(f"{url}{'&' if '?' in url else '?'}{encoded}", headers, None)
    return Question(url, {**headers, "Content-Type": "application/x-www-form-urlencoded"}, encoded.encode())


def said(provider: Provider, answer: bytes) -> str | None:
    """What stands at the place that says whether it was sent; None where the answer has no such place."""
    try:
        found: Any = jsons.read(answer)
    except ValueError:
        return None
    for name in provider.answer.split("."):
        found = _at(found, name)
    if found is None or isinstance(found, dict | list):
        return None
    return json.dumps(found) if isinstance(found, bool) else str(found)


def texts(content: Any) -> Iterator[str]:
    """Every text inside a content."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, dict | list):
        for part in content.values() if isinstance(content, dict) else content:
            yield from texts(part)


def _at(found: Any, name: str) -> Any:
    """A field by its name, large or small letters alike, or an item by its place."""
    if isinstance(found, dict):
        return next((value for key, value in found.items() if key.lower() == name.lower()), None)
    if isinstance(found, list) and name.isdecimal():
        return found[int(name)] if int(name) < len(found) else None
    return None


def _built(content: Any, values: Mapping[str, str]) -> Any:
    if isinstance(content, Mapping):
        return {name: _built(part, values) for name, part in content.items()}
    if isinstance(content, list):
        return [_built(part, values) for part in content]
    if content == "{line#}":
        return int(values["{line}"]) if values["{line}"].isdecimal() else values["{line}"]
    return _filled(content, values) if isinstance(content, str) else content


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its values, in one pass: what a text says is never read as a pattern."""
    return _BLANK.sub(lambda blank: values[blank[0]], pattern)
