"""A bank's message is read as it is meant, or not at all; and several that are pasted at once, one by one."""

from collections.abc import Iterator
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import bank_sms, clock, digits
from hamyar.kit.bank_sms import Movement
from tests.kit.bank_messages import AZAR_3, FORMS, MESSAGES, NOW, UNCLEAR


@pytest.fixture(autouse=True)
def _a_day_in_azar() -> Iterator[None]:
    clock.freeze(NOW)
    yield
    clock.freeze(None)


@pytest.mark.parametrize(("text", "told"), MESSAGES.values(), ids=MESSAGES.keys())
def test_a_bank_message_is_read_as_it_is_meant(text: str, told: Movement) -> None:
    assert bank_sms.read(text) == told


@pytest.mark.parametrize("text", [text for text, _ in MESSAGES.values()], ids=MESSAGES.keys())
def test_script_line_ends_and_hidden_marks_change_nothing(text: str) -> None:
    dressed = digits.to_persian(text).replace(",", "٬").replace("\n", " \u200f\r\n\u202a").replace("مانده", "مانـده")
    dressed = dressed.replace("+", "＋").replace("-۱", "−۱").replace("کارت به کارت", "کارت‌به‌کارت")
    assert bank_sms.read(dressed) == bank_sms.read(text)


@pytest.mark.parametrize("text", UNCLEAR.values(), ids=UNCLEAR.keys())
def test_what_has_no_reading_or_two_is_not_guessed(text: str) -> None:
    assert bank_sms.read(text) is None


def test_one_sum_said_in_both_units_is_one_reading() -> None:
    told = bank_sms.read("بانک آینده\nواریز ۱۲۵٬۰۰۳ تومان (1,250,030 ریال) به حساب شما")
    assert told is not None
    assert (told.kind, told.amount) == ("deposit", 1_250_030)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("0903-10:42", AZAR_3),
        ("09/03 10:42", AZAR_3),
        ("9/3", AZAR_3),
        ("05-09-3 10:42", AZAR_3),
        ("03-09-3 10:42", date(2024, 11, 23)),
        ("99/04/14", date(2020, 7, 4)),
        ("1405/09/03", AZAR_3),
        ("۱۴۰۵.۰۹.۰۳", AZAR_3),
        ("14050903-10:42", AZAR_3),
        ("0911-10:42", date(2026, 12, 2)),  # tomorrow: this clock may be slow
        ("0912-10:42", date(2025, 12, 3)),  # no such day came yet this year
        ("12/30", None),  # 1404 had no thirtieth of Esfand
        ("1405/13/01", None),
        ("2026/11/24", None),
        ("09/03 و 09/04", None),
    ],
)
def test_days_are_understood_as_banks_write_them(written: str, day: date | None) -> None:
    told = bank_sms.read(f"بانک ملت\nواریز:1,250,030\n{written}")
    assert told is not None
    assert (told.amount, told.day) == (1_250_030, day)


def test_figures_that_are_no_time_are_none() -> None:
    told = bank_sms.read("بانک ملت\nواریز:1,250,030\nباجه 123:45")
    assert told is not None
    assert told.at is None


def test_several_messages_are_read_one_by_one() -> None:
    texts = [text for text, _ in MESSAGES.values()]
    assert bank_sms.read_all("\n\n".join(texts)) == [told for _, told in MESSAGES.values()]


@pytest.mark.parametrize(
    "bank",
    [
        "melli, transfer, sign behind",
        "parsian, minus",
        "resalat",
        "blu",
        "refah, the word card before the amount",
        "mehr, nothing left",
        "mellat, labels glued to figures",
    ],
)
def test_messages_of_one_bank_need_no_empty_line_between(bank: str) -> None:
    text, told = MESSAGES[bank]
    another = text.replace("1,250,030", "1,250,031").replace("397,500", "397,501").replace("3,760,000", "3,760,001")
    for pasted in (f"{text}\n{another}", digits.to_persian(f"{text}\n{another}").replace(",", "٬")):
        assert [one.amount for one in bank_sms.read_all(pasted)] == [told.amount, told.amount + 1]


def test_a_bank_s_name_begins_another_message() -> None:
    headed = [(text, told) for text, told in MESSAGES.values() if text.startswith(("بان", "*بان", "بلو", "پست بان"))]
    assert bank_sms.read_all("\n".join(text for text, _ in headed)) == [told for _, told in headed]


def test_a_message_pasted_twice_is_one_movement() -> None:
    text, told = MESSAGES["melli, transfer, sign behind"]
    assert bank_sms.read_all(f"{text}\n\n{text}") == [told]


def test_equal_sums_at_two_times_are_two_movements() -> None:
    text, _ = MESSAGES["resalat"]
    assert len(bank_sms.read_all(f"{text}\n{text.replace('22:01', '22:02')}")) == 2


def test_empty_lines_inside_one_message_do_not_break_it() -> None:
    text, told = MESSAGES["tejarat"]
    assert bank_sms.read_all(text.replace("\n", "\n\n\n")) == [told]


def test_a_code_among_the_pasted_messages_is_left_out() -> None:
    text, told = MESSAGES["melli, transfer, sign behind"]
    assert bank_sms.read_all(f"{UNCLEAR['a one-time code']}\n\n{text}\n\n{UNCLEAR['two sums']}") == [told]
    assert bank_sms.read_all(UNCLEAR["it failed"]) == []


@given(
    st.sampled_from(FORMS),
    st.integers(1_000, 10**12),
    st.integers(0, 10**13),
    st.integers(10**8, 10**14),
    st.sampled_from([",", "٬", "،"]),
)
def test_neither_balance_nor_account_is_taken_for_the_amount(
    form: str, amount: int, balance: int, account: int, comma: str
) -> None:
    def written(number: int) -> str:
        return f"{number:,}".replace(",", comma)

    text = form.format(amount=written(amount), balance=written(balance), account=account)
    told = bank_sms.read(text)
    assert told is not None, text
    assert (told.kind, told.amount, told.balance) == ("deposit", amount, balance), text


@pytest.mark.parametrize("piece", ["مبلغ ", "مانده ", "حساب شماره ", "واریز 1,000", "1,", "12:34-", "\n\nشرح"])
def test_a_long_paste_is_answered_at_once(piece: str) -> None:
    # Of the processor's time, whatever else this machine does: where the pattern goes back and forth it takes minutes.
    begun = process_time()
    bank_sms.read_all(piece * (20_000 // len(piece)))
    assert process_time() - begun < 1


# What banks' messages are made of, in an order that no bank writes.
WORDS = "بانک واریز برداشت انتقال کارت مبلغ مانده موجودی حساب به از شما پیگیری ریال تومان"
FIGURES = "0903 10:42 1405/09/03 1,250,030 777 6037 0412"
PIECES = st.lists(st.sampled_from([*WORDS.split(), *FIGURES.split(), *":\n+-*/,."]), max_size=25)


@given(PIECES.map(" ".join) | PIECES.map("".join) | st.text(max_size=80))
def test_whatever_is_pasted_gives_a_sound_answer_or_none(text: str) -> None:
    told = bank_sms.read(text)
    assert told is None or 0 < told.amount < 10**16
    for one in bank_sms.read_all(text):
        assert one.amount > 0
