"""The page of the money that comes to the clinic's own cards, as the tests of it read and tap it."""

from collections.abc import Callable

from flask import Flask
from webtest import TestResponse

from hamyar.domain import groups, orders, payments, people, settling
from hamyar.kit.db import transaction
from hamyar.kit.errors import Missing
from tests.pay_world import BANK
from tests.people import WORKER, Phone

PAGE = "/clinic/payments"
COOKS, TAILORS = "gol-narges", "suzan"


def worker() -> people.Person:
    """The social worker, in an open session."""
    found = people.find_by_mobile(1, WORKER)
    assert found
    return found


def change(app: Flask, number: int, work: Callable[[payments.Payment], object]) -> None:
    """Do something with the payment of an order, whosever it is."""
    with app.app_context(), transaction():
        work(payment_of(number))


def payment_of(number: int) -> payments.Payment:
    """The payment of an order, whosever it is."""
    for slug in (COOKS, TAILORS):
        try:
            return payments.get(orders.get(groups.get(1, slug), number))
        except Missing:
            continue
    raise AssertionError(number)


def money(app: Flask, number: int) -> tuple[str, int, int]:
    """How it stands: its state, what is due and what came, in rials."""
    with app.app_context():
        one = payment_of(number)
        return one.state, one.due, one.received


def claim(payment: payments.Payment) -> None:
    """The customer says that she has paid."""
    settling.claim(payment, settling.Claim(payer_digits="4321", tracking="998877"))


def paste(phone: Phone, *amounts: int, text: str = "") -> TestResponse:
    """Paste the bank's messages about these amounts."""
    said = text or "\n\n".join(BANK.format(amount=amount) for amount in amounts)
    return phone.send(PAGE, PAGE, text=said)


def found_in(page: TestResponse) -> list[str]:
    """The numbers of the orders that one may tap on under "found"."""
    return [form["action"].rpartition("/")[2] for form in page.html.find(id="found").select("form")]


def tap(page: TestResponse, number: int, name: str, **typed: object) -> TestResponse:
    """Send the form of this move for this order."""
    at = f"{PAGE}/{number}"
    form = next(one for one in page.forms.values() if one.action == at and one["move"].value == name)
    for field, value in typed.items():
        form[field] = value
    return form.submit(expect_errors=True)
