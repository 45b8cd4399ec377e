"""The customer's own page of her order, behind a link that only she has."""

from typing import Any

from flask import Blueprint, flash, g, request, url_for
from werkzeug.wrappers import Response

from hamyar.domain import agreements, delivery, moves, online, orders, payments, placing, requests, standing
from hamyar.domain.baskets import Basket
from hamyar.domain.delivery import Way
from hamyar.domain.orders import Order
from hamyar.domain.paying import ONLINE
from hamyar.domain.payments import CLAIMED, Payment
from hamyar.domain.requests import Request
from hamyar.kit import letters
from hamyar.kit.errors import Refused
from hamyar.web import answers, baskets_kept, closed_days, filters, links, submissions
from hamyar.web.language import gettext as _
from hamyar.web.shop import basket as basket_page

bp = Blueprint("tracking", __name__)


@bp.get("/o/<secret>")
def show(secret: str) -> Response:
    """Where the order stands and what comes next. A page that stays open asks by itself whether that is old."""
    if not answers.is_part_asked():
        return _shown(_get(secret))
    if request.args.get("seen") == standing.mark(g.clinic.id, letters.line(secret)):
        return Response(status=204)
    return answers.part("shop/_news.html", is_late=False, **_about(_get(secret)))


@bp.post("/o/<secret>/cancel")
def cancel(secret: str) -> Response:
    """She does not want it any more; possible until the group has accepted it."""
    order = _get(secret)
    address = url_for("shop.tracking.show", secret=order.secret)

    def work() -> str:
        moves.make(order, "cancel", by=None)
        return address

    try:
        submissions.once(work)
    except Refused:
        return _shown(_get(secret), 422, is_late=True)
    return answers.go(address)


@bp.post("/o/<secret>/again")
def again(secret: str) -> Response:
    """Put the same things into the basket, and say what can no longer be had."""
    order = _get(secret)
    address = submissions.once(lambda: _refill(order))
    basket_page.keep_if_lost(lambda: _refill(order))
    basket = baskets_kept.find()
    missing = _not_in(basket, order) if basket else []
    if missing:
        names = _(", ").join(missing)
        flash(_("This can no longer be had, or not so many: %(names)s.") % {"names": names}, "warn")
    if len(missing) < len(order.goods):
        flash(_("The rest of your order is in the basket.") if missing else _("It is all in your basket."), "good")
    return answers.go(address)


def _refill(order: Order) -> str:
    placing.refill(baskets_kept.open_one(), order)
    return url_for("shop.basket.show")


def _not_in(basket: Basket, order: Order) -> list[str]:
    held = {line.variant_id: line.quantity for line in basket.lines}
    return [line.product_name for line in order.goods if held.get(line.variant_id or 0, 0) < line.quantity]


def _get(secret: str) -> Order:
    return orders.by_secret(g.clinic.id, letters.line(secret))


def _shown(order: Order, status: int = 200, *, is_late: bool = False) -> Response:
    address = links.public("shop.tracking.show", secret=order.secret)
    asked = requests.find_of(order)
    number = filters.shown_digits(order.number)
    text = _("My order %(number)s from “%(group)s”:") % {"number": number, "group": order.group.name}
    return answers.page(
        "shop/order.html",
        status,
        **_about(order),
        asked=asked,
        anew=_anew(order, asked),
        siblings=orders.siblings(order),
        address=address,
        sms_url=links.sms(order.mobile, f"{text}\n{address}"),
        is_late=is_late,
    )


def _about(order: Order) -> dict[str, Any]:
    payment = payments.of(order)
    return {
        "order": order,
        "payment": payment,
        "pay_try": online.unknown(payment) if payment and payment.way == ONLINE else None,
        "when": order.due,
        "pickup": _pickup(order),
        "asks": agreements.of(order),
        "closing": closed_days.of(order),
        "stands": standing.mark(order.clinic_id, order.secret) if _may_change(order, payment) else "",
    }


def _may_change(order: Order, payment: Payment | None) -> bool:
    """Whether something can still happen to it by itself: a step, or with money of hers."""
    is_about_money = payment is not None and (payment.state == CLAIMED or payment.to_give_back > 0)
    return order.is_open or is_about_money


def _anew(order: Order, asked: Request | None) -> str:
    """Where she asks for the like of what was agreed upon; empty where that is not to be had, or is no such order."""
    if order.channel != orders.BY_QUOTE:
        return ""
    if asked and asked.product and asked.product.is_public:
        return url_for("shop.asking.new", code=asked.product.code)
    takes_any = order.group.is_open and order.group.takes_requests
    return url_for("shop.asking.new_of_group", slug=order.group.slug) if takes_any else ""


def _pickup(order: Order) -> Way | None:
    """Where she fetches it, as the group says it now."""
    if order.delivery != delivery.PICKUP:
        return None
    return next((way for way in delivery.of(order.group) if way.kind == delivery.PICKUP), None)
