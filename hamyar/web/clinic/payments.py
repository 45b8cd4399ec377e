"""The money that customers of all groups pay to the clinic's own cards: what waits, what came, what goes back.

What is paid in other ways stands on the groups' own pages.
"""

from flask import Blueprint, flash, g, url_for
from werkzeug.wrappers import Response

from hamyar.domain import paying, payments
from hamyar.kit.errors import Refused
from hamyar.web import answers, asked, bank_messages, pay_moves, pay_words, problems, submissions
from hamyar.web.bank_messages import PasteForm
from hamyar.web.pay_moves import LIST, MoveForm

bp = Blueprint("payments", __name__)


@bp.context_processor
def about_moves() -> dict[str, object]:
    """The buttons of a payment are drawn from the table of moves, with the words that belong to each."""
    return {
        "open_to": lambda _order: [],
        "pay_moves": lambda payment: pay_moves.open_to(payment, leads=True),
        "pay_words_of": pay_words.MOVES,
        "pay_move_at": "clinic.payments.move",
        "may_lead": lambda: True,
    }


@bp.get("/payments")
def index() -> Response:
    """What waits; and where messages were pasted, what was found in them."""
    return _page(PasteForm())


@bp.post("/payments")
def paste() -> Response:
    """Read the bank's messages and look for their orders. Nothing is booked by that, and the text is kept nowhere."""
    form = PasteForm()
    told = bank_messages.read(form, g.clinic)
    if told is None:
        return _page(form, 422)
    return answers.go(url_for("clinic.payments.index", _anchor="found", **told))


@bp.post("/payments/<int(max=999999999):number>")
def move(number: int) -> Response:
    """One tap. Whoever comes second is told so, and nothing is counted twice; the pasted messages stay before her."""
    payments.get_at(g.clinic, number)
    form = MoveForm()
    try:
        pay_moves.chosen(form)
        if not form.validate():
            return _refusal(form.trouble, tried_on=number, **form.typed)
        address = submissions.once(lambda: _made(number, form))
    except Refused as no:
        # Where it stands otherwise by now, the sum she meant may be booked already: it is not offered once more.
        tried = {} if no.key == "pay.late" else {"tried_on": number, **form.typed}
        return _refusal(problems.say(no), **tried)
    flash(pay_moves.happened(payments.get_at(g.clinic, number)), "good")
    return answers.go(address)


def _made(number: int, form: MoveForm) -> str:
    pay_moves.make(payments.get_at(g.clinic, number), form)
    return url_for("clinic.payments.index", came=bank_messages.carried() or None)


def _refusal(problem: str, **tried: object) -> Response:
    """The page as it is now, with the sentence that says why the tap did nothing."""
    return _page(PasteForm(), 422, problem=problem, **tried)


def _page(form: PasteForm, status: int = 200, **what: object) -> Response:
    nothing = {"problem": "", "tried_on": 0, "tried": "", "typed": "", "typed_why": "", "typed_amount": ""}
    facts = {
        "form": form,
        "most": payments.MOST_LISTED,
        "cards": paying.cards_of(g.clinic.id, None),
        "waiting": payments.waiting(g.clinic),
        "owed_back": payments.to_give_back(g.clinic),
        "found": bank_messages.found(g.clinic),
        "came": bank_messages.carried(),
        "went": asked.number("went") or 0,
        "place": LIST,
    }
    return answers.page("clinic/payments.html", status, **facts, **(nothing | what))
