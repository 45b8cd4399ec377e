"""From the basket to the orders: all or none, once, at the prices she saw, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from webtest import TestResponse

from tests.lunch import choose_first
from tests.people import CUSTOMER, Phone, World, form_on


@pytest.fixture
def ready(phone: Callable[..., Phone], world: World) -> Phone:
    """A phone with two jars in its basket."""
    browser = phone()
    browser.send(f"/p/{world.jar}", "/basket/put", quantity="2")
    return browser


def _filled(browser: Phone, **other: str) -> Any:
    form = form_on(browser.get("/checkout"), "/checkout")
    for name, value in {"name": "زهرا", "mobile": CUSTOMER, "note": "بعدازظهر", **other}.items():
        form[name].force_value(value)
    return form


def test_one_order_for_each_group(ready: Phone, world: World, ask: Any) -> None:
    ready.send(f"/p/{world.dress}", "/basket/put")
    page = _filled(ready).submit(status=303).follow()
    assert ask("select count(*) from orders") == 2
    assert ask("select count(distinct checkout) from orders") == 1
    assert ask("select stock from variants where price = 1250000") == 8
    assert "سوزن طلایی" in page.html.find(id="siblings").parent.text
    assert "سبد شما خالی است" in ready.get("/basket")


def test_mobile_may_be_typed_in_any_way(ready: Phone, ask: Any) -> None:
    _filled(ready, mobile="+۹۸ ۹۳۵ ١٢٣ 4567").submit(status=303)
    assert ask("select mobile from orders") == "+989351234567"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "   "),
        ("name", "\u202e\u200f\x00"),
        ("name", "ن" * 61),
        ("name", "x" * 1_000_000),
        ("mobile", ""),
        ("mobile", "0912"),
        ("mobile", "02133445566"),
        ("mobile", "\x00\u202e"),
        ("note", "ب" * 501),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_the_rest_is_kept(
    ready: Phone, ask: Any, field: str, typed: str
) -> None:
    answer = _filled(ready, **{field: typed}).submit(status=422)
    assert answer.html.find(id=f"{field}-error")
    other = "mobile" if field == "name" else "name"
    assert answer.html.find(id=other)["value"] in (CUSTOMER, "زهرا")
    if typed.isalnum():
        shown = answer.html.find(id=field)
        assert typed.startswith((shown.get("value") or shown.text.strip())[:50])
    assert ask("select count(*) from orders") == 0


def test_hostile_letters_are_stored_clean(ready: Phone, ask: Any) -> None:
    _filled(ready, name="زهرا\u202e\x00 كريمي").submit(status=303)
    assert ask("select name from orders") == "زهرا کریمی"


def test_markup_in_a_name_stays_text(ready: Phone) -> None:
    page = _filled(ready, name="<script>alert(1)</script>", note="<b>x</b>").submit(status=303).follow()
    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page


def test_changed_price_is_asked_and_never_ordered_unseen(ready: Phone, change: Any, ask: Any) -> None:
    form = _filled(ready)
    change("update variants set price = 1300000 where price = 1250000")
    answer = form.submit(status=422)
    assert "قیمت بالا رفته است" in answer
    assert answer.html.find(id="name")["value"] == "زهرا"
    assert ask("select count(*) from orders") == 0
    form_on(answer, "/checkout").submit(status=303)
    assert ask("select total from orders") == 2_600_000


@pytest.mark.parametrize("left", [0, 1])
def test_what_sold_out_meanwhile_is_told_and_mended_on_the_page(
    ready: Phone, world: World, change: Any, ask: Any, left: int
) -> None:
    ready.send(f"/p/{world.cake}", "/basket/put")
    form = choose_first(_filled(ready))
    change("update variants set stock = :left where price = 1250000", left=left)
    answer = form.submit(status=422)
    assert ("فقط ۱ عدد مانده" if left else "دیگر نمی‌شود این را سفارش داد") in answer
    mended = form_on(answer, "/checkout").submit("mend", status=200)
    assert mended.html.find(id="name")["value"] == "زهرا"
    form_on(mended, "/checkout").submit(status=303)
    assert ask("select sum(quantity) from order_lines") == 1 + left


def test_only_sold_out_things_lead_back_to_the_shops(ready: Phone, change: Any) -> None:
    form = _filled(ready)
    change("update variants set stock = 0 where price = 1250000")
    answer = form.submit(status=422)
    assert answer.html.find("div", "bottom-bar").find("a", href="/")


def test_the_same_again_is_asked_first(ready: Phone, world: World, ask: Any) -> None:
    _filled(ready).submit(status=303)
    ready.send(f"/p/{world.jar}", "/basket/put", quantity="2")
    answer = _filled(ready).submit(status=422)
    assert "یک بار دیگر هم می‌خواهید" in answer
    assert ask("select count(*) from orders") == 1
    form_on(answer, "/checkout").submit("again", status=303)
    assert ask("select count(*) from orders") == 2


def test_empty_basket_has_no_checkout(phone: Callable[..., Phone]) -> None:
    assert phone().get("/checkout", status=303).headers["Location"] == "/basket"


def test_what_must_be_mended_first_leads_to_the_basket(ready: Phone, change: Any) -> None:
    change("update variants set stock = 1 where price = 1250000")
    assert ready.get("/checkout", status=303).headers["Location"] == "/basket"


def test_lost_answer_is_given_again(ready: Phone, ask: Any) -> None:
    form = _filled(ready)
    first, second = form.submit(status=303), form.submit(status=303)
    assert first.headers["Location"] == second.headers["Location"]
    assert ask("select count(*) from orders") == 1


def test_altered_content_is_not_done_and_offers_to_start_anew(ready: Phone, ask: Any) -> None:
    form = _filled(ready)
    first = form.submit(status=303).headers["Location"]
    form["name"] = "پریسا"
    answer = form.submit(status=409)
    assert answer.html.find("a", href=first)
    assert form_on(answer, "/checkout")["name"].value == "پریسا"
    assert ask("select count(*) from orders") == 1
    # The basket is empty by now, so a new beginning has nothing to order, and says so.
    assert "سبد شما خالی است" in form_on(answer, "/checkout").submit(status=422)


@pytest.mark.parametrize("number", [None, "", "abc", "x" * 5000, "\x00"])
def test_form_without_its_number_does_nothing(ready: Phone, ask: Any, number: str | None) -> None:
    fields = {**dict(_filled(ready).submit_fields()), "submission": number}
    fields = {name: value for name, value in fields.items() if value is not None}
    assert "این صفحه شناخته نشد" in ready.post("/checkout", fields, status=400)
    assert ask("select count(*) from orders") == 0


def test_another_forms_number_does_nothing(ready: Phone, ask: Any) -> None:
    form = _filled(ready)
    form["submission"].force_value(form_on(ready.get("/basket"), "/basket/change")["submission"].value)
    form.submit(status=400)
    assert ask("select count(*) from orders") == 0


def test_stale_keys_lose_nothing_of_what_was_typed(ready: Phone, ask: Any) -> None:
    form = _filled(ready)
    form["csrf_token"].force_value("stale")
    answer = form.submit(status=400)
    again = form_on(answer, "/checkout")
    assert (again["name"].value, again["note"].value) == ("زهرا", "بعدازظهر")
    again.submit(status=303)
    assert ask("select count(*) from orders") == 1


def test_doubled_fields_do_no_harm(ready: Phone, ask: Any) -> None:
    fields: list[tuple[str, Any]] = [*_filled(ready).submit_fields(), ("name", "دو"), ("seal", "x")]
    answer: TestResponse = ready.post("/checkout", fields, expect_errors=True)
    assert answer.status_int in (303, 422)
    assert ask("select count(*) from orders") <= 1


def test_checkout_page_asks_few_questions(ready: Phone, statements: Any) -> None:
    ready.get("/checkout")
    assert statements(lambda: ready.get("/checkout")) <= 10
