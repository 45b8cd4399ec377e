"""How a group is paid, on its own page: which ways, whose card, and nothing of a card where nobody has ordered."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from webtest import TestResponse
from webtest.forms import Form

from hamyar.domain import gateways, groups, journal, paying, people
from hamyar.domain.paying import NewCard
from hamyar.kit import bank_cards
from hamyar.kit.db import transaction
from hamyar.web import kept
from tests.people import MANAGER, MARYAM, Phone, World, form_on
from tests.web.group.things import ROOM

Phones = Callable[..., Phone]
PAGE = f"{ROOM}/pay"
MELLI, MELLAT, UNKNOWN = "6037991234567893", "6104337812345674", "1234561234567896"
IBAN = "IR160120000000001234567890"


@pytest.fixture
def phone(phone: Phones) -> Phones:
    """Phones that are spoken to in English; no page is left from the shop of another test."""
    kept.forget()

    def speaking(who: str = "stranger") -> Phone:
        made = phone(who)
        made.get("/language/en")
        return made

    return speaking


def add(phone: Phone, number: str = MELLI, status: int = 303, **typed: str) -> TestResponse:
    return phone.send(PAGE, "/pay/cards", status=status, **{"number": number, "holder": "مریم احمدی"} | typed)


def save(phone: Phone, status: int = 303, **typed: object) -> TestResponse:
    form = form_on(phone.get(PAGE), "/pay")
    for name, value in typed.items():
        form[name] = value
    return form.submit(status=status)


def terms(app: Flask) -> tuple[list[str], str, bool, int]:
    """The ways, the number of the card, whether money comes first, and how long is waited."""
    with app.app_context():
        found = paying.of(groups.get(1, "gol-narges"))
        return found.ways, found.card.number if found.card else "", found.is_paid_first, found.hold_hours


def cards(app: Flask, slug: str = "gol-narges") -> list[tuple[str, str, str]]:
    with app.app_context():
        return [(one.number, one.holder, one.iban) for one in paying.cards_of(1, groups.get(1, slug))]


def card_of(app: Flask, slug: str | None, number: str = MELLAT) -> int:
    """Somebody else's card: of another group, or of the clinic."""
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(1, MARYAM)
        assert maryam
        group = groups.get(1, slug) if slug else None
        return paying.add_card(1, group, NewCard(number, "سارا صادقی"), maryam).id


def error_at(page: TestResponse, field: str) -> str:
    found = page.html.select_one(f"#{field}-error")
    return str(found.get_text(strip=True)) if found else ""


def force(form: Form, field: str, value: str) -> Form:
    form[field].force_value(value)
    return form


def read_back(page: TestResponse) -> str:
    return str(page.html.select_one("[role=status]").parent.get_text(" ", strip=True))


@pytest.mark.parametrize("typed", ["6037-9912-3456-7893", "۶۰۳۷ ۹۹۱۲ ۳۴۵۶ ۷۸۹۳", "٦٠٣٧٩٩١٢٣٤٥٦٧٨٩٣"])
def test_a_card_is_read_in_every_script_and_read_back(app: Flask, phone: Phones, typed: str) -> None:
    answer = add(phone("maryam"), typed, iban="۱۶ ۰۱۲۰ ۰۰۰۰ ۰۰۰۰ ۱۲۳۴ ۵۶۷۸ ۹۰").follow()
    assert cards(app) == [(MELLI, "مریم احمدی", IBAN)]
    said = read_back(answer)
    for words in ("Is this right?", "6037 9912 3456 7893", "Bank Melli", "مریم احمدی", "IR16 0120"):
        assert words in said


def test_a_persian_page_shows_her_card_in_persian_digits(phone: Phones) -> None:
    maryam = phone("maryam")
    read = add(maryam, iban="IR160120000000001234567890")
    maryam.get("/language/fa")
    groups_of_four = [one.text for one in read.follow().html.select(".groups span")]
    assert groups_of_four[:4] == ["۶۰۳۷", "۹۹۱۲", "۳۴۵۶", "۷۸۹۳"]


