"""What people type: digits of three scripts, letters of two keyboards, numbers of phones, names of shops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import digits, jalali, latin, letters, mobile, money, search


@pytest.mark.parametrize(
    "typed", ["۱۲۵۰۰۰", "١٢٥٠٠٠", "125000", "۱۲۵٬۰۰۰", "125,000", "125.000", "۱۲۵ ۰۰۰", "125\u200c000"]
)
def test_a_number_is_read_in_every_script(typed: str) -> None:
    assert digits.whole(typed) == 125000


@pytest.mark.parametrize("typed", ["", "-5", "1/5", "۱٫۵x", "1e5", "²", "five", "+5", "9" * 16])
def test_what_is_no_whole_number_is_not_guessed(typed: str) -> None:
    assert digits.whole(typed) is None


@given(st.text(max_size=50))
def test_reading_a_number_never_fails(typed: str) -> None:
    number = digits.whole(typed)
    assert number is None or 0 <= number < 10**15


@pytest.mark.parametrize(
    "typed",
    [
        "09121234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "0912 123 4567",
        "+98 912 1234567",
        "00989121234567",
        "9121234567",
        "(0912)123-4567",
    ],
)
def test_a_mobile_number_is_stored_in_one_form(typed: str) -> None:
    assert mobile.read(typed) == "+989121234567"


@pytest.mark.parametrize("typed", ["", "02133445566", "0912123456", "091212345678", "۰۹۱۲", "0812 123 4567", "abc"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    assert mobile.read(typed) is None


def test_a_mobile_number_is_read_out_in_groups() -> None:
    assert mobile.local("+989121234567") == "0912 123 4567"


def test_letters_of_both_keyboards_are_one() -> None:
    assert letters.line("كيك  يزدي\u202e\x00") == "کیک یزدی"


def test_lines_keep_their_breaks_and_lose_their_tricks() -> None:
    assert letters.lines(" یک \r\n\r\n\r\n\r\nدو\u2066 ") == "یک\n\nدو"


@given(st.text())
def test_a_clean_line_is_clean_once_and_for_all(typed: str) -> None:
    once = letters.line(typed)
    assert letters.line(once) == once
    assert "\x00" not in once
    assert "\n" not in once
    once.encode()


@given(st.text())
def test_folding_twice_changes_nothing(typed: str) -> None:
    assert letters.fold(letters.fold(typed)) == letters.fold(typed)


@pytest.mark.parametrize("asked", ["می‌شود", "ميشود", "میشود", "مِیشود"])
def test_half_spaces_marks_and_keyboards_do_not_matter(asked: str) -> None:
    assert search.terms(asked)[0] in search.key("می‌شود")


def test_words_written_together_are_found_apart() -> None:
    assert search.terms("کیک‌خانگی")[0] in search.key("کیک خانگی")


def test_money_is_said_as_people_say_it() -> None:
    assert money.in_words(125_000, "fa") == "صد و بیست و پنج هزار"
    assert money.in_words(1_100, "fa") == "هزار و صد"
    assert money.in_words(21_000, "fa") == "بیست و یک هزار"
    assert money.in_words(2_001_000, "fa") == "دو میلیون و هزار"
    assert money.in_words(125_000, "en") == "one hundred twenty-five thousand"
    assert money.grouped(125_000, "fa") == "۱۲۵٬۰۰۰"
    assert money.in_words(1_000_000_000, "en") == "one billion"


@given(st.integers(0, 10**12))
def test_every_amount_has_words_in_both_languages(amount: int) -> None:
    assert money.in_words(amount, "fa").strip()
    assert "-" not in money.in_words(amount, "en").split()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-11-24", "امروز"),
        ("2026-11-25", "فردا"),
        ("2026-11-23", "دیروز"),
        ("2026-11-27", "جمعه ۶ آذر"),
        ("2027-03-21", "یکشنبه ۱ فروردین ۱۴۰۶"),
    ],
)
def test_days_are_said_as_people_say_them(day: str, words: str) -> None:
    from datetime import date

    assert jalali.words(date.fromisoformat(day), "fa", date(2026, 11, 24)) == words


def test_a_persian_name_becomes_a_short_latin_address() -> None:
    assert latin.slug("گل نرگس ۲") == "gal-nargs-2"
    assert latin.slug("  Sara's  Shop ") == "saras-shop"
    assert latin.slug("!!!") == ""


@given(st.text(max_size=80))
def test_an_address_holds_only_what_may_stand_in_one(name: str) -> None:
    slug = latin.slug(name)
    assert len(slug) <= 30
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert latin.slug(slug) == slug
