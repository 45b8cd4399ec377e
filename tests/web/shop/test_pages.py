"""The clinic's page, shops, products and the search: what anybody with a link sees."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from hamyar.domain import catalogue, clinics, groups, photos
from hamyar.domain.people import Person
from hamyar.kit.db import db, transaction
from tests.people import MARYAM, SARA, WORKER, Phone, World

Count = Callable[[Callable[[], Any]], int]


def _do(app: Any, work: Callable[[clinics.Clinic, Person], Any]) -> None:
    with app.app_context(), transaction():
        work(clinics.get_only(), db.session.scalars(sa.select(Person).where(Person.mobile == WORKER)).one())


def test_first_page_shows_open_shops_and_the_newest_products(phone: Callable[..., Phone]) -> None:
    page = phone().get("/")
    assert "گل نرگس" in page
    assert "سوزن طلایی" in page
    assert "پیراهن گلدار" in page
    assert "چرم پارسه" not in page
    assert "مربای به" not in page


def test_before_a_shop_is_open_the_first_page_says_so(app: Any, phone: Callable[..., Phone]) -> None:
    _do(app, lambda clinic, by: [groups.close_shop(group, by) for group in groups.open_ones(clinic.id)])
    page = phone().get("/")
    assert "غرفه‌ها به‌زودی باز می‌شوند" in page


@pytest.mark.parametrize("typed", ["ترشي لیته", "ترش", "ترشی‌لیته", "گل نرگس ترشی"])
def test_search_forgives_how_it_is_written(phone: Callable[..., Phone], typed: str) -> None:
    assert "ترشی لیته" in phone().get("/search", {"q": typed}).html.find("ul", "products").text


@pytest.mark.parametrize("written", ["{}", "کد: {}", "{} "])
def test_a_code_in_the_search_leads_to_its_product(phone: Callable[..., Phone], world: World, written: str) -> None:
    typed = written.format(world.jar.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    assert "ترشی لیته" in phone().get("/search", {"q": typed}, status=303).follow().html.h1.text


def test_a_code_of_what_is_gone_leads_to_the_kind_page(phone: Callable[..., Phone], world: World, change: Any) -> None:
    hidden = phone().get("/search", {"q": world.hidden}, status=303)
    assert "مربای به" not in hidden.follow(status=404)
    change("update groups set is_open = false where slug = 'gol-narges'")
    assert "ترشی لیته" not in phone().get("/search", {"q": world.jar}, status=303).follow(status=404)


def test_a_code_of_nothing_is_searched_like_a_word(phone: Callable[..., Phone]) -> None:
    assert phone().get("/search", {"q": "00000"}, status=200).html.find("div", "empty")


def test_search_finds_shops_too(phone: Callable[..., Phone]) -> None:
    assert "/g/suzan" in phone().get("/search", {"q": "سوزن"})


@pytest.mark.parametrize("typed", ["زعفران", "", "!!!", "\u202e\x00", "ا" * 5000])
def test_an_empty_search_says_what_to_do(phone: Callable[..., Phone], typed: str) -> None:
    page = phone().get("/search", {"q": typed})
    assert page.html.find("div", "empty").find("a", href="/")


def test_search_goes_on_where_it_stopped(app: Any, phone: Callable[..., Phone]) -> None:
    _many_jams(app, 25)
    first = phone().get("/search", {"q": "مربا"})
    more = first.html.find("li", "more").a["href"]
    rest = phone().get(more, headers={"HX-Request": "true"})
    names = re.findall(r"مربای (\d+)", first.html.find("ul", "products").text + rest.text)
    assert sorted(map(int, names)) == list(range(25))
    assert "<html" not in rest


def test_shop_page_shows_first_what_can_be_ordered_today(app: Any, phone: Callable[..., Phone], change: Any) -> None:
    change("update variants set stock = 0 where price = 1250000")
    page = phone().get("/g/gol-narges")
    today, sold_out = page.html.find_all("ul", "products")
    assert "کیک تولد" in today.text
    assert "ترشی لیته" not in today.text
    assert "ترشی لیته" in sold_out.text
    assert "تمام ش" in sold_out.text


def test_a_long_shop_page_goes_on_without_script(app: Any, phone: Callable[..., Phone]) -> None:
    _many_jams(app, 25)
    browser = phone()
    first = browser.get("/g/gol-narges")
    second = browser.get(first.html.find("li", "more").a["href"])
    names = [card.text for page in (first, second) for card in page.html.find_all("span", "name")]
    assert len([name for name in names if name.startswith("مربای")]) == 25
    assert second.html.find("li", "more") is None


def test_former_address_leads_to_the_present_one_for_good(app: Any, phone: Callable[..., Phone]) -> None:
    def move(clinic: clinics.Clinic, by: Person) -> None:
        group = groups.get(clinic.id, "suzan")
        groups.describe(group, name=group.name, neighbourhood="", story="", slug="golden", by=by)

    _do(app, move)
    answer = phone().get("/g/suzan", status=301)
    assert answer.headers["Location"].endswith("/g/golden")
    assert phone().get("/g/golden").status_int == 200


@pytest.mark.parametrize("slug", ["GOL-NARGES", "gol%00-narges", "gol-narges%20"])
def test_a_carelessly_typed_address_is_mended(phone: Callable[..., Phone], slug: str) -> None:
    assert phone().get(f"/g/{slug}", status=301).headers["Location"].endswith("/g/gol-narges")


def test_closed_shop_is_no_error_and_leads_on(phone: Callable[..., Phone]) -> None:
    page = phone().get("/g/charm", status=200)
    assert "این غرفه فعلاً بسته است" in page
    assert "noindex" in page
    assert page.html.find("a", href="/g/suzan")
    assert not page.html.find("a", href="/g/charm")


@pytest.mark.parametrize(
    "address", ["/g/nowhere", "/g/%00", "/g/%E2%80%AE", "/g/" + "x" * 3000, "/p/00000", "/p/x%00y", "/p/۹۹۹۹۹"]
)
def test_unknown_address_is_404_with_a_way_on(phone: Callable[..., Phone], address: str) -> None:
    page = phone().get(quote(address, safe="/%"), status=404)
    assert page.html.find("a", href="/g/gol-narges")


def test_a_mistyped_code_comes_back_in_her_own_digits(phone: Callable[..., Phone]) -> None:
    assert "«۹۹۹۹۹»" in phone().get("/p/99999", status=404)


def test_product_page_says_everything_that_decides(phone: Callable[..., Phone], world: World) -> None:
    page = phone().get(f"/p/{world.dress}")
    cards = page.html.find_all("label", "choice")
    assert ["کوچک" in cards[0].text, "۵۰۰٬۰۰۰ تومان" in cards[0].text, "۲ عدد مانده" in cards[0].text] == [True] * 3
    assert "۶۰۰٬۰۰۰ تومان" in cards[1].text


@pytest.fixture
def gown(app: Any) -> str:
    """The code of something whose price is agreed upon."""

    def add(clinic: clinics.Clinic, by: Person) -> None:
        about = catalogue.Description("لباس مجلسی", kind="on_agreement")
        made.append(catalogue.add(groups.get(clinic.id, "suzan"), about, [], [], by).code)

    made: list[str] = []
    _do(app, add)
    return made[0]


def test_what_has_no_price_is_asked_for(phone: Callable[..., Phone], gown: str) -> None:
    page = phone().get(f"/p/{gown}")
    assert "قیمت توافقی" in page.html.main.text
    assert "تمام ش" not in page.html.main.text
    assert page.html.find("a", href=f"/p/{gown}/ask")
    assert page.html.find("meta", property="og:description")["content"] == "قیمت توافقی"
    assert not page.html.find("form", action="/basket/put")


@pytest.mark.parametrize("address", ["/", "/g/suzan", "/search?q=%D9%84%D8%A8%D8%A7%D8%B3"])
def test_a_card_says_that_the_price_is_agreed_upon(phone: Callable[..., Phone], gown: str, address: str) -> None:
    card = phone().get(address).html.find("a", "product", href=f"/p/{gown}")
    assert "قیمت توافقی" in card.text
    assert "is-gone" not in card["class"]


def test_a_poster_needs_no_price(phone: Callable[..., Phone], gown: str) -> None:
    assert "قیمت توافقی" in phone().get(f"/p/{gown}/poster")


def test_sold_out_variant_cannot_be_chosen(phone: Callable[..., Phone], world: World, change: Any) -> None:
    change("update variants set stock = 0 where name = 'کوچک'")
    small, large = phone().get(f"/p/{world.dress}").html.find_all("label", "choice")
    assert small.input.has_attr("disabled")
    assert "تمام ش" in small.text
    assert large.input.has_attr("checked")


def test_code_in_persian_digits_leads_to_the_page_for_good(phone: Callable[..., Phone], world: World) -> None:
    typed = world.jar.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert phone().get("/p/" + quote(typed), status=301).headers["Location"].endswith(f"/p/{world.jar}")


def test_hidden_product_is_404_and_its_name_is_told_to_nobody(phone: Callable[..., Phone], world: World) -> None:
    page = phone().get(f"/p/{world.hidden}", status=404)
    assert "مربای به" not in page
    assert page.html.find("a", href=f"/p/{world.jar}")


def test_deleted_product_is_410(phone: Callable[..., Phone], world: World, change: Any) -> None:
    change("update products set removed_at = '2026-01-01 00:00:00' where code = :code", code=world.jar)
    page = phone().get(f"/p/{world.jar}", status=410)
    assert page.html.find("a", href=f"/p/{world.cake}")


def test_product_of_a_closed_shop_leads_to_open_shops(phone: Callable[..., Phone], world: World, change: Any) -> None:
    change("update groups set is_open = 0 where slug = 'suzan'")
    page = phone().get(f"/p/{world.dress}", status=404)
    assert page.html.find("a", href="/g/gol-narges")


@pytest.mark.parametrize("page", ["/g/gol-narges", "jar"])
def test_links_to_share_begin_with_the_address_the_clinic_set(
    app: Any, phone: Callable[..., Phone], world: World, page: str
) -> None:
    address = f"/p/{world.jar}" if page == "jar" else page
    before, app.config["PUBLIC_ADDRESS"] = app.config["PUBLIC_ADDRESS"], "https://mehr.example"
    try:
        html = phone().get(address).html
        poster = phone().get(f"{address}/poster").html
    finally:
        app.config["PUBLIC_ADDRESS"] = before
    whole = f"https://mehr.example{address}"
    assert html.find("input", id="share-link")["value"] == whole
    assert html.find("meta", property="og:url")["content"] == whole
    assert html.find("meta", property="og:title")["content"]
    assert html.find("meta", property="og:locale")["content"] == "fa_IR"
    assert poster.find("bdi", string=whole)
    assert poster.find("svg", "qr-code")


def test_preview_picture_has_a_whole_public_address(app: Any, phone: Callable[..., Phone], world: World) -> None:
    def give_photo(clinic: clinics.Clinic, by: Person) -> None:
        photo = photos.keep(clinic.id, name="a" * 64, width=1280, height=960, colour="#aabbcc", size=1)
        groups.set_photo(groups.get(clinic.id, "gol-narges"), photo, by)

    _do(app, give_photo)
    image = phone().get("/g/gol-narges").html.find("meta", property="og:image")["content"]
    assert image.startswith("http://")
    assert image.endswith(f"/photos/{'a' * 64}-640.jpg")


@pytest.mark.parametrize(
    "address", ["/", "/g/gol-narges", "/g/suzan", "jar", "dress", "/search?q=%DA%AF%D9%84", "/g/gol-narges/poster"]
)
def test_public_pages_tell_nothing_of_a_member(phone: Callable[..., Phone], world: World, address: str) -> None:
    text = phone().get(f"/p/{getattr(world, address)}" if hasattr(world, address) else address).text
    for secret in ("احمدی", "کریمی", "صادقی", "مریم", MARYAM, MARYAM[3:], SARA[3:]):
        assert secret not in text


@pytest.mark.parametrize(
    ("address", "most"),
    [("/", 6), ("/g/gol-narges", 10), ("jar", 10), ("dress", 10), ("/search?q=%DA%AF%D9%84", 10), ("/g/charm", 3)],
)
def test_a_page_asks_few_questions(
    phone: Callable[..., Phone], world: World, statements: Count, address: str, most: int
) -> None:
    browser = phone()
    path = f"/p/{getattr(world, address)}" if hasattr(world, address) else address
    assert statements(lambda: browser.get(path)) <= most


@pytest.mark.parametrize("address", ["/", "/g/gol-narges", "/search?q=%D9%85%D8%B1%D8%A8%D8%A7"])
def test_more_products_ask_no_more_questions(
    app: Any, phone: Callable[..., Phone], statements: Count, address: str
) -> None:
    browser = phone()
    _many_jams(app, 3)
    few = statements(lambda: browser.get(address))
    _many_jams(app, 30)
    assert statements(lambda: browser.get(address)) == few


@pytest.mark.parametrize("address", ["/", "/g/gol-narges", "jar"])
def test_only_keys_and_basket_count_differ_between_visitors(
    phone: Callable[..., Phone], world: World, address: str
) -> None:
    path = f"/p/{getattr(world, address)}" if hasattr(world, address) else address
    full = phone()
    full.send(f"/p/{world.cake}", "/basket/put")
    full.get("/basket")
    assert _common(full.get(path).text) == _common(phone().get(path).text)


def test_pages_speak_english_too(phone: Callable[..., Phone], world: World) -> None:
    browser = phone()
    browser.get("/language/en")
    assert "Put in the basket" in browser.get(f"/p/{world.jar}")
    assert 'dir="ltr"' in browser.get("/g/gol-narges")


def test_health_page_is_there(phone: Callable[..., Phone]) -> None:
    page = phone().get("/health", status="*")
    assert ("همه‌چیز درست است" in page) == (page.status_int == 200)


def _common(text: str) -> str:
    keys = re.sub(r'name="(csrf_token|submission|of)" value="[^"]*"', "", text)
    return re.sub(r' <span class="count">[^<]*</span>', "", keys)


def _many_jams(app: Any, count: int) -> None:
    def add(clinic: clinics.Clinic, by: Person) -> None:
        group = groups.get(clinic.id, "gol-narges")
        for number in range(count):
            about = catalogue.Description(f"مربای {number}")
            catalogue.add(group, about, [catalogue.Offer("", 1_000_000, 20)], [], by)

    _do(app, add)


def test_the_clinics_telephone_stands_as_it_was_written(phone: Callable[[str], Phone]) -> None:
    assert '<bdi dir="ltr">۰۲۱۳۳۴۴۵۵۶۶</bdi>' in phone("stranger").get("/").text
