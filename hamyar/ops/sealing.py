"""Keys of providers and bots, as a table may keep them: locked with the installation's own secret.

The secret stands in a file beside the database, and in every whole backup. A key that was locked under another secret
cannot be opened any more; then somebody types it in again.
"""

import base64
import hashlib
from typing import TYPE_CHECKING

from hamyar.kit.errors import Refused

if TYPE_CHECKING:
    from nacl.secret import SecretBox

_PURPOSE = "hamyar: keys of channels|"


def lock(secret_key: str, text: str) -> str:
    """The text as only this installation can read it. Refused: sealing.missing where the machine lacks the library."""
    return base64.b64encode(_box(secret_key).encrypt(text.encode())).decode()


def unlock(secret_key: str, sealed: str) -> str | None:
    """What was locked; None where it was locked under another secret, is damaged, or this machine lacks the library."""
    try:
        from nacl.exceptions import CryptoError
    except ImportError:
        return None
    try:
        return _box(secret_key).decrypt(base64.b64decode(sealed)).decode()
    except (CryptoError, ValueError):
        return None


def _box(secret_key: str) -> "SecretBox":
    try:
        # Imported here: 5 MB that only a clinic with a provider needs, and 32-bit machines get no ready-made one.
        from nacl.secret import SecretBox
    except ImportError as error:
        raise Refused("sealing.missing") from error
    return SecretBox(hashlib.sha256((_PURPOSE + secret_key).encode()).digest())
