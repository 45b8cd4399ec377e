"""Asking an address from this machine whether it is this very installation that answers there.

It proves that by sealing what it is asked, which takes its secret key. Nothing else of the answer is looked at or told.
"""

import socket
import ssl
import threading
import urllib.request
from http.client import HTTPException, HTTPMessage
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from hamyar.domain.clinics import NO_NAME, NO_WAY, OTHER, OURS, REFUSED, SILENT, TOO_SLOW, UNSAFE
from hamyar.kit import patience, tokens
from hamyar.kit.errors import Refused

PATH = "/here?ask="
_WAIT_SECONDS = 5
_MOST_BYTES = 1024
# Looking up a name and reading an answer that trickles know no limit of their own.
_PATIENCE_SECONDS = 8
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, UNSAFE),
    (TimeoutError, TOO_SLOW),
    (socket.gaierror, NO_NAME),
    (ConnectionRefusedError, REFUSED),
    (OSError, NO_WAY),
)
_asking = threading.Lock()


def proof(secret_key: str, asked: str) -> str:
    """What only this installation can answer to a question. Its key is made for nothing else."""
    return tokens.seal(tokens.seal(secret_key, "hamyar: is it here?"), asked)


def ask(address: str, secret_key: str) -> str:
    """What answers at this address: one of the words in `domain.clinics`. Takes a few seconds; opens no transaction.

    One at a time, so that the threads that answer customers are never all taken by questions. Refused: check.running.
    """
    asked = tokens.secret()
    expected = proof(secret_key, asked)
    if not _asking.acquire(blocking=False):
        raise Refused("check.running")
    try:
        return patience.within(_PATIENCE_SECONDS, lambda: _tried(address + PATH + asked, expected), TOO_SLOW, "asking")
    finally:
        _asking.release()


def _tried(url: str, expected: str) -> str:
    """What answers, or why nothing does."""
    try:
        return OURS if _answer(url) == expected else OTHER
    except HTTPError as error:
        # Something answered, but with an error or with a way to somewhere else.
        error.close()
        return OTHER
    except HTTPException:
        return OTHER
    except ValueError:
        # A name that no network knows how to write.
        return NO_NAME
    except URLError as error:
        return _reason(error.reason)
    except OSError as error:
        return _reason(error)


def _reason(error: object) -> str:
    return next((said for kind, said in _REASONS if isinstance(error, kind)), SILENT)


def _answer(url: str) -> str:
    # A proxy of the machine's own surroundings would answer in its place.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _SameHost)
    with opener.open(url, timeout=_WAIT_SECONDS) as response:
        return str(response.read(_MOST_BYTES).decode("ascii", "replace")).strip()


class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows an answer from http to https of the same name and path, as proxies send it, and nothing else."""

    max_redirections = 1

    def redirect_request(
        self, request: urllib.request.Request, file: IO[bytes], code: int, message: str, head: HTTPMessage, url: str
    ) -> urllib.request.Request | None:
        """The next question, or None: then the answer counts as it is."""
        before, after = urlsplit(request.full_url), urlsplit(url)
        is_same = (before.hostname, before.path, before.query) == (after.hostname, after.path, after.query)
        if not is_same or after.scheme != "https":
            return None
        return super().redirect_request(request, file, code, message, head, url)