def test_yes_lets_customers_pay_to_it(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    maryam.send(add(maryam).follow(), "/use", status=303)
    assert terms(app) == (["cash", "card"], MELLI, False, 24)
    assert "Customers pay to this card." in maryam.get(PAGE)


def test_no_takes_it_out_again(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    maryam.send(add(maryam).follow(), "/remove", status=303)
    assert (cards(app), terms(app)[0]) == ([], ["cash"])


def test_a_card_of_an_unknown_bank_is_warned_about_and_taken(app: Flask, phone: Phones) -> None:
    answer = add(phone("maryam"), UNKNOWN).follow()
    assert "its bank is not known here" in read_back(answer)
    assert [number for number, *_ in cards(app)] == [UNKNOWN]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please write the number"),
        ("603799123456789", "16 digits"),
        (MELLI + "0", "16 digits"),
        ("6037991234567894", "not right"),
        ("6307991234567893", "not right"),
        ("0" * 16, "not right"),
        ("x" * 16, "not right"),
        ("6037٫9912", "16 digits"),
        ("²" * 16, "not right"),
        ("9" * 5000, "16 digits"),
        ("<script>", "16 digits"),
    ],
)
def test_what_is_no_card(app: Flask, phone: Phones, typed: str, says: str) -> None:
    answer = add(phone("maryam"), typed, 422)
    assert says in error_at(answer, "number")
    assert form_on(answer, "/pay/cards")["holder"].value == "مریم احمدی"
    assert cards(app) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("holder", ""),
        ("holder", "م" * 81),
        ("iban", "IR17 0120 0000 0000 1234 5678 90"),
        ("iban", "DE89370400440532013000"),
    ],
)
def test_what_else_is_wrong_with_a_card(app: Flask, phone: Phones, field: str, typed: str) -> None:
    assert error_at(add(phone("maryam"), status=422, **{field: typed}), field)
    assert cards(app) == []


def test_the_same_card_is_not_there_twice(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    add(maryam)
    assert "already" in error_at(add(maryam, status=422), "number")
    assert len(cards(app)) == 1


def test_the_terms_are_saved(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    add(maryam)
    card = form_on(maryam.get(PAGE), "/pay")["card"].options[1][0]
    save(maryam, card=card, cash=False, paid_first=True, hold_hours="٤٨")
    assert terms(app) == (["card"], MELLI, True, 48)
    save(maryam, card="", cash=True, paid_first=False)
    assert terms(app)[:3] == (["cash"], "", False)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"cash": False}, "cash"),
        ({"paid_first": True}, "paid_first"),
        ({"hold_hours": "0"}, "hold_hours"),
        ({"hold_hours": "169"}, "hold_hours"),
        ({"hold_hours": "-3"}, "hold_hours"),
        ({"hold_hours": ""}, "hold_hours"),
        ({"hold_hours": "۲۴ ساعت"}, "hold_hours"),
    ],
)
def test_terms_that_cannot_be(app: Flask, phone: Phones, typed: dict[str, object], field: str) -> None:
    maryam = phone("maryam")
    add(maryam)
    assert error_at(save(maryam, 422, **typed), field)
    assert terms(app) == (["cash"], "", False, 24)


def test_the_clinics_card_may_be_chosen_but_not_taken_out(app: Flask, phone: Phones) -> None:
    clinics = card_of(app, None)
    maryam = phone("maryam")
    save(maryam, card=str(clinics))
    assert terms(app)[1] == MELLAT
    page = maryam.get(PAGE)
    assert not [form for form in page.forms.values() if form.action.endswith("/remove")]
    add(maryam)
    ours = form_on(maryam.get(PAGE), "/remove")
    for act, status in (("remove", 404), ("use", (400, 404))):
        maryam.post(f"{PAGE}/cards/{clinics}/{act}", ours.submit_fields(), status=status)


def test_a_card_of_another_group_is_none_of_ours(app: Flask, phone: Phones) -> None:
    theirs = card_of(app, "suzan")
    maryam = phone("maryam")
    assert MELLAT[-4:] not in maryam.get(f"{PAGE}?card={theirs}")
    add(maryam)
    form = force(form_on(maryam.get(PAGE), "/pay"), "card", str(theirs))
    assert error_at(form.submit(status=422), "card")
    ours = form_on(maryam.get(PAGE), "/remove")
    for act, status in (("remove", 404), ("use", (400, 404))):
        maryam.post(f"{PAGE}/cards/{theirs}/{act}", ours.submit_fields(), status=status)
    assert len(cards(app, "suzan")) == 1
    assert terms(app)[1] == ""


