"""Account numbers for transfers: every slip of one digit is seen, every way of writing gives the same; all made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import bank_cards, digits, iban

MELLI = "IR220170000000000012345678"


@st.composite
def ibans(draw: st.DrawFn) -> str:
    """A number with its check digits found by trying, in long division as one does it on paper."""
    account = draw(st.from_regex("[0-9]{22}", fullmatch=True))
    return next(f"IR{check:02}{account}" for check in range(2, 99) if rest_by_hand(f"{account}1827{check:02}") == 1)


def rest_by_hand(figures: str) -> int:
    rest = 0
    for figure in figures:
        rest = (rest * 10 + int(figure)) % 97
    return rest


@pytest.mark.parametrize(
    "typed",
    [
        MELLI,
        "ir220170000000000012345678",
        "220170000000000012345678",
        "IR22 0170 0000 0000 0012 3456 78",
        "IR-22-0170-0000-0000-0012-3456-78",
        "۲۲۰۱۷۰۰۰۰۰۰۰۰۰۰۰۱۲۳۴۵۶۷۸",
        "IR ۲۲ ۰۱۷۰ ۰۰۰۰ ۰۰۰۰ ۰۰۱۲ ۳۴۵۶ ۷۸",
        "IR٢٢٠١٧٠٠٠٠٠٠٠٠٠٠٠١٢٣٤٥٦٧٨",
        "\u202aIR22\u00a00170\u200c000000000012345678\u202c",
    ],
)
def test_a_number_is_read_as_people_write_it(typed: str) -> None:
    assert iban.read(typed) == MELLI


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "IR",
        "IR230170000000000012345678",
        "IR22017000000000001234567",
        "IR2201700000000000123456780",
        "DE22017000000000001234567",
        "RI220170000000000012345678",
        "IRIR220170000000000012345678",
        "IR2201700000000000123456७८",
        "6037991234567893",
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert iban.read(typed) is None


@given(ibans(), st.integers(2, 25), st.integers(1, 9))
def test_no_slip_of_one_digit_passes(number: str, place: int, step: int) -> None:
    wrong = str((int(number[place]) + step) % 10)
    assert iban.read(number) == number
    assert iban.read(number[:place] + wrong + number[place + 1 :]) is None


@given(ibans())
def test_check_digits_have_no_twin(number: str) -> None:
    twins = [f"IR{check:02}{number[4:]}" for check in range(100)]
    assert [twin for twin in twins if iban.read(twin)] == [number]


@given(ibans(), st.booleans(), st.sampled_from(["", " ", "-", "  "]))
def test_every_way_of_writing_gives_the_same_number(number: str, country: bool, between: str) -> None:
    written = iban.spaced(number).replace(" ", between).removeprefix("" if country else "IR")
    for text in (written, digits.to_persian(written), written.lower()):
        assert iban.read(text) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_or_none(typed: str) -> None:
    number = iban.read(typed)
    assert number is None or (len(number) == 26 and number.isascii())


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("012", "mellat"),
        ("015", "sepah"),
        ("016", "keshavarzi"),
        ("017", "melli"),
        ("019", "saderat"),
        ("054", "parsian"),
        ("056", "saman"),
        ("060", "mehr_iran"),
        ("070", "resalat"),
        ("999", ""),
    ],
)
def test_three_digits_name_the_bank(code: str, key: str) -> None:
    assert iban.bank(f"IR00{code}0000000000000000000") == key


def test_card_and_account_of_one_bank_have_one_name() -> None:
    assert iban.spaced(MELLI) == "IR22 0170 0000 0000 0012 3456 78"
    assert iban.bank_name(MELLI, "fa") == bank_cards.bank_name("6037991234567893", "fa") == "بانک ملی ایران"
    assert iban.bank_name(MELLI, "en") == "Bank Melli"
    assert iban.bank_name("IR009990000000000000000000", "fa") == ""


def test_every_bank_in_either_table_has_names() -> None:
    keys = {bank_cards.bank(f"{first:06}") for first in range(10**6)} | {
        iban.bank(f"IR00{code:03}") for code in range(1000)
    }
    assert keys == {"", *bank_cards.BANKS}
