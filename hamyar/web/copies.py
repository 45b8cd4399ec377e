"""Which pages a phone may keep for times without network, and whose they are: a header that static/js/sw.js reads.

The program's pages say `no-store`, which is meant for caches that know nobody: a browser's, which shows pages again to
whoever presses Back, and a proxy's. The worker's copies are kept all the same, because it knows what those cannot:
whose a page is, and when she has signed out.
"""

from flask import current_app, g, request
from werkzeug.wrappers import Response

from hamyar.kit import tokens
from hamyar.web import access, answers

HEADER = "X-Hamyar-Copy"
# A page that is the same whoever is signed in.
VISITORS = "visitors"
# Nobody is signed in, or only on a phone that others use too: her copies are to go, and no new ones are made.
NOBODY = "nobody"

_OF_VISITORS = ("shop.", "outbox.waiting")
_OF_HERS = ("account.", "group.", "clinic.")
# Around signing in: nothing to read later, and some of it is secret.
_KEPT_BY_NONE = ("account.card.", "account.setup.", "account.sign_in.", "account.switch.", "account.today.")


def mark(response: Response) -> None:
    """Say whose page this is. Nothing is said over plain http, where browsers have no worker."""
    is_page = request.method == "GET" and response.mimetype == "text/html" and not answers.is_part_asked()
    owner = _owner(request.endpoint or "") if request.is_secure and is_page else ""
    if owner:
        response.headers[HEADER] = owner


def _owner(endpoint: str) -> str:
    """Whose page stands at this endpoint; empty where it is not to be kept, and says nothing of who is here."""
    if endpoint.startswith(_OF_VISITORS):
        return VISITORS
    if not endpoint.startswith(_OF_HERS):
        return ""
    if g.get("signed_in_on") != "own":
        return NOBODY
    return "" if endpoint.startswith(_KEPT_BY_NONE) else _her_name()


def _her_name() -> str:
    """A name for this one session, which tells nothing of her and is another when she signs in again."""
    seat = request.cookies.get(access.COOKIE, "")
    return tokens.seal(str(current_app.config["SECRET_KEY"]), f"copies|{seat}")[:16]
