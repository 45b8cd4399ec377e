"""Photos of a form that is not saved yet: on the disk already, and carried from page to page in sealed hidden fields.

So a photo is never sent twice because a price was mistyped, and nobody can put in a photo that is not hers.
"""

from collections.abc import Iterable

from flask import current_app, g, jsonify, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from hamyar.domain.photos import Photo
from hamyar.domain.products import MOST_PHOTOS
from hamyar.kit import digits
from hamyar.kit import photos as stored
from hamyar.kit.errors import Refused
from hamyar.kit.photos import Stored
from hamyar.web import problems, submissions, uploads
from hamyar.web.language import gettext as _


def of_rows(rows: Iterable[Photo]) -> list[Stored]:
    """Photos from the table, in the form in which a page carries them."""
    return [Stored(row.name, row.width, row.height, row.colour, row.bytes) for row in rows]


def seal(picture: Stored) -> str:
    """One photo as the value of a hidden field, good in this group only, or for a stranger on her phone only."""
    facts = [picture.name, picture.width, picture.height, picture.colour, picture.bytes]
    return str(_sealer().dumps(facts))


def unsealed(values: Iterable[str]) -> tuple[list[Stored], list[str]]:
    """The photos of such fields, each once; and a sentence where one is not there any more, or was never ours."""
    folder = current_app.config["SETTINGS"].photos
    found: dict[str, Stored] = {}
    is_whole = True
    for value in values:
        picture = _opened(value)
        if picture and stored.path(folder, picture.name, stored.widths(picture.width)[0], "jpg"):
            found[picture.name] = picture
        else:
            is_whole = False
    return list(found.values()), [] if is_whole else [_("A photo is no longer here. Please choose it again.")]


def received(most: int = MOST_PHOTOS) -> tuple[list[Stored], list[str]]:
    """All photos of the form that was sent: those that came ahead of it, then those that came with it."""
    have, gone = unsealed(request.form.getlist("kept"))
    pictures, troubles = taken(request.files.getlist("photos"), have, most)
    return pictures, gone + troubles


def taken(files: Iterable[FileStorage], have: list[Stored], most: int = MOST_PHOTOS) -> tuple[list[Stored], list[str]]:
    """The earlier photos with the new ones after them, and a sentence for each file that could not be taken.

    Slow: call it before the transaction. One bad file does not lose the others.
    """
    pictures, troubles = {picture.name: picture for picture in have}, []
    for file in uploads.chosen(files):
        try:
            if len(pictures) >= most:
                raise Refused("photo.most", most=most)
            new = uploads.store([file])[0]
            pictures[new.name] = new
        except Refused as no:
            troubles.append(problems.say(no))
    return list(pictures.values()), list(dict.fromkeys(troubles))


def ahead() -> Response:
    """The answer to a photo that came alone, ahead of its form. Sent twice it is kept once, as its content names it.

    JSON: `kept` is what the form sends along instead of the photo; `problem` a sentence, with status 422.
    """
    pictures, troubles = taken(request.files.getlist(uploads.FIELD)[:1], [])
    return jsonify(kept=seal(pictures[0])) if pictures else problem(" ".join(troubles))


def problem(sentence: str) -> Response:
    """The same where there is nothing to keep."""
    answer = jsonify(problem=sentence)
    answer.status_code = 422
    return answer


def moved(pictures: list[Stored], act: str, typed_place: str) -> list[Stored]:
    """The photos after a tap on "first", "up" or "drop" under the one at this place."""
    place = digits.whole(typed_place[:3])
    if place is None or place >= len(pictures):
        return pictures
    rest = pictures[:place] + pictures[place + 1 :]
    if act == "drop":
        return rest
    to = {"first": 0, "up": max(0, place - 1)}.get(act, place)
    return [*rest[:to], pictures[place], *rest[to:]]


def _opened(value: str) -> Stored | None:
    try:
        return Stored(*_sealer().loads(value))
    except (BadSignature, TypeError):
        return None


def _sealer() -> URLSafeSerializer:
    group = g.get("group")
    whose = submissions.visitor() if group is None else group.id
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt=f"form-photos-{whose}")
