"""The stored photos, for anybody who has the address: their names are hashes that nobody can guess."""

from flask import Blueprint, abort, current_app, request, send_file
from werkzeug.wrappers import Response

from hamyar.kit import photos

bp = Blueprint("photos", __name__)
bp.add_app_template_global(photos.widths, "photo_widths")

_YEAR = 365 * 24 * 3600
# Python before 3.13 does not know WebP.
_TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@bp.get("/photos/<string:name>-<int:width>.<any(webp, jpg):extension>")
def show(name: str, width: int, extension: str) -> Response:
    """One file of a picture. It never changes, so a browser may keep it for a year without asking again.

    A phone that asks to be spared data (`Save-Data`) gets the next smaller one.
    """
    folder = current_app.config["SETTINGS"].photos
    file = photos.path(folder, name, width, extension)
    if file is None:
        abort(404)
    if request.headers.get("Save-Data", "").lower() == "on":
        file = photos.smaller(folder, name, width, extension) or file
    response = send_file(file, mimetype=_TYPES[extension], etag=file.name, max_age=_YEAR)
    response.cache_control.immutable = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.vary.add("Save-Data")
    return response
