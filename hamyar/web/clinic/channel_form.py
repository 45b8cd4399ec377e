"""The forms by which a manager sets up how messages leave: one for each way."""

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField
from wtforms.validators import ValidationError

from hamyar.domain import reaching
from hamyar.domain.channels import BALE, EMAIL, MODEM, SMS, TELEGRAM, Channel
from hamyar.kit import digits, jsons
from hamyar.ops import carriers, providers
from hamyar.ops.providers import Provider
from hamyar.web import fields
from hamyar.web.language import Lazy as _l


def _bare(key: str | None) -> str:
    """A key as it was copied, without the spaces around it."""
    return (key or "").strip()


def _as_devices_read(text: str | None) -> str:
    """Digits of any keyboard as a provider's machine knows them."""
    return digits.to_ascii(text or "")


class ChannelForm(FlaskForm):
    """What every way has. The key is called `secret`, so that no page writes it down; left empty, the old one stays."""

    is_on = BooleanField(_l("Messages go this way"))
    secret = PasswordField(_l("Key"), filters=[_bare], validators=[fields.at_most(500)])
    keyless: Any = _l("Without its key nothing can be sent.")

    def in_order(self) -> list[Field]:
        """Its fields as they stand on the page: the key and the switch come last."""
        return [*(field for field in self if field.name not in _NOT_SETTINGS), self.secret, self.is_on]

    def fill(self, settings: Mapping[str, Any]) -> None:
        """Show what it is set to."""
        for name, value in settings.items():
            if name in self:
                self[name].data = value

    def settings(self) -> dict[str, Any]:
        """What was typed, as a table keeps it."""
        return {name: field.data or "" for name, field in self._fields.items() if name not in _NOT_SETTINGS}

    def wants_key(self) -> bool:
        """Whether nothing goes this way without a key."""
        return True

    def check_key(self, channel: Channel | None) -> bool:
        """Whether it may be switched on with the keys there are; says it at the field where not."""
        has_key = bool(self.secret.data) or (channel is not None and channel.sealed_key != "")
        if self.is_on.data and self.wants_key() and not has_key:
            self.secret.errors = [*self.secret.errors, str(self.keyless)]
            return False
        return True


class SmsForm(ChannelForm):
    """A provider of SMS, described: whom to ask, what, and how "sent" looks."""

    name = fields.LineField(_l("Name"), validators=[fields.needed(), fields.at_most(60)])
    line = fields.ExactField(
        _l("Number that it is sent from"), filters=[_as_devices_read], validators=[fields.at_most(30)]
    )
    address = fields.ExactField(_l("Address"), validators=[fields.needed(), fields.at_most(300)])
    form = fields.ChoiceField(
        _l("How it is sent"),
        choices=[
            (providers.FORM, _l("as a form (POST)")),
            (providers.JSON, _l("as JSON (POST)")),
            (providers.QUERY, _l("in the address (GET)")),
        ],
    )
    content = fields.LinesField(_l("What is sent"), validators=[fields.needed(), fields.at_most(2000)])
    headers = fields.LinesField(_l("Headers"), validators=[fields.at_most(1000)])
    answer = fields.ExactField(_l("Where the answer says that it was sent"), validators=[fields.at_most(60)])
    means_sent = fields.ExactField(
        _l("What stands there then"), filters=[_as_devices_read], validators=[fields.at_most(40)]
    )

    def validate_address(self, field: fields.ExactField) -> None:
        """A web address, {key} and others may stand in it."""
        if field.data and not providers.is_address(field.data):
            raise ValidationError(str(_l("This is no web address. It begins with https://")))

    def validate_content(self, field: fields.LinesField) -> None:
        """Readable, and with the text and the mobile in it."""
        content = _object(field.data or "")
        if content is None:
            raise ValidationError(str(_l("Write one thing a line, like receptor={mobile}; or an object of JSON.")))
        said = "".join(providers.texts(content)) + (self.address.data or "")
        if "{text}" not in said or "{mobile" not in said:
            raise ValidationError(str(_l("{text} and {mobile} must stand somewhere in it.")))

    def validate_headers(self, field: fields.LinesField) -> None:
        """Readable, and plain enough to be sent as headers."""
        headers = _object(field.data or "")
        if headers is None or not all(isinstance(value, str) and value.isascii() for value in headers.values()):
            raise ValidationError(str(_l("Write one header a line, like X-API-KEY={key}")))

    def fill(self, settings: Mapping[str, Any]) -> None:
        super().fill(settings)
        self.content.data, self.headers.data = _shown(settings["content"]), _shown(settings["headers"])

    def settings(self) -> dict[str, Any]:
        typed = super().settings()
        found = {"content": _object(typed["content"]) or {}, "headers": _object(typed["headers"]) or {}}
        return Provider(**{**typed, **found}).as_data()

    def wants_key(self) -> bool:
        return "{key}" in json.dumps(self.settings())


