"""Every no, worded once. The lower floors raise keys; here stand the sentences, kind and with a way on."""

import logging
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, make_response, render_template, request, url_for
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from hamyar.domain import replay
from hamyar.kit import db
from hamyar.kit.errors import Busy, Forbidden, Missing, Refused
from hamyar.web import answers, filters, submissions
from hamyar.web.language import Lazy as _l
from hamyar.web.language import gettext as _
from hamyar.web.refusals import FIELD_OF, STATES, WORDS

_LOG = logging.getLogger("hamyar.problems")

# Status: title and sentence.
_PAGES = {
    400: (_l("This page was not understood"), _l("Something in it was missing or damaged. Go back and try again.")),
    403: (_l("This is not for you"), _l("You are signed in, but this page belongs to somebody else.")),
    404: (_l("There is nothing here"), _l("The address may be mistyped, or what stood here is gone.")),
    405: (_l("This page was not understood"), _l("Something in it was missing or damaged. Go back and try again.")),
    409: (_l("This was done already"), _l("You sent this before, and it arrived. It was not done a second time.")),
    413: (_l("This is too large"), _l("A photo may have up to 15 MB, and six may be sent at once.")),
    422: (_l("That did not work"), _l("Please look at it once more.")),
    429: (_l("Please wait a little"), _l("Too many tries came from here.")),
    500: (_l("Something went wrong here"), _l("It is our fault, not yours. Nothing was lost. Please try again.")),
    503: (
        _l("Busy, please try again"),
        _l("This could not be saved just now. Nothing was lost. Try again in a moment."),
    ),
}


# Where the customers' own pages stand: an address that leads to none of them has mostly lost its end on the way.
_LINKS = ("/o/", "/q/")
_CUT = _l("The link may be incomplete. Open it once more from your message, or let the clinic send it to you anew.")

_SECRETS = {
    "secret": _l("PIN or password"),
    "present": _l("Your present PIN or password"),
    "pin": _l("Your new PIN"),
    "pin_again": _l("The PIN once more"),
    "password": _l("Your new password"),
    "password_again": _l("The password once more"),
}


def install(app: Flask) -> None:
    """Answer every error in plain words."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Missing, lambda _error: answer(404))
    app.register_error_handler(Forbidden, lambda _error: answer(403))
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(replay.Altered, _altered)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(sa.exc.OperationalError, _database)
    app.register_error_handler(HTTPException, lambda error: answer(error.code or 500))
    app.register_error_handler(Exception, _unforeseen)


def say(refused: Refused, words: Mapping[str, object] = WORDS) -> str:
    """The sentence for a refusal, in the reader's language and with her digits; `words` where a page has its own."""
    facts = {name: _shown(name, value) for name, value in refused.facts.items()}
    return str(words[refused.key]) % facts


def status(refused: Refused) -> int:
    """The status of a page that says this refusal."""
    return {"form.unknown": 400, "form.others": 403, "guess.pause": 429}.get(refused.key, 422)


def note(form: FlaskForm, refused: Refused) -> FlaskForm:
    """The form with the refusal's sentence at the field it speaks of, or over all fields."""
    name = FIELD_OF.get(refused.key, "")
    if name in form:
        form[name].errors = [*form[name].errors, say(refused)]
    else:
        form.form_errors.append(say(refused))
    return form


def answer(status: int, sentence: str = "", **more: Any) -> Response:
    """A whole page for a problem, or for htmx a line at the top of the page she is on."""
    title, usual = _PAGES.get(status, _PAGES[400])
    is_cut = status == 404 and request.path.startswith(_LINKS)
    sentence = sentence or str(_CUT if is_cut else usual)
    what = {"title": str(title), "sentence": sentence, "next": more.pop("next", None) or _ways_on(is_cut=is_cut)}
    if answers.is_part_asked():
        response = make_response(render_template("problems/_line.html", **what), status)
        response.headers["HX-Retarget"] = "#flashes"
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
        return response
    return make_response(render_template("problems/problem.html", **what), status)


def again(status: int, sentence: str, number: str, first_result: str = "") -> Response:
    """What she typed, behind one button that sends it under this number. Photos and secrets she gives once more."""
    if any(file.filename for file in request.files.values()):
        sentence += " " + _("Photos are not kept here: please choose them again afterwards.")
    return make_response(
        render_template(
            "problems/again.html",
            sentence=sentence,
            action=request.path,
            keys=submissions.key_fields(str(request.endpoint), number, submissions.given_tag()),
            replaces=request.form[submissions.FIELD],
            fields=submissions.typed(),
            secrets=[(name, str(_SECRETS[name])) for name in submissions.secrets_typed()],
            button=_("Send it"),
            first_result_url=first_result or None,
        ),
        status,
    )


def _shown(name: str, fact: object) -> str:
    if name == "state":
        return str(STATES[str(fact)])
    if name == "by":
        return str(fact or _("the customer"))
    return filters.shown_digits(fact)


def _refused(refused: Refused) -> Response:
    return _marked(answer(status(refused), say(refused)), refused.key)


def _marked(response: Response, key: str) -> Response:
    """With the refusal's key, for the script that sends what waits on a phone: some it mends by itself."""
    response.headers["X-Refused"] = key
    return response


def _busy(busy: Busy) -> Response:
    _LOG.warning("%s busy: %s", g.get("request_id"), busy.key)
    if request.method == "POST" and not answers.is_part_asked() and g.get("submission_is_ours"):
        return again(503, str(WORDS[busy.key]), request.form[submissions.FIELD])
    return answer(503, str(WORDS[busy.key]))


def _altered(altered: replay.Altered) -> Response:
    sentence = _("You sent this form before, and it arrived. What you changed since then was not sent.")
    return again(409, sentence, submissions.number(str(request.endpoint)), altered.answer)


def _stale(_error: CSRFError) -> Response:
    """The keys of a form can be too old, or cookies are off: nothing was done, and nothing typed is lost."""
    said = str(WORDS["form.stale"])
    if request.endpoint is None or answers.is_part_asked() or not g.get("submission_is_ours"):
        return _marked(answer(400, said), "form.stale")
    return _marked(again(400, said, request.form[submissions.FIELD]), "form.stale")


def _database(error: sa.exc.OperationalError) -> Response:
    busy = db.as_busy(error)
    return _busy(busy) if isinstance(busy, Busy) else _unforeseen(error)


def _unforeseen(error: Exception) -> Response:
    # The error's own words may hold what somebody typed; the place where it happened does not.
    _LOG.error("%s unforeseen %s", g.get("request_id"), type(error).__name__, exc_info=_without_values(error))
    return answer(500)


def _without_values(error: Exception) -> tuple[type[Exception], Exception, Any]:
    nameless = type(error)("…") if type(error) in (ValueError, KeyError, TypeError, RuntimeError) else Exception("…")
    return type(error), nameless, error.__traceback__


def _ways_on(*, is_cut: bool) -> list[tuple[str, str]]:
    home = (_("To the first page"), "/account/home" if g.get("person") else "/")
    if not is_cut:
        return [home]
    clinic = g.get("clinic")
    call = [(_("Call the clinic"), f"tel:{clinic.phone}")] if clinic and clinic.phone else []
    return [(_("Send me my orders again"), url_for("shop.resend.show")), *call, home]
