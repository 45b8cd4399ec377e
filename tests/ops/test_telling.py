"""The sentences of notices: each is said in two short pages of Persian, whatever is known."""

import re
from datetime import date, datetime

import pytest

from hamyar.domain import notices
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.ops import telling
from hamyar.ops.telling import PERSIAN, SENTENCES, Tongue

# As long as names and links become in life.
FACTS = {
    "number": 104217,
    "group": "دست‌های هنرمند نازی‌آباد",
    "day": "2026-11-25",
    "amount": 12_500_000,
    "until": "2026-11-25T15:00:00+00:00",
    "count": 12,
    "what": [["قورمه‌سبزی با برنج زعفرانی و ماست", 12], ["شله‌زرد", 40], ["ترشی", 2]],
}
BASE, LINK = "http://192.168.100.200:8080", "/o/" + "x" * 22
# Of 70 letters each, as providers count Persian.
TWO_PAGES = 140
ENGLISH = Tongue("en", str)


@pytest.mark.parametrize(("audience", "kind"), SENTENCES)
def test_every_sentence_fits_two_pages_with_its_link(audience: str, kind: str) -> None:
    said = telling.said_of(audience, kind, FACTS, PERSIAN)
    assert "%" not in said
    assert len(f"{said}\n{BASE}{LINK}") <= TWO_PAGES, said


@pytest.mark.parametrize(("audience", "kind"), SENTENCES)
def test_no_fact_that_is_missing_leaves_anybody_untold(audience: str, kind: str) -> None:
    for known in ({}, {"number": 1042}, {"number": 1042, "group": "گل نرگس"}):
        said = telling.said_of(audience, kind, known, PERSIAN)
        assert said
        assert "%" not in said


def test_the_most_telling_sentence_is_said() -> None:
    known = {"number": 1042, "group": "Narges"}
    with_day = {**known, "day": "2026-11-25"}
    assert telling.said_of("customer", "order.accepted", known, ENGLISH) == "“Narges” has accepted your order 1042."
    assert "Wednesday 4 Azar" in telling.said_of("customer", "order.accepted", with_day, ENGLISH)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ([["شله‌زرد", 40], ["ترشی", 2]], "۴۰ شله‌زرد، ۲ ترشی"),
        (
            [["قورمه‌سبزی با برنج زعفرانی و ماست", 12], ["شله‌زرد", 40], ["ترشی", 2]],
            "۱۲ قورمه‌سبزی با برنج زعفرانی و ماست …",
        ),
        ([["م" * 80, 3]], f"۳ {'م' * 43} …"),
    ],
)
def test_the_morning_names_as_much_as_one_line_takes(wanted: list[list[object]], said: str) -> None:
    facts = {"day": "2026-11-25", "count": 12, "what": wanted}
    assert f": {said}." in telling.said_of("group", "day.list", facts, PERSIAN)


def test_no_sentence_asks_for_what_no_notice_may_carry() -> None:
    asked = set(re.findall(r"%\((\w+)\)s", " ".join(" ".join(row) for row in SENTENCES.values())))
    assert asked <= notices.FACTS


def test_days_and_hours_are_those_of_tehran_in_persian() -> None:
    moment = datetime(2026, 11, 25, 18, 30, tzinfo=clock.TEHRAN).isoformat()
    said = telling.said_of("customer", "hold.warning", {"number": 1042, "until": moment}, PERSIAN)
    assert "۱۸:۳۰" in said
    assert "چهارشنبه ۴ آذر" in said


def test_a_womans_own_notice_says_what_her_groups_said() -> None:
    facts = f'{{"day": "{date(2026, 11, 25).isoformat()}", "number": 7}}'
    own = Notice(audience="person", group_id=1, kind="order.placed", facts=facts, link="/group/x/orders/7")
    assert "۷" in telling.text(own, BASE)
    assert telling.text(own, BASE).endswith(f"\n{BASE}/group/x/orders/7")
