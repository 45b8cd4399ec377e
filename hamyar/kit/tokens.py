"""Things nobody can guess, and the form in which a table may keep them."""

import hashlib
import hmac
import secrets

_SECRET_BYTES = 16


def secret() -> str:
    """128 random bits as 22 characters that may stand in an address."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def fingerprint(text: str) -> str:
    """SHA-256 in hex: what a table keeps of a secret it only has to recognise. Not for passwords."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(key: str, text: str) -> str:
    """HMAC-SHA-256 in hex: what only the holder of the key can have made of this text."""
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def number(length: int) -> str:
    """Random decimal digits, the first of them not 0."""
    return str(secrets.randbelow(9 * 10 ** (length - 1)) + 10 ** (length - 1))
