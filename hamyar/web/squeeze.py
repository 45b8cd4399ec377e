"""HTML and words travel compressed to whoever can read them so; kept pages and static files are compressed already."""

import gzip

from flask import Flask, request
from werkzeug.wrappers import Response

_WORTH_IT = 700
_LEVEL = 6
_TEXTS = ("text/html", "text/javascript")


def install(app: Flask) -> None:
    """Compress what is left to compress, last of all."""
    app.after_request(_squeeze)


def _squeeze(response: Response) -> Response:
    if not _can_be_squeezed(response):
        return response
    response.set_data(gzip.compress(response.get_data(), _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _can_be_squeezed(response: Response) -> bool:
    return (
        response.mimetype in _TEXTS
        and "Content-Encoding" not in response.headers
        and not response.direct_passthrough
        and "gzip" in request.headers.get("Accept-Encoding", "")
        and len(response.get_data()) >= _WORTH_IT
    )
