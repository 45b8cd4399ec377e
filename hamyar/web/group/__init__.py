"""The room of one group: its members, and the staff who help them. Every address in it begins with the group's."""

from typing import Any

from flask import Blueprint, g

from hamyar.domain import moves, online
from hamyar.web import access, closed_days, pay_words
from hamyar.web.group import (
    agreements,
    days,
    first,
    handing_over,
    home,
    orders,
    papers,
    parcels,
    pasted,
    pay_terms,
    payments,
    photos,
    products,
    requests,
    saying,
    sell,
    share_card,
    shop,
    telephone,
    telling,
)

room = Blueprint("group", __name__, url_prefix="/group/<slug>")
room.before_request(access.signed_in)
room.before_request(access.in_group)


@room.url_value_preprocessor
def take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """The views need no slug: the door has found the group by it."""
    g.slug = values.pop("slug") if values else None


@room.url_defaults
def give_slug(_endpoint: str, values: dict[str, Any]) -> None:
    """Inside the room a link stays with its group."""
    if "slug" not in values and g.get("group") is not None:
        values["slug"] = g.group.slug


@room.context_processor
def about_a_card() -> dict[str, Any]:
    """What the parts of an order may be told besides the order; a view that has something to tell passes it.

    `known`: the newest order the phone has seen; `done`: the move just worked; `problem`, `tried`, `typed...`: not;
    `parcel`: the form of the post's number as it was typed.
    """
    nothing = {
        "known": None,
        "done": False,
        "problem": "",
        "tried": "",
        "typed": "",
        "typed_why": "",
        "typed_amount": "",
    }
    return nothing | {"with_undo": False, "with_prices": False, "parcel": None}


@room.context_processor
def about_moves() -> dict[str, Any]:
    """The pages draw an order's buttons from the table of moves, with the words that belong to each."""
    return {
        "open_to": moves.open_to,
        "can_undo": moves.can_undo,
        "words_of": saying.MOVES,
        "happened": saying.happened,
        "asked_by_customers": agreements.asked_by_customers,
        "closing_of": closed_days.of,
        "payment_of": payments.of,
        "paid_online": online.paid,
        "pay_moves": payments.open_moves,
        "pay_words_of": pay_words.MOVES,
        "pay_move_at": "group.payments.move",
        "parcel_of": parcels.form_of,
        "may_lead": lambda: access.leads(g.group, g.person),
    }


for page in (
    papers,
    home,
    orders,
    telephone,
    pasted,
    sell,
    first,
    photos,
    products,
    share_card,
    shop,
    days,
    telling,
    agreements,
    payments,
    handing_over,
    pay_terms,
    parcels,
    requests,
):
    room.register_blueprint(page.bp)
