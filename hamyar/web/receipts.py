"""Receipts: photos that a customer shows her group alone. They stand apart from the photos that anybody may see."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from flask import current_app, request, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from hamyar.domain import rations
from hamyar.kit import photos as pictures
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from hamyar.web import uploads


def store(files: Iterable[FileStorage]) -> str:
    """Write the first of these files to the disk, small and without where it was taken; its private name, or nothing.

    Slow: call it before the transaction begins. Refused: photo.*, ration.spent.
    """
    file = next(iter(uploads.chosen(files)), None)
    if file is None:
        return ""
    with transaction():
        rations.take(rations.RECEIPT, request.remote_addr or "")
    picture = pictures.read(cast(BinaryIO, file.stream))
    return pictures.store(picture, current_app.config["SETTINGS"].receipts).name


def show(name: str) -> Response:
    """The picture, for whoever has passed its door; kept by nobody on the way. Raises Missing."""
    file = pictures.widest(current_app.config["SETTINGS"].receipts, name)
    if file is None:
        raise Missing("receipt")
    response = send_file(file, mimetype="image/jpeg", etag=False, conditional=False)
    response.headers["Cache-Control"] = "no-store"
    return response