class ModemForm(ChannelForm):
    """A GSM modem on this machine, which gammu-smsd looks after."""

    folder = fields.ExactField(_l("Folder of what it sends"), validators=[fields.needed(), fields.at_most(300)])

    def validate_folder(self, field: fields.ExactField) -> None:
        """A whole path: where the program was started from must not matter."""
        if field.data and not PurePath(field.data).is_absolute():
            raise ValidationError(str(_l("Write the whole path, like /var/spool/gammu/outbox.")))

    def wants_key(self) -> bool:
        return False


class BotForm(ChannelForm):
    """A bot in a messenger."""

    bot = fields.LineField(_l("Name of the bot, with @"), validators=[fields.at_most(60)])
    address = fields.ExactField(_l("Another address of the messenger’s server"), validators=[fields.at_most(200)])

    def validate_address(self, field: fields.ExactField) -> None:
        """Where the messenger itself cannot be reached, somebody may stand before it."""
        if field.data and not providers.is_address(field.data):
            raise ValidationError(str(_l("This is no web address. It begins with https://")))


class MailForm(ChannelForm):
    """A post office for e-mail."""

    secret = PasswordField(_l("Password"), filters=[_bare], validators=[fields.at_most(500)])
    keyless = _l("Without the password nothing can be sent.")
    sender = fields.ExactField(_l("The sender’s address"), validators=[fields.needed(), fields.at_most(200)])
    host = fields.ExactField(_l("Server"), validators=[fields.needed(), fields.at_most(200)])
    port = fields.WholeNumberField(_l("Port"), least=1, most=65535)
    safety = fields.ChoiceField(
        _l("How the way there is kept safe"),
        choices=[
            (carriers.STARTTLS, _l("STARTTLS (mostly port 587)")),
            (carriers.TLS, _l("TLS (mostly port 465)")),
            (carriers.OPEN, _l("not at all (only within the house)")),
        ],
    )
    user = fields.ExactField(_l("User name"), validators=[fields.at_most(200)])

    def validate_host(self, field: fields.ExactField) -> None:
        """The bare name of a machine: nothing before it, nothing behind it, no space in it."""
        if field.data and not _HOST.fullmatch(field.data):
            raise ValidationError(str(_l("This is no name of a server. It looks like mail.example.com.")))

    def validate_sender(self, field: fields.ExactField) -> None:
        """The clinic's own address."""
        if field.data and not reaching.is_email(field.data):
            raise ValidationError(str(_l("This is not an e-mail address. It looks like name@example.com.")))

    def wants_key(self) -> bool:
        return bool(self.user.data)


FORMS: dict[str, type[ChannelForm]] = {
    SMS: SmsForm,
    MODEM: ModemForm,
    BALE: BotForm,
    TELEGRAM: BotForm,
    EMAIL: MailForm,
}
_NOT_SETTINGS = {"is_on", "secret", "csrf_token"}
# A name, or an address of four or of six numbers; a port has a field of its own.
_HOST = re.compile(r"[\w.-]+|[0-9A-Fa-f:]+")


def _object(text: str) -> dict[str, Any] | None:
    """Lines of name=value, or an object of JSON; None where it is neither."""
    if text.lstrip().startswith("{"):
        try:
            return dict(jsons.read(text))
        except (ValueError, TypeError):
            return None
    pairs = [line.partition("=") for line in text.splitlines() if line.strip()]
    if not all(name.strip() and sign for name, sign, _value in pairs):
        return None
    return {name.strip(): value.strip() for name, _sign, value in pairs}


def _shown(content: Mapping[str, Any]) -> str:
    if all(isinstance(value, str) for value in content.values()):
        return "\n".join(f"{name}={value}" for name, value in content.items())
    return json.dumps(content, ensure_ascii=False, indent=1)
