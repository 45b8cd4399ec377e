"""What she was told, newest first: the app is everybody's channel, and works without script."""

from typing import Any

from flask import Blueprint, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import groups, notices
from hamyar.domain.notices import Notice
from hamyar.kit.paging import Page
from hamyar.web import access, answers, asked, submissions, telling

bp = Blueprint("notices", __name__)
bp.before_request(access.signed_in)


@bp.get("/notices")
def index() -> Response:
    """The notices of her group; to the staff those of the clinic."""
    what: dict[str, Any] = {"page": _page(asked.number("before"))}
    if answers.is_part_asked():
        return answers.part("account/_notices.html", **what)
    return answers.page("account/notices.html", **what)


@bp.post("/notices/looked")
def look() -> Response:
    """She has seen them all, for everybody whom they concern."""
    return answers.go(submissions.once(_looked))


def _page(before: int | None) -> Page[Notice]:
    if g.person.is_staff:
        return notices.to_staff(g.person.clinic_id, before)
    group = groups.find_of(g.person)
    return notices.to_group(group, before) if group else Page([], None)


def _looked() -> str:
    telling.look(None if g.person.is_staff else groups.find_of(g.person))
    return url_for("account.notices.index")
