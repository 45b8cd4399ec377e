"""Who may open the clinic's pages."""

from collections.abc import Callable

import pytest

from tests.people import Phone

Phones = Callable[..., Phone]
PAGES = (
    "/clinic/",
    "/clinic/groups",
    "/clinic/new-group",
    "/clinic/groups/gol-narges",
    "/clinic/groups/gol-narges/edit",
    "/clinic/people",
    "/clinic/people/new",
    "/clinic/people/3",
    "/clinic/people/3/edit",
    "/clinic/orders",
    "/clinic/telephone-order",
    "/clinic/resends",
    "/clinic/journal",
    "/clinic/payments",
)
MANAGERS = ("/clinic/staff", "/clinic/staff/new", "/clinic/settings", "/clinic/people/1", "/clinic/people/1/edit")


@pytest.mark.parametrize("page", PAGES + MANAGERS)
def test_a_stranger_is_asked_who_she_is(phone: Phones, page: str) -> None:
    assert "/account/sign-in" in phone().get(page).location


@pytest.mark.parametrize("page", PAGES + MANAGERS)
def test_a_member_has_no_business_here(phone: Phones, page: str) -> None:
    phone("maryam").get(page, status=403)


@pytest.mark.parametrize("page", PAGES)
def test_staff_work_here(phone: Phones, page: str) -> None:
    for who in ("worker", "manager"):
        phone(who).get(page, status=200)


@pytest.mark.parametrize("page", MANAGERS)
def test_some_pages_are_the_managers_alone(phone: Phones, page: str) -> None:
    phone("worker").get(page, status=403)
    phone("manager").get(page, status=200)


@pytest.mark.parametrize(
    "page",
    ["/", "/g/gol-narges", "/account/sign-in", "/account/card/x", "/search?q=%D8%AA%D8%B1%D8%B4%DB%8C", "/health"],
)
def test_no_public_page_names_a_woman(phone: Phones, page: str) -> None:
    shown = phone().get(page, expect_errors=True).html
    for box in shown.select("input"):
        box.decompose()  # what was searched for stands in it
    for link in shown.select(".top-link"):
        link.decompose()
    for name in ("احمدی", "کریمی", "صادقی", "مددی", "مدیری", "زهرا", "لیلا"):
        assert name not in shown.get_text()


@pytest.mark.parametrize(
    "page", ["/clinic/people/999", "/clinic/people/99999999999999999999", "/clinic/groups/nobody", "/clinic/people/x"]
)
def test_what_is_not_there_is_a_kind_404(phone: Phones, page: str) -> None:
    phone("manager").get(page, status=404)