@pytest.mark.parametrize("value", ["-1", "۷", "9" * 30, "x", "1; drop"])
def test_a_card_that_nobody_offers(app: Flask, phone: Phones, value: str) -> None:
    maryam = phone("maryam")
    add(maryam)
    form = force(form_on(maryam.get(PAGE), "/pay"), "card", value)
    assert error_at(form.submit(status=422), "card")
    assert terms(app)[1] == ""


def test_a_card_that_customers_pay_to_is_not_taken_out(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    page = add(maryam).follow()
    remove = form_on(page, "/remove")
    maryam.send(page, "/use", status=303)
    assert "still pay to this card" in remove.submit(status=422).html.select_one("[role=alert]").get_text()
    assert len(cards(app)) == 1


def test_a_card_that_was_taken_out_meanwhile_is_not_chosen(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    page = add(maryam).follow()
    chosen = form_on(page, "/use")
    maryam.send(page, "/remove", status=303)
    chosen.submit(status=404)
    assert terms(app)[1] == ""


def test_online_is_not_offered_where_the_clinic_has_no_gateway(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    add(maryam)
    form = form_on(maryam.get(PAGE), "/pay")
    assert "online" not in form.fields
    maryam.post(PAGE, [*form.submit_fields(), ("online", "y")], status=303)
    assert terms(app)[0] == ["cash"]


def test_online_is_offered_where_the_clinic_has_one(app: Flask, phone: Phones) -> None:
    with app.app_context(), transaction():
        manager = people.find_by_mobile(1, MANAGER)
        assert manager
        gateway = gateways.put(1, "https://gateway.example", is_on=True, by=manager)
        gateways.set_id(gateway, "sealed", manager)
    maryam = phone("maryam")
    save(maryam, online=True, cash=False, paid_first=True)
    assert terms(app)[0] == ["online"]
    assert "Pay by internet" in phone("zahra").get(PAGE)


def test_members_read_the_terms_and_four_digits_and_change_nothing(app: Flask, phone: Phones) -> None:
    maryam = phone("maryam")
    maryam.send(add(maryam).follow(), "/use", status=303)
    page = phone("zahra").get(PAGE)
    assert "7893" in page
    assert "6037" not in page
    assert not [form for form in page.forms.values() if "/pay" in form.action]
    phone("sara").get(PAGE, status=404)
    phone().get(PAGE, status=303)


def test_staff_do_it_for_the_group(app: Flask, phone: Phones) -> None:
    worker = phone("worker")
    worker.send(add(worker).follow(), "/use", status=303)
    assert terms(app)[1] == MELLI
    assert worker.get(PAGE).click(href="/clinic/cards").status_int == 200


def test_no_page_for_customers_tells_the_number_before_there_is_an_order(
    app: Flask, world: World, phone: Phones
) -> None:
    maryam = phone("maryam")
    maryam.send(add(maryam, iban=IBAN).follow(), "/use", status=303)
    customer = phone()
    customer.send(f"/p/{world.jar}", "/basket/put", status=303, quantity="1")
    for address in ("/", "/g/gol-narges", f"/p/{world.jar}", "/basket", "/checkout", "/g/gol-narges/poster"):
        said = re.sub(r"<[^>]*>|\s", "", customer.get(address).text)
        for hidden in (MELLI, MELLI[-4:], bank_cards.spaced(MELLI).replace(" ", ""), IBAN, "احمدی"):
            assert hidden not in said, address


def test_the_journal_has_four_digits(app: Flask, phone: Phones) -> None:
    add(phone("maryam"))
    with app.app_context():
        subjects = [one.subject for one in journal.lines(1).rows if one.act == "card.added"]
    assert subjects == ["…7893"]
    journal_page = phone("manager").get("/clinic/journal").text
    assert "7893" in journal_page
    assert MELLI not in journal_page
