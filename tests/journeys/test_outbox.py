"""What offline.md promises, in a real browser on plain http under a name: no secure context, and a wire that fails."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hamyar.domain import catalogue, groups, orders, people, products, sessions
from hamyar.kit.db import db, transaction
from hamyar.ops.settings import Settings
from tests.journeys.conftest import FLAGS, PHONE, chromium
from tests.journeys.wire import LOSE_ANSWER, REFUSE, RESET, Wire
from tests.people import MANAGER, MARYAM, PASSWORD, PIN, World

pytestmark = pytest.mark.journey

COUNT = "select count(*) from orders"
FORBIDDEN = """
    Object.defineProperty(window, 'indexedDB', {get: () => ({open() { throw new Error('no'); }})});
"""
TWENTY_COPIES = """() => {
    const form = document.querySelector('form[data-outbox]');
    const send = () => fetch('/checkout', {method: 'POST', body: new FormData(form), headers: {'X-Outbox': '1'}});
    return Promise.all(Array.from({length: 20}, () => send().then(answer => answer.headers.get('X-Go'))));
}"""
IS_IN_SIGHT = """one => { const box = one.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight; }"""
MY_WORDS = "بی‌زحمت کم‌نمک باشد"


def count(app: Flask, query: str = COUNT) -> int:
    with app.app_context():
        return int(db.session.execute(db.text(query)).scalar_one())


def to_checkout(page: Page, wire: Wire, world: World) -> None:
    """A jar in the basket, and the checkout filled in."""
    page.goto(f"{wire.url}/p/{world.jar}")
    assert page.evaluate("window.isSecureContext") is False
    page.locator("form[action='/basket/put'] .bottom-bar button").click()
    page.wait_for_url("**/basket")
    page.goto(f"{wire.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("۰۹۳۵۱۲۳۴۵۶۷")
    page.locator("[name=note]").fill(MY_WORDS)


def order_it(page: Page) -> None:
    page.locator(".bottom-bar button").click()


def test_answer_lost_after_the_work_was_done_makes_one_order_and_leads_to_it(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode, wire.only = LOSE_ANSWER, "POST "
    order_it(page)
    expect(page.locator("[data-outbox-note]")).to_contain_text("در همین گوشی نگه داشته شد")
    assert count(app) == 1
    wire.mode = "pass"
    page.wait_for_url("**/o/*")
    assert count(app) == 1
    expect(page.locator("main")).to_contain_text(MY_WORDS)


def test_twenty_copies_at_the_same_moment_make_one_order_and_get_one_answer(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    answers = page.evaluate(TWENTY_COPIES)
    assert len(answers) == 20
    assert set(answers) == {answers[0]}
    assert answers[0].startswith("/o/")
    assert count(app) == 1


def test_two_quick_taps_make_one_order(app: Flask, wire: Wire, phone: Callable[..., Page], world: World) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.locator(".bottom-bar button").dblclick()
    page.wait_for_url("**/o/*")
    assert count(app) == 1
    assert len(wire.sent("POST /checkout")) == 1


@pytest.mark.parametrize("fault", ["reset", "slow"])
def test_a_line_that_breaks_or_crawls_makes_one_order(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World, fault: str
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    if fault == "slow":
        wire.delay = 2
    else:
        wire.mode, wire.only = RESET, "POST "
    order_it(page)
    if fault == "reset":
        expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته شد")
        assert count(app) == 0
        wire.mode = "pass"
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_a_phone_that_dies_while_it_sends_remembers(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.delay = 3
    order_it(page)
    page.wait_for_timeout(700)
    page.close()
    assert count(app) == 0
    wire.delay = 0
    revived = page.context.new_page()
    revived.goto(f"{wire.url}/g/gol-narges")
    expect(revived.locator("#outbox")).to_contain_text("فرستاده شد", timeout=15_000)
    # The first try was only slow; it arrives as well.
    revived.wait_for_timeout(3000)
    assert [one.is_answered for one in wire.sent("POST /checkout")].count(True) >= 1
    assert count(app) == 1


def test_keys_of_yesterday_are_renewed_without_a_word(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.evaluate("document.querySelector('form[data-outbox] [name=csrf_token]').value = 'yesterday'")
    page.evaluate(
        """() => new MutationObserver(() => {
            if (document.querySelector('[data-outbox-note]')) { localStorage.setItem('said', 'something'); }
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    order_it(page)
    page.wait_for_url("**/o/*")
    assert page.evaluate("localStorage.getItem('said')") is None
    assert count(app) == 1


def test_a_machine_that_can_save_nothing_just_now_is_asked_again(
    app: Flask, settings: Settings, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    with closing(sqlite3.connect(str(settings.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        order_it(page)
        expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته شد", timeout=20_000)
        expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
        other.execute("ROLLBACK")
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_without_script_a_lost_answer_is_asked_for_again_by_the_browser(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone(java_script_enabled=False)
    page.goto(f"{wire.url}/p/{world.jar}")
    page.locator("form[action='/basket/put'] .bottom-bar button").click()
    page.goto(f"{wire.url}/checkout")
    page.locator("[name=name]").fill("پریسا")
    page.locator("[name=mobile]").fill("۰۹۳۵۱۲۳۴۵۶۷")
    wire.mode, wire.only = LOSE_ANSWER, "POST "
    order_it(page)
    page.wait_for_url("chrome-error://**")
    assert count(app) == 1
    wire.mode = "pass"
    page.reload()
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_filled_in_without_network_it_goes_the_next_day_from_a_browser_opened_anew(
    app: Flask, wire: Wire, world: World, tmp_path: Path, browser: Browser
) -> None:
    playwright = browser.browser_type
    options = {"executable_path": chromium(), "args": FLAGS, "viewport": PHONE, "locale": "fa-IR"}
    yesterday = playwright.launch_persistent_context(tmp_path / "phone", **options)  # type: ignore[arg-type]
    page = yesterday.pages[0]
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    yesterday.close()
    assert count(app) == 0
    wire.mode = "pass"
    today = playwright.launch_persistent_context(tmp_path / "phone", **options)  # type: ignore[arg-type]
    page = today.pages[0]
    page.goto(f"{wire.url}/g/gol-narges")
    bar = page.locator("#outbox")
    expect(bar).to_contain_text("فرستاده شد", timeout=15_000)
    assert count(app) == 1
    bar.get_by_text("ببینید").click()
    page.wait_for_url("**/o/*")
    expect(page.locator("main")).to_contain_text(MY_WORDS)
    today.close()
    with app.app_context():
        order = db.session.scalars(db.select(orders.Order)).one()
        assert (order.name, order.mobile, order.note) == ("پریسا", "+989351234567", MY_WORDS)
        assert [(line.product_name, line.quantity) for line in order.lines] == [("ترشی لیته", 1)]


def test_what_a_strange_network_answers_in_our_place_is_no_answer(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    page.route("**/checkout", lambda route: route.fulfill(status=200, body="<h1>Pay for this Wi-Fi</h1>"))
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    page.unroute("**/checkout")
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_a_price_that_changed_while_it_waited_is_asked_and_not_ordered(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    with app.app_context(), transaction():
        cooks, maryam = groups.get(1, "gol-narges"), people.find_by_mobile(1, MARYAM)
        assert maryam
        product = products.get(cooks, world.jar)
        one = product.variants[0]
        catalogue.change(
            product,
            catalogue.Description("ترشی لیته", unit="jar"),
            [catalogue.Offer("", 2_000_000, one.stock, one.stock, one.id)],
            [],
            maryam,
        )
    wire.mode = "pass"
    page.evaluate("window.dispatchEvent(new Event('online'))")
    bar = page.locator("#outbox")
    expect(bar).to_contain_text("پذیرفته نشد")
    assert count(app) == 0
    bar.get_by_text("نگاهش کنید").click()
    expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
    expect(page.locator("main")).to_contain_text("۲۰۰٬۰۰۰")
    order_it(page)
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_what_waits_is_listed_without_network_and_can_be_thrown_away(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    page.locator("#outbox [data-show-waiting]").click()
    view = page.locator("#waiting-view")
    expect(view).to_contain_text("سفارش شما")
    view.get_by_text("دور بینداز", exact=True).first.click()
    view.get_by_text("بله، دور بینداز").click()
    expect(view).to_contain_text("چیزی منتظر نیست")
    page.go_back()
    expect(page.locator("[name=note]")).to_be_visible()
    wire.mode = "pass"
    page.goto(f"{wire.url}/waiting")
    expect(page.locator("main")).to_contain_text("چیزی منتظر نیست")
    time.sleep(1)
    assert count(app) == 0


def test_where_nothing_can_be_kept_it_says_so_at_once_and_keeps_the_form(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone()
    page.add_init_script(FORBIDDEN)
    to_checkout(page, wire, world)
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("[data-outbox-note]")).to_contain_text("نگه داشته هم نشده")
    expect(page.locator("[name=note]")).to_have_value(MY_WORDS)
    wire.mode = "pass"
    order_it(page)
    page.wait_for_url("**/o/*")
    assert count(app) == 1


def test_a_session_that_ended_while_it_waited_wants_a_sign_in_and_another_woman_cannot_send_it(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.locator("[name='offers-0-price']").fill("۹۰۰۰۰")
    page.locator("[name='offers-0-stock']").fill("۴")
    wire.mode = REFUSE
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    with app.app_context(), transaction():
        sessions.end(world.seats["maryam"])
    # Away from the page before the network is back: what waits there would otherwise be tried just now.
    page.goto("about:blank")
    wire.mode = "pass"
    page.goto(f"{wire.url}/g/gol-narges")
    expect(page.locator("#outbox")).to_contain_text("وارد شوید")
    made = "select count(*) from products where name = 'مربای گل'"
    page.context.add_cookies([{"name": "hamyar_seat", "value": world.seats["zahra"], "url": wire.url}])
    page.goto(f"{wire.url}/group/gol-narges/")
    expect(page.locator("#outbox")).to_contain_text("شخص دیگری")
    assert count(app, made) == 0
    page.context.clear_cookies(name="hamyar_seat")
    page.goto(f"{wire.url}/account/sign-in")
    page.locator("[name=mobile]").fill(MARYAM.replace("+98", "0"))
    page.locator("[name=secret]").fill("4826")
    order_it(page)
    expect(page.locator("#outbox")).to_contain_text("فرستاده شد", timeout=15_000)
    assert count(app, made) == 1


def test_a_form_carried_through_the_sign_in_is_sent_by_its_button(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("manager")
    page.goto(f"{wire.url}/clinic/settings")
    page.locator("[name=city]").fill("ری")
    with app.app_context(), transaction():
        sessions.end(world.seats["manager"])
    order_it(page)
    page.locator("[name=mobile]").fill(MANAGER.replace("+98", "0"))
    page.locator("[name=secret]").fill(PASSWORD)
    order_it(page)
    page.get_by_role("button", name="بفرست").click()
    page.wait_for_url("**/clinic/settings")
    assert count(app, "select count(*) from clinics where city = 'ری'") == 1


def test_a_pin_is_never_kept_on_the_phone(wire: Wire, phone: Callable[..., Page]) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/account/")
    page.locator("details summary").first.click()
    for name, typed in (("present", PIN), ("pin", "7391"), ("pin_again", "7391")):
        page.locator(f"[name={name}]").fill(typed)
    form = page.locator("form[action='/account/secret']")
    form.locator("[name=csrf_token]").evaluate("one => { one.value = 'yesterday'; }")
    form.locator("button").click()
    page.locator("#again-present").fill(PIN)
    wire.mode = REFUSE
    page.get_by_role("button", name="بفرست").click()
    page.wait_for_timeout(1000)
    wire.mode = "pass"
    page.goto(f"{wire.url}/waiting")
    assert page.evaluate("idbKeyval.entries().then(all => all.length)") == 0


def test_a_move_on_the_board_waits_too(app: Flask, wire: Wire, phone: Callable[..., Page], world: World) -> None:
    customer, maryam = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    maryam.goto(f"{wire.url}/group/gol-narges/")
    wire.mode = REFUSE
    maryam.locator(".order .first button").click()
    expect(maryam.locator("#outbox")).to_contain_text("هنوز فرستاده نشده است")
    wire.mode = "pass"
    maryam.evaluate("window.dispatchEvent(new Event('online'))")
    expect(maryam.locator("main")).to_contain_text("پذیرفته شد", timeout=15_000)
    assert count(app, "select count(*) from orders where state = 'accepted'") == 1


def is_in_sight(page: Page, selector: str) -> bool:
    """Whether it stands on the screen as the page lies, after the browser has come to rest."""
    page.locator(selector).wait_for()
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    return bool(page.locator(selector).evaluate(IS_IN_SIGHT))


def test_what_was_saved_far_down_a_page_is_said_where_she_looks(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/days")
    save = page.locator("form[action$='/week'] button")
    for _time in range(2):
        save.scroll_into_view_if_needed()
        assert page.evaluate("window.scrollY") > 300
        with page.expect_event("load"):
            save.click()
        assert is_in_sight(page, ".flashes .notice.good")


def test_what_was_done_at_a_part_of_a_page_is_said_at_that_part_each_time(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    customer, page = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    page.goto(f"{wire.url}/group/gol-narges/orders/1001")
    for _time in range(2):
        with page.expect_event("load"):
            page.locator("#told form[action$='/told'] button").click()
        assert page.url.endswith("#told")
        assert is_in_sight(page, "#told .flashes .notice.good")
        assert page.evaluate("history.scrollRestoration") == "auto"
        with page.expect_event("load"):
            page.locator("#told form[action$='/untold'] button").click()


def test_a_field_that_needs_a_look_is_on_the_screen(
    app: Flask, wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    customer, page = phone(), phone("maryam")
    to_checkout(customer, wire, world)
    order_it(customer)
    customer.wait_for_url("**/o/*")
    page.goto(f"{wire.url}/group/gol-narges/")
    page.locator(".order .first button").click()
    expect(page.locator("main")).to_contain_text("پذیرفته شد")
    page.goto(f"{wire.url}/group/gol-narges/orders/1001")
    page.locator("#ask-day > summary").click()
    page.locator("#ask-day [name=day]").fill("۱۴۰۵/۱۲/۲۰")
    page.locator("#ask-day form button").click()
    assert is_in_sight(page, "#ask-day .error")
    assert page.evaluate("document.activeElement.name") == "reason"


def test_what_was_being_typed_is_back_after_a_reload(wire: Wire, phone: Callable[..., Page], world: World) -> None:
    page = phone("maryam")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.locator("[name=unit]").select_option("kilo")
    page.get_by_role("button", name="یک مدل دیگر").click()
    page.locator("[name='offers-1-name']").fill("بزرگ")
    page.locator("[name='offers-1-price']").fill("۸۰۰۰۰")
    time.sleep(0.8)
    page.goto("about:blank")
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    expect(page.locator("[name='offers-1-name']")).to_have_value("بزرگ")
    expect(page.locator("[name='offers-1-price']")).to_have_value("۸۰۰۰۰")
    expect(page.locator("[name=name]")).to_have_value("مربای گل")
    expect(page.locator("[name=unit]")).to_have_value("kilo")


def type_a_name(page: Page, wire: Wire) -> None:
    page.goto(f"{wire.url}/group/gol-narges/products/new")
    page.locator("[name=name]").fill("مربای گل")
    page.wait_for_timeout(800)


def test_a_draft_is_hers_alone_and_gone_when_she_signs_out(
    wire: Wire, phone: Callable[..., Page], world: World
) -> None:
    page = phone("maryam")
    type_a_name(page, wire)
    hers = {"name": "hamyar_seat", "value": world.seats["maryam"], "url": wire.url}
    page.context.add_cookies([hers | {"value": world.seats["zahra"]}])
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("[name=name]")).to_have_value("")
    page.context.add_cookies([hers])
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("مربای گل")
    page.goto(f"{wire.url}/account/")
    page.locator("form[action='/account/sign-out'] button").click()
    page.wait_for_url("**/account/sign-in**")
    assert page.evaluate("idbKeyval.entries().then(all => all.filter(one => one[0].startsWith('draft:')).length)") == 0


def test_a_private_form_keeps_no_draft_on_a_shared_phone(wire: Wire, phone: Callable[..., Page]) -> None:
    page = phone("maryam")
    page.add_init_script(
        """document.addEventListener('DOMContentLoaded', () => {
            document.documentElement.setAttribute('data-shared', '');
            document.querySelector('form[data-draft]').setAttribute('data-private', '');
        });"""
    )
    type_a_name(page, wire)
    page.reload()
    page.wait_for_timeout(500)
    expect(page.locator("[name=name]")).to_have_value("")
    assert page.evaluate("idbKeyval.entries().then(all => all.length)") == 0
