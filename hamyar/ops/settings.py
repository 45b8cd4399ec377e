"""What this installation is set to: defaults, then instance/settings.toml, then the environment (HAMYAR_PORT ...)."""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hamyar.kit import addresses
from hamyar.ops.plain import N_, Trouble, closed_folder

HERE = Path(__file__).resolve().parent.parent.parent
_SECRET_LENGTH = 64
_PLAIN_PORT = 80
_LOCAL_NAME = "hamyar"
_HOST_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_FIRST_FILE = """\
# Settings of this installation. Take away the # and change what you need, then start Hamyar again.
# تنظیمات این دستگاه. # اول خط را بردارید، مقدار را عوض کنید و همیار را دوباره اجرا کنید.

# port = 8080
# A second port. Without it Hamyar takes port 80 too where the system allows, so that links need no number; 0 for none.
# second_port = 80
# The name that phones find without an address: hamyar.local. "off" for none.
# local_name = "hamyar"
# Where phones find this machine; printed links begin with it. Leave out to use the address on the network.
# public_address = "http://192.168.1.5:8080"
# How many backups are kept of those made every night, and of those made before an upgrade.
# keep_backups = 5
# Where the proxy for HTTPS stands (hamyar/ops/https/): its word about the visitor is believed, nobody else's.
# نشانی سرویس HTTPS؛ فقط حرف همین نشانی درباره‌ی بازدیدکننده پذیرفته می‌شود. چند نشانی را با ویرگول جدا کنید.
# trusted_proxy = "127.0.0.1, ::1"
# Whether browsers that came by HTTPS must never again come without it. Only with a public name, and only when HTTPS
# has worked for weeks: it cannot be taken back for a year.
# اگر true شود، مرورگرها تا یک سال این نشانی را فقط با HTTPS باز می‌کنند و راه برگشت ندارد.
# hsts = false
"""


