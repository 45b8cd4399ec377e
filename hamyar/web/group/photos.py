"""Photos that come alone, ahead of their form: kept on the disk, and given back as a sealed value for the form."""

from flask import Blueprint
from werkzeug.wrappers import Response

from hamyar.web import pictures

bp = Blueprint("photos", __name__)


@bp.post("/photos")
def take() -> Response:
    """Keep one photo of a product or of the shop."""
    return pictures.ahead()
