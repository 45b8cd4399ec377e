"""The basket of a phone without an account: filled, changed, mended, and never changed silently."""

from collections.abc import Callable
from typing import Any

import pytest

from hamyar.kit import digits, letters
from tests.people import Phone, World, form_on


def _put(phone: Phone, code: str, **fields: Any) -> Any:
    return phone.send(f"/p/{code}", "/basket/put", **fields)


def test_what_was_chosen_stands_in_the_basket_by_group(phone: Callable[..., Phone], world: World) -> None:
    browser = phone()
    assert "در سبد شماست" in _put(browser, world.jar, quantity="۲").follow()
    _put(browser, world.dress)
    page = browser.get("/basket")
    assert [part.text for part in page.html.select("section h2")] == ["گل نرگس", "سوزن طلایی"]
    assert page.html.find("p", "total").text.split()[-2:] == ["۷۵۰٬۰۰۰", "تومان"]
    assert page.html.select_one(".top .count").text == "۲"


def test_an_empty_basket_says_what_to_do(phone: Callable[..., Phone]) -> None:
    assert phone().get("/basket").html.find("div", "empty").find("a", href="/")


@pytest.mark.parametrize(
    "quantity",
    ["-1", "1.5", "1٫5", "۰", "", "abc", "999999999999999999999", "1000", "\x00", "\u202e2\u202e3x", "۱" * 100_000],
)
def test_a_strange_quantity_is_told_at_its_field_and_kept(
    phone: Callable[..., Phone], world: World, ask: Any, quantity: str
) -> None:
    browser = phone()
    page = form_on(browser.get(f"/p/{world.cake}"), "/basket/put")
    page["quantity"] = quantity
    answer = page.submit(status=422)
    assert answer.html.find("p", "error")
    kept = digits.to_ascii(answer.html.find("input", id="quantity")["value"])
    assert kept == digits.to_ascii(letters.line(quantity))[:2000]
    assert ask("select count(*) from basket_lines") == 0


def test_more_than_there_are_is_told_with_what_is_left(phone: Callable[..., Phone], world: World) -> None:
    answer = _put(phone(), world.jar, quantity="11")
    assert answer.status_int == 422
    assert "۱۰ عدد مانده" in answer.html.find("p", "error").text
    assert answer.html.find("input", id="quantity")["value"] == "۱۱"


@pytest.mark.parametrize("variant", ["999", "-5", "", "۱x", "99999999999", "\x00"])
def test_a_model_that_is_not_the_products_is_refused_at_the_field(
    phone: Callable[..., Phone], world: World, ask: Any, variant: str
) -> None:
    form = form_on(phone().get(f"/p/{world.jar}"), "/basket/put")
    form["variant"].force_value(variant)
    assert form.submit(status=422).html.find("p", "error")
    assert ask("select count(*) from basket_lines") == 0


