"""What a messenger shows under a link: a title, a sentence, a picture."""

from typing import Any, NamedTuple

from flask import url_for

from hamyar.domain.photos import Photo
from hamyar.kit import letters, photos
from hamyar.web import language, links

_LOCALES = {"fa": "fa_IR", "en": "en_US"}
_LONGEST = 160


class Preview(NamedTuple):
    """The tags of one page; `url` and `image` are whole public addresses, `image` empty where there is no photo."""

    title: str
    text: str
    url: str
    locale: str
    image: str = ""
    width: int = 0
    height: int = 0


def of(title: str, text: str, photo: Photo | None, endpoint: str, **values: object) -> Preview:
    """The tags for the page at this endpoint."""
    shown = Preview(title, _short(text), links.public(endpoint, **values), _LOCALES[language.current()])
    return shown if photo is None else shown._replace(**_picture(photo))


def _picture(photo: Photo) -> dict[str, Any]:
    # Messengers cut large pictures off; the middle size is enough, and every one of them reads JPEG.
    width = photos.widths(photo.width)[:2][-1]
    path = url_for("photos.show", name=photo.name, width=width, extension="jpg")
    return {"image": links.base() + path, "width": width, "height": round(photo.height * width / photo.width)}


def _short(text: str) -> str:
    line = letters.line(text)
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + "…"
