"""Bank cards: every slip of one digit is seen, every way of writing gives the same; all numbers are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import bank_cards, digits

ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A card's number, its last digit found by trying: another road to Luhn's rule than the code's own."""
    body = draw(st.from_regex("[0-9]{15}", fullmatch=True).filter(lambda body: len(set(body)) > 1))
    return next(body + end for end in "0123456789" if luhn_by_hand(body + end))


def luhn_by_hand(number: str) -> bool:
    once = {digit: int(digit) for digit in "0123456789"}
    twice = dict(zip("0123456789", [0, 2, 4, 6, 8, 1, 3, 5, 7, 9], strict=True))
    return sum(twice[number[place]] + once[number[place + 1]] for place in range(0, 16, 2)) % 10 == 0


@pytest.mark.parametrize(
    "typed",
    [
        "6037991234567893",
        "6037 9912 3456 7893",
        "6037-9912-3456-7893",
        "۶۰۳۷۹۹۱۲۳۴۵۶۷۸۹۳",
        "٦٠٣٧-٩٩١٢-٣٤٥٦-٧٨٩٣",
        " ۶۰۳۷ – ۹۹۱۲ – ۳۴۵۶ – ۷۸۹۳ ",
        "6037.9912.3456.7893",
        "6037_9912_3456_7893",
        "\u202a6037\u00a09912\u200c3456\u200f7893\u202c",
    ],
)
def test_a_card_is_read_as_people_write_it(typed: str) -> None:
    assert bank_cards.read(typed) == "6037991234567893"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6037991234567892",
        "603799123456789",
        "60379912345678930",
        "6037991234567893 x",
        "6037 99** **** 7893",
        "+6037991234567893",
        "0000000000000000",
        "8888888888888888",
        "६०३७९९१२३४५६७८९३",
        "IR220170000000000012345678",
    ],
)
def test_what_is_no_card_is_refused(typed: str) -> None:
    assert bank_cards.read(typed) is None


@given(cards(), st.integers(0, 15), st.integers(1, 9))
def test_no_slip_of_one_digit_passes(card: str, place: int, step: int) -> None:
    wrong = str((int(card[place]) + step) % 10)
    assert bank_cards.read(card) == card
    assert bank_cards.read(card[:place] + wrong + card[place + 1 :]) is None


@given(st.integers(10, 20), st.data())
def test_another_number_of_digits_is_no_card(length: int, data: st.DataObject) -> None:
    body = data.draw(st.from_regex(f"[0-9]{{{length}}}", fullmatch=True))
    assert len(body) == 15 or all(bank_cards.read(body + end) is None for end in "0123456789")


@given(cards(), st.sampled_from([" ", "-", "  ", " - ", ".", "\u200c"]))
def test_every_way_of_writing_gives_the_same_card(card: str, between: str) -> None:
    written = bank_cards.spaced(card).replace(" ", between)
    for text in (written, digits.to_persian(written), written.translate(ARABIC)):
        assert bank_cards.read(text) == card


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_sixteen_digits_or_none(typed: str) -> None:
    card = bank_cards.read(typed)
    assert card is None or (len(card) == 16 and card.isascii() and card.isdigit())


def test_a_card_is_shown_in_groups_of_four_or_by_its_end() -> None:
    assert bank_cards.spaced("6037991234567893") == "6037 9912 3456 7893"
    assert bank_cards.last_four("6037991234567893") == "7893"


@pytest.mark.parametrize(
    ("beginning", "key"),
    [
        ("603799", "melli"),
        ("610433", "mellat"),
        ("603769", "saderat"),
        ("603770", "keshavarzi"),
        ("627353", "tejarat"),
        ("585983", "tejarat"),
        ("589210", "sepah"),
        ("628023", "maskan"),
        ("622106", "parsian"),
        ("502229", "pasargad"),
        ("621986", "saman"),
        ("504172", "resalat"),
        ("606373", "mehr_iran"),
        ("636214", "ayandeh"),
        ("627760", "post"),
        ("589463", "refah"),
        ("411111", ""),
    ],
)
def test_the_first_six_digits_name_the_bank(beginning: str, key: str) -> None:
    assert bank_cards.bank(beginning + "0000000000") == key


def test_a_bank_is_named_in_both_languages_and_an_unknown_one_not_at_all() -> None:
    assert bank_cards.bank_name("6037991234567893", "fa") == "بانک ملی ایران"
    assert bank_cards.bank_name("6037991234567893", "en") == "Bank Melli"
    assert bank_cards.bank_name("6362141234567893", "fa") == "بانک ملی (آینده)"
    assert bank_cards.read("4111111111111111") == "4111111111111111"
    assert bank_cards.bank_name("4111111111111111", "fa") == ""


def test_no_two_banks_have_one_name() -> None:
    for language in (0, 1):
        names = [row[language] for row in bank_cards.BANKS.values()]
        assert len(set(names)) == len(names)
        assert all(names)
