"""The font comes late: a page is set in the phone's own letters until the font is in the browser's store.

`static/js/letters.js` fetches it when nothing else waits for the line and says so with a cookie; only then do pages ask
for it. So no first visit pays for it, no page waits for it, and no text moves when it arrives.
"""

from flask import Flask, g, request
from markupsafe import Markup

from hamyar.web import language

_COOKIE = "letters"


def install(app: Flask) -> None:
    """Let every page say what it is set in."""
    app.jinja_env.globals["letters"] = chosen


def chosen() -> Markup:
    """The attribute of the root element for this visitor."""
    return Markup(g.holes.letters()) if g.get("holes") is not None else Markup(own())


def own() -> str:
    """The same while a kept page is filled. The font has the letters of Persian alone."""
    return ' class="lettered"' if language.current() == "fa" and request.cookies.get(_COOKIE) else ""