@dataclass(frozen=True)
class Settings:
    """Everything an installation may decide. The fields after `instance` may stand in the file and the environment."""

    instance: Path
    host: str = "0.0.0.0"
    port: int = 8080
    second_port: int = 0
    local_name: str = ""
    public_address: str = ""
    database_url: str = ""
    threads: int = 6
    keep_backups: int = 5
    trusted_proxy: str = ""
    hsts: bool = False
    secret_key: str = ""

    @property
    def database(self) -> Path | None:
        """The SQLite file, or None where another database is set."""
        scheme, _, path = self.database_url.partition(":///")
        return Path(path) if scheme == "sqlite" else None

    @property
    def proxies(self) -> frozenset[str]:
        """The addresses of `trusted_proxy`, each in the one form that `kit.addresses.plain` gives."""
        return frozenset(addresses.plain(one.strip()) for one in self.trusted_proxy.split(",") if one.strip())

    @property
    def photos(self) -> Path:
        """The folder of the stored pictures."""
        return self.instance / "photos"

    @property
    def receipts(self) -> Path:
        """The folder of the receipts that customers show their group, apart from what everybody may see."""
        return self.instance / "receipts"

    @property
    def backups(self) -> Path:
        """The folder of the backups that Hamyar makes by itself."""
        return self.instance / "backups"


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. Makes the instance folder and its secret key on first use. Raises Trouble."""
    environment = os.environ if environment is None else environment
    instance = Path(environment.get("HAMYAR_INSTANCE") or HERE / "instance").expanduser().resolve()
    _make_folder(instance)
    values = _from_file(instance / "settings.toml") | _from_environment(environment)
    values.setdefault("database_url", f"sqlite:///{instance / 'hamyar.db'}")
    values.setdefault("secret_key", _secret_key(instance / "secret_key"))
    values["public_address"] = values.get("public_address", "").rstrip("/")
    values.setdefault("second_port", _second_port(values))
    values["local_name"] = _local_name(values.get("local_name", _LOCAL_NAME))
    settings = Settings(instance=instance, **values)
    _check(settings)
    return settings


def _second_port(values: dict[str, Any]) -> int:
    """Port 80 where nothing says otherwise: a port of its own choice, or a proxy, which may want 80 for itself."""
    is_decided = any(values.get(key) for key in ("port", "host", "trusted_proxy"))
    return 0 if is_decided or values["public_address"].startswith("https:") else _PLAIN_PORT


def _local_name(text: str) -> str:
    name = text.strip().lower().removesuffix(".local")
    return "" if name == "off" else name


def setup_code(settings: Settings) -> str | None:
    """The code that the set-up wizard asks for, or None where set-up is done (or was never begun)."""
    try:
        return (settings.instance / "setup_code").read_text().strip() or None
    except FileNotFoundError:
        return None


def make_setup_code(settings: Settings) -> str:
    """The set-up code of an empty installation; the same one until set-up is done. Six digits."""
    return setup_code(settings) or _keep_secret(
        settings.instance / "setup_code", str(secrets.randbelow(900_000) + 100_000)
    )


def forget_setup_code(settings: Settings) -> None:
    """Set-up is done: the code opens nothing any more."""
    (settings.instance / "setup_code").unlink(missing_ok=True)


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(parents=True, exist_ok=True)
        if not (instance / "settings.toml").exists():
            (instance / "settings.toml").write_text(_FIRST_FILE, encoding="utf-8")
    except OSError as error:
        raise closed_folder(instance, error) from error


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Trouble(
            N_("The file %(file)s is not written as it should be: %(reason)s. Mend it or delete it."),
            file=path,
            reason=error,
        ) from error
    known = {field.name: field.type for field in fields(Settings) if field.name != "instance"}
    for key, value in values.items():
        if key not in known:
            raise Trouble(
                N_("The file %(file)s has a setting that Hamyar does not know: %(key)s. It knows: %(known)s."),
                file=path,
                key=key,
                known=", ".join(sorted(known)),
            )
        # bool is an int in Python; a port of `true` is a slip all the same.
        if type(value) is not known[key]:
            raise _wrong(key, value)
    return values


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in fields(Settings):
        text = environment.get(f"HAMYAR_{field.name.upper()}", "").strip()
        if not text or field.name == "instance":
            continue
        read = _READ.get(field.type)
        values[field.name] = read(field.name, text) if read else text
    if environment.get("DATABASE_URL"):
        values["database_url"] = environment["DATABASE_URL"]
    return values


def _whole_number(key: str, text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise _wrong(key, text) from error


def _yes_or_no(key: str, text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise _wrong(key, text)
    return text.lower() == "true"


# How a setting of each type is written in the environment; text stays as it is.
_READ: dict[Any, Callable[[str, str], Any]] = {int: _whole_number, bool: _yes_or_no}


def _check(settings: Settings) -> None:
    if not 1 <= settings.port <= 65535:
        raise _wrong("port", settings.port)
    if not 0 <= settings.second_port <= 65535 or settings.second_port == settings.port:
        raise _wrong("second_port", settings.second_port)
    if settings.local_name and not _HOST_NAME.fullmatch(settings.local_name):
        raise _wrong("local_name", settings.local_name)
    if not 1 <= settings.threads <= 64:
        raise _wrong("threads", settings.threads)
    if settings.keep_backups < 1:
        raise _wrong("keep_backups", settings.keep_backups)
    if len(settings.secret_key) < 32:
        raise _wrong("secret_key", "...")
    for address in settings.proxies:
        if not addresses.is_literal(address):
            raise Trouble(
                N_("trusted_proxy lists addresses such as %(example)s and no names, not %(value)s."),
                example="127.0.0.1, ::1",
                value=address,
            )
    if settings.public_address and not _is_web_address(settings.public_address):
        raise Trouble(
            N_("public_address must look like http://192.168.1.5:8080, not %(value)s."), value=settings.public_address
        )


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and not parts.query
    except ValueError:
        return False


def _wrong(key: str, value: object) -> Trouble:
    return Trouble(N_("The setting %(key)s cannot be %(value)s."), key=key, value=repr(value))


def _secret_key(path: Path) -> str:
    """The key that signs cookies. An empty or cut file (power lost while it was written) is made anew."""
    try:
        key = path.read_text().strip()
    except FileNotFoundError:
        key = ""
    return key if len(key) >= _SECRET_LENGTH else _keep_secret(path, secrets.token_hex(_SECRET_LENGTH // 2))


def _keep_secret(path: Path, text: str) -> str:
    """Write a file that only its owner can read, whole or not at all. What stands there afterwards counts."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    return path.read_text().strip()