def test_another_products_model_is_refused(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    other = ask(
        "select min(v.id) from variants v join products p on p.id = v.product_id where p.code = :code",
        code=world.hidden,
    )
    form = form_on(phone().get(f"/p/{world.jar}"), "/basket/put")
    form["variant"].force_value(str(other))
    form.submit(status=422)


def test_product_that_was_hidden_meanwhile_is_told_kindly(
    phone: Callable[..., Phone], world: World, change: Any
) -> None:
    form = form_on(phone().get(f"/p/{world.jar}"), "/basket/put")
    change("update products set is_shown = 0 where code = :code", code=world.jar)
    assert "این محصول دیگر نیست" in form.submit(status=404)


def test_product_that_never_was_leads_on(phone: Callable[..., Phone], world: World) -> None:
    form = form_on(phone().get(f"/p/{world.jar}"), "/basket/put")
    form["code"].force_value("12")
    assert form.submit(status=404).html.find("a", href="/g/gol-narges")


def test_quantity_changes_with_persian_digits(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    browser = phone()
    _put(browser, world.jar)
    browser.send("/basket", "/basket/change", quantity="۴")
    assert ask("select quantity from basket_lines") == 4


def test_htmx_gets_the_part_with_the_new_total(phone: Callable[..., Phone], world: World) -> None:
    browser = phone()
    _put(browser, world.jar)
    form = form_on(browser.get("/basket"), "/basket/change")
    form["quantity"] = "3"
    part = browser.post("/basket/change", form.submit_fields(), headers={"HX-Request": "true"})
    assert "<html" not in part
    assert "۳۷۵٬۰۰۰" in part.html.find("p", "total").text


def test_too_many_is_told_at_the_line_and_kept(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    browser = phone()
    _put(browser, world.jar)
    answer = browser.send("/basket", "/basket/change", quantity="12")
    assert answer.status_int == 422
    assert "۱۰ عدد مانده" in answer.html.find("p", "error").text
    assert answer.html.find("input", attrs={"name": "quantity"})["value"] == "۱۲"
    assert ask("select quantity from basket_lines") == 1


def test_what_was_taken_out_can_be_put_back(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    browser = phone()
    _put(browser, world.jar, quantity="3")
    form = form_on(browser.get("/basket"), "/basket/change")
    page = form.submit("remove").follow()
    assert ask("select count(*) from basket_lines") == 0
    browser.send(page, "/basket/put")
    assert ask("select quantity from basket_lines") == 3


def test_line_that_is_not_there_is_told(phone: Callable[..., Phone], world: World) -> None:
    browser = phone()
    _put(browser, world.jar)
    form = form_on(browser.get("/basket"), "/basket/change")
    form["variant"].force_value("77777")
    assert "این دیگر در سبد شما نیست" in form.submit(status=404)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("update variants set stock = 2 where price = 1250000", "فقط ۲ عدد مانده"),
        ("update variants set stock = 0 where price = 1250000", "دیگر نمی‌شود این را سفارش داد"),
        ("update variants set price = 1500000 where price = 1250000", "قیمت بالا رفته است"),
        ("update variants set price = 900000 where price = 1250000", "قیمت پایین آمده است"),
        ("update groups set is_open = 0", "دیگر نمی‌شود این را سفارش داد"),
        ("update products set is_shown = 0", "دیگر نمی‌شود این را سفارش داد"),
    ],
)
def test_every_change_is_told_at_the_line_and_mended_by_one_tap(
    phone: Callable[..., Phone], world: World, change: Any, what: str, told: str
) -> None:
    browser = phone()
    _put(browser, world.jar, quantity="3")
    change(what)
    page = browser.get("/basket")
    assert told in page.html.find("ul", "basket-lines").text
    form = form_on(page, "/basket/change")
    after = form.submit("remove" if "نمی‌شود" in told else None).follow()
    assert told not in after


def test_nothing_is_changed_silently(phone: Callable[..., Phone], world: World, change: Any, ask: Any) -> None:
    browser = phone()
    _put(browser, world.jar, quantity="3")
    change("update variants set stock = 2, price = 1300000 where price = 1250000")
    browser.get("/basket")
    assert (ask("select quantity from basket_lines"), ask("select price_seen from basket_lines")) == (3, 1_250_000)


def test_answer_lost_on_the_way_loses_nothing(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    browser = phone()
    form = form_on(browser.get(f"/p/{world.jar}"), "/basket/put")
    before = list(browser.cookiejar)
    form.submit(status=303)
    # The phone never saw the answer, nor the cookie in it.
    browser.cookiejar.clear()
    for cookie in before:
        browser.cookiejar.set_cookie(cookie)
    page = form.submit(status=303).follow()
    assert len(page.html.select(".basket-lines > li")) == 1


def test_a_second_tap_adds_nothing(phone: Callable[..., Phone], world: World, ask: Any) -> None:
    form = form_on(phone().get(f"/p/{world.jar}"), "/basket/put")
    form.submit(status=303)
    form.submit(status=303)
    assert ask("select sum(quantity) from basket_lines") == 1


def test_basket_page_asks_few_questions_however_full(
    phone: Callable[..., Phone], world: World, statements: Any
) -> None:
    browser = phone()
    _put(browser, world.jar)
    browser.get("/basket")
    few = statements(lambda: browser.get("/basket"))
    for code in (world.cake, world.dress):
        _put(browser, code)
    browser.get("/basket")
    assert statements(lambda: browser.get("/basket")) == few <= 6
