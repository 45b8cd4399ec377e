"""The whole main job, as the people of a clinic do it, on phones of 360 pixels: with script, and without."""

import gettext
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from hamyar.domain import clinics, orders
from hamyar.kit import clock, jalali
from hamyar.kit.db import db
from hamyar.ops import settings as configuration
from tests.journeys.conftest import Site
from tests.people import PASSWORD, World

PHOTO = Path(__file__).parent.parent / "photos" / "rotated-landscape-6.jpg"
PERSIAN = gettext.translation("messages", Path(__file__).parents[2] / "hamyar/translations", languages=["fa"]).gettext
PhoneOf = Callable[..., Page]


def tap(page: Page, english: str, kind: str = "button") -> None:
    """Tap what a Persian reader sees for this sentence."""
    page.get_by_role(kind, name=re.compile(re.escape(PERSIAN(english)))).first.click()  # type: ignore[arg-type]


def fill(page: Page, **fields: str) -> None:
    """Type into the fields of these names."""
    for name, text in fields.items():
        page.locator(f"[name={name}]").first.fill(text)


def sideways(page: Page) -> int:
    """How many pixels a page is wider than the phone."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def set_up(page: Page, site: Site) -> None:
    page.goto(site.url)
    assert page.url.endswith("/account/setup")
    code = configuration.setup_code(site.settings)
    assert code
    fill(page, code="000000", clinic_name="کلینیک آفتاب", city="ری", phone="۰۲۱۵۵۶۶۷۷۸۸", name="نرگس", surname="مدیری")
    fill(page, mobile="۰۹۱۲۱۰۰۰۰۰۱", password=PASSWORD, password_again=PASSWORD)
    tap(page, "Set up the clinic")
    expect(page.locator("[name=clinic_name]")).to_have_value("کلینیک آفتاب")
    fill(page, code=code, password=PASSWORD, password_again=PASSWORD)
    tap(page, "Set up the clinic")
    page.wait_for_url("**/clinic/**")


def make_group(page: Page, site: Site) -> str:
    page.locator("main a[href$='/new-group']").first.click()
    fill(page, name="گل نرگس", neighbourhood="نازی‌آباد", story="با هم می‌پزیم.")
    page.locator("[name=occupation][value=cooking]").check()
    tap(page, "Create the group")
    page.wait_for_url(re.compile(r"/clinic/groups/[a-z0-9-]+$"))
    return page.url.rsplit("/", 1)[1]


def add_member_with_card(page: Page, site: Site, slug: str) -> str:
    fill(page, name="مریم", surname="احمدی", mobile="۰۹۱۲۳۰۰۰۰۱۱")
    tap(page, "Add her")
    tap(page, "Print a sign-in card")
    return page.locator(".sign-in-card .address").inner_text().strip()


def sign_in_with_card(page: Page, site: Site, address: str) -> None:
    page.goto(site.url + "/" + address.split("/", 3)[3])
    fill(page, pin="۴۸۲۶", pin_again="4826")
    tap(page, "Save and sign in")
    page.wait_for_url(re.compile("/group/"))


def first_product(page: Page, site: Site, slug: str) -> None:
    page.locator("main a[href$='/first/photo']").first.click()
    page.locator("[name=photos]").set_input_files(PHOTO)
    tap(page, "Next")
    fill(page, name="ترشی ليته")
    tap(page, "Next")
    fill(page, price="۱۲۵۰۰۰")
    tap(page, "Next")
    expect(page.locator("main")).to_contain_text("صد و بیست و پنج هزار تومان")
    if page.locator("[name=stock]").count() == 0:
        tap(page, "Next")
    fill(page, stock="۱۰")
    tap(page, "Put it in the shop")
    expect(page.locator("main")).to_contain_text("ترشی لیته")


def order_it(page: Page, site: Site, slug: str) -> str:
    page.goto(f"{site.url}/g/{slug}")
    assert sideways(page) <= 0
    page.get_by_role("link", name=re.compile("ترشی لیته")).first.click()
    fill(page, quantity="۳")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    fill(page, name="پریسا", mobile="۰۹۳۵ ۱۲۳ ۴۵۶۷", note="کم‌نمک")
    page.locator(".bottom-bar button[type=submit], form button.tall").last.click()
    page.wait_for_url("**/o/*")
    expect(page.locator("main")).to_contain_text("۳۷۵٬۰۰۰ تومان")
    assert sideways(page) <= 0
    return page.url


def move(page: Page, english: str, state: str, customer: Page) -> None:
    """Tap the big button of the only order, and see the customer's page change."""
    page.locator("form.first button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text(PERSIAN("Take back"))
    customer.reload()
    expect(customer.locator("main")).to_contain_text(PERSIAN(state))


def write_permit_down(office: Page) -> None:
    """Food is sold with a permit only: hers is on its way."""
    office.locator("#permit input[value=in_progress]").check(force=True)
    until = jalali.plain(clock.today() + timedelta(days=30), "fa")
    office.locator("#permit input[name=until]").fill(until)
    tap(office, "Write it down")


def test_from_an_empty_machine_to_a_delivered_order(empty_site: Site, phone_of: PhoneOf) -> None:
    office, hers, customer = phone_of(empty_site), phone_of(empty_site), phone_of(empty_site)
    set_up(office, empty_site)
    slug = make_group(office, empty_site)
    sign_in_with_card(hers, empty_site, add_member_with_card(office, empty_site, slug))
    first_product(hers, empty_site, slug)

    customer.goto(f"{empty_site.url}/g/{slug}")
    expect(customer.locator("main")).to_contain_text(PERSIAN("This shop is closed for now"))
    office.goto(f"{empty_site.url}/clinic/groups/{slug}")
    write_permit_down(office)
    office.locator("summary", has_text=PERSIAN("Open the shop")).click()
    tap(office, "Yes, open it")

    order_page = order_it(customer, empty_site, slug)
    hers.goto(f"{empty_site.url}/group/{slug}/")
    assert "۱" in hers.title()
    assert sideways(hers) <= 0
    for english, state in (("Accept", "Accepted"), ("Ready", "Ready"), ("Delivered", "Delivered")):
        move(hers, english, state, customer)

    with empty_site.app.app_context():
        order = orders.by_secret(clinics.get_only().id, order_page.rsplit("/", 1)[1])
        assert [step.state for step in order.way] == ["placed", "accepted", "ready", "delivered"]
        assert order.lines[0].variant.stock == 7
        assert order.lines[0].variant.product.cover is not None
        assert db.session.get(clinics.Clinic, order.clinic_id).city == "ری"  # type: ignore[union-attr]


def test_a_new_order_appears_by_itself(site: Site, world: World, phone_of: PhoneOf, script: bool) -> None:
    board, customer = phone_of(site, world, "maryam"), phone_of(site)
    board.goto(f"{site.url}/group/gol-narges/")
    before = board.title()
    order_it_of_world(customer, site, world)
    if script:
        expect(board.locator("main")).to_contain_text("پریسا", timeout=16_000)
        assert board.title() != before
    else:
        board.reload()
        expect(board.locator("main")).to_contain_text("پریسا")


def order_it_of_world(page: Page, site: Site, world: World) -> None:
    page.goto(f"{site.url}/p/{world.jar}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    tap(page, "Continue", "link")
    fill(page, name="پریسا", mobile="09351234567")
    page.locator("form button.tall").last.click()
    page.wait_for_url("**/o/*")


def test_an_impatient_thumb_orders_once(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site)
    page.goto(f"{site.url}/p/{world.jar}")
    tap(page, "Put in the basket")
    page.wait_for_url("**/basket")
    page.goto(f"{site.url}/checkout")
    fill(page, name="پریسا", mobile="09351234567")
    page.locator("form button.tall").last.click(click_count=4, delay=5, no_wait_after=True)
    expect(page).to_have_url(re.compile("/o/"))
    page.goto(f"{site.url}/basket")
    page.go_back()
    page.reload()
    with site.app.app_context():
        assert len(orders.of_clinic(clinics.get_only().id, text="09351234567").rows) == 1


def test_the_customer_cancels_and_the_group_sees_it(site: Site, world: World, phone_of: PhoneOf) -> None:
    page, board = phone_of(site), phone_of(site, world, "zahra")
    order_it_of_world(page, site, world)
    page.locator("summary", has_text=PERSIAN("Cancel the order")).click()
    tap(page, "Yes, cancel it")
    expect(page.locator("main")).to_contain_text(PERSIAN("You cancelled this order."))
    board.goto(f"{site.url}/group/gol-narges/")
    expect(board.locator("main")).to_contain_text(PERSIAN("No order waits"))


def test_english_from_the_first_page_to_the_order(site: Site, world: World, phone_of: PhoneOf) -> None:
    page = phone_of(site)
    page.goto(site.url)
    page.get_by_role("link", name="English").click()
    page.goto(f"{site.url}/p/{world.jar}")
    page.get_by_role("button", name="Put in the basket").click()
    page.wait_for_url("**/basket")
    page.goto(f"{site.url}/checkout")
    fill(page, name="Parisa", mobile="09351234567")
    page.locator("form button.tall").last.click()
    page.wait_for_url("**/o/*")
    assert page.locator("html").get_attribute("dir") == "ltr"
    expect(page.locator("main")).to_contain_text("125,000 tomans")
