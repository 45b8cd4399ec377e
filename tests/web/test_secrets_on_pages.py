"""A PIN or password that was typed is written into no page, whatever went wrong with its form."""

from collections.abc import Callable

from tests.people import MANAGER, PASSWORD, Phone, form_on

Phones = Callable[..., Phone]


def test_a_stale_sign_in_asks_for_the_secret_again_and_lets_her_in(phone: Phones) -> None:
    stranger = phone()
    form = form_on(stranger.get("/account/sign-in"), "/sign-in")
    form["mobile"], form["secret"] = MANAGER, PASSWORD
    form["csrf_token"] = "too old"
    page = form.submit(expect_errors=True)
    assert page.status_int == 400
    assert PASSWORD not in page.text
    assert form_on(page)["mobile"].value == MANAGER
    assert stranger.send(page, secret=PASSWORD).status_int == 303


def test_a_secret_is_not_carried_through_the_sign_in_page(phone: Phones) -> None:
    hers = phone("maryam")
    form = form_on(hers.get("/account/"), "/secret")
    form["present"], form["pin"], form["pin_again"] = "4826", "739182", "739182"
    form.submit()
    page = form.submit(expect_errors=True)
    assert "739182" not in page.text
