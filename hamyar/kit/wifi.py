"""What a wireless network is called, what opens it, and both as a phone's camera reads them."""

import re

LONGEST_NAME = 32
_PASSWORD = re.compile(r"[ -~]{8,63}|[0-9A-Fa-f]{64}")
_SPECIAL = re.compile(r'([\\;,":])')


def is_name(text: str) -> bool:
    """Whether a network may be called so: the standard counts 32 bytes, of which a Persian letter takes two."""
    return 0 < len(text.encode()) <= LONGEST_NAME and text.isprintable()


def is_password(text: str) -> bool:
    """Whether this opens a WPA network: 8 to 63 letters and signs of ASCII, or the key itself in 64 hex digits."""
    return _PASSWORD.fullmatch(text) is not None


def code(name: str, password: str, is_hidden: bool) -> str:
    """What the camera of a phone reads to join: WIFI:T:WPA;S:name;P:password;; in the form all phones know."""
    secured = [("T", "WPA"), ("S", _escaped(name)), ("P", _escaped(password))]
    parts = secured if password else [("T", "nopass"), ("S", _escaped(name))]
    parts += [("H", "true")] if is_hidden else []
    return "WIFI:" + "".join(f"{key}:{value};" for key, value in parts) + ";"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
