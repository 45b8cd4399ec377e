"""Photos from phones: made small and clean before the transaction, kept in it."""

from collections.abc import Iterable
from typing import BinaryIO, cast

from flask import current_app
from werkzeug.datastructures import FileStorage

from hamyar.domain import photos
from hamyar.domain.photos import Photo
from hamyar.kit import photos as pictures

# The one field in any form that takes files.
FIELD = "photos"


def chosen(files: Iterable[FileStorage]) -> list[FileStorage]:
    """The files that were really chosen: browsers send an empty one for an empty field."""
    return [file for file in files if file.filename]


def store(files: Iterable[FileStorage]) -> list[pictures.Stored]:
    """Write the small pictures of these files to the disk. Slow: call it before the transaction begins.

    Refused: photo.*; what was written before a refusal is harmless, the same photo has the same name.
    """
    folder = current_app.config["SETTINGS"].photos
    return [pictures.store(pictures.read(cast(BinaryIO, file.stream)), folder) for file in files]


def keep(clinic_id: int, stored: Iterable[pictures.Stored]) -> list[Photo]:
    """The rows of stored pictures, in the same order. Call it in the transaction."""
    return [
        photos.keep(clinic_id, name=one.name, width=one.width, height=one.height, colour=one.colour, size=one.bytes)
        for one in stored
    ]
