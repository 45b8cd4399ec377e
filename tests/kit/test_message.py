"""Messages that customers paste: what is read of them, what is left to a person, and that nothing vanishes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import message
from hamyar.kit.message import Meaning, Offer, Piece, numbers, words
from hamyar.kit.message.marked import Kind, MarkedText
from tests.kit.messages import GHEYMEH, MESSAGES, OFFERED, Case

QUIET = [
    words.BULLET,
    *(
        pattern
        for kind, pattern in (*words.BEFORE_PRODUCTS, *words.AFTER_NUMBERS, *words.LAST)
        if kind in {Kind.POLITE, Kind.SORRY, Kind.AMENDS, Kind.FILLER, Kind.COMMA}
    ),
]
NONSENSE = st.text(max_size=200)
# Pieces of messages in any order find more than letters do.
PHRASES = st.lists(
    st.one_of(st.sampled_from([word for case in MESSAGES for word in case.text.split(" ")]), st.text(max_size=3)),
    max_size=40,
).map(" ".join)


@pytest.mark.parametrize("case", MESSAGES, ids=[case.text[:40] for case in MESSAGES])
def test_a_message_is_read_as_a_person_would(case: Case) -> None:
    draft = message.read(case.text, OFFERED)
    assert [(line.offers, line.quantity, line.doubts) for line in draft.lines] == [
        (line.offers, line.quantity, line.doubts) for line in case.lines
    ]
    assert (draft.name, draft.mobile) == (case.name, case.mobile)
    assert (draft.address, draft.when, draft.note) == (case.address, case.when, case.note)
    assert texts(draft.unread) == case.unread
    assert texts(draft.refused) == case.refused
    assert "".join(piece.text for piece in draft.pieces) == case.text


def test_the_table_is_as_long_as_it_is_varied() -> None:
    assert len({case.text for case in MESSAGES}) >= 60
    assert {doubt for case in MESSAGES for line in case.lines for doubt in line.doubts} == set(message.Doubt)


def test_a_line_tells_where_it_was_said() -> None:
    (line,) = message.read("سلام، ۲ پرس قیمه لطفا", OFFERED).lines
    assert (line.piece.start, line.piece.end, line.piece.text) == (6, 16, "۲ پرس قیمه")
    assert line.sure


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("قورمه سبزی و قیمه هر کدوم یکی", ["قورمه سبزی", "قیمه"]),
        ("۲ تا قورمه سبزی نه ببخشید ۳ تا", ["قورمه سبزی"]),
        ("قورمه سبزی\n۲ تا", ["قورمه سبزی\n۲ تا"]),
        ("کدهای ۱۰۴۲۳ و ۱۰۴۲۴", ["کدهای ۱۰۴۲۳", "۱۰۴۲۴"]),
    ],
)
def test_the_place_of_a_line_holds_nothing_of_another(text: str, pieces: list[str]) -> None:
    assert [line.piece.text for line in message.read(text, OFFERED).lines] == pieces


@given(st.one_of(NONSENSE, PHRASES))
def test_no_text_fails_and_nothing_of_it_vanishes(text: str) -> None:
    draft = message.read(text, OFFERED)
    assert "".join(piece.text for piece in draft.pieces) == text
    at = 0
    for piece in draft.pieces:
        assert piece.start == at < piece.end
        assert text[piece.start : piece.end] == piece.text
        at = piece.end
    assert at == len(text)
    assert not [piece for piece in draft.pieces if piece.meaning is Meaning.NOTHING and says_something(piece.text)]


@given(PHRASES)
def test_what_is_sure_is_one_offer_and_one_whole_number(text: str) -> None:
    for line in message.read(text, OFFERED).lines:
        assert set(line.offers) <= {offer.id for offer in OFFERED}
        assert line.sure == (not line.doubts)
        if line.sure:
            assert len(line.offers) == 1
            assert line.quantity
        assert line.quantity is None or 1 <= line.quantity <= numbers.MOST


@given(st.integers(1, 99), st.booleans(), st.sampled_from([" تا", "تا", "\u200cتا", " پرس"]))
def test_every_number_up_to_ninety_nine_is_read_in_words(number: int, first: bool, unit: str) -> None:
    words = f"{in_words(number)}{unit}"
    (line,) = message.read(f"{words} قیمه" if first else f"قیمه {words}", OFFERED).lines
    assert (line.offers, line.quantity, line.doubts) == ((GHEYMEH,), number, ())


@pytest.mark.parametrize("part", ["قیمه ۲ تا ", "بیست و ", "نمیخوام ", "خیابان فردا ", "رشت گلسار ", "["])
def test_a_very_long_text_is_read_to_its_end(part: str) -> None:
    text = (part * 20000)[:20000]
    assert "".join(piece.text for piece in message.read(text, OFFERED).pieces) == text


def test_nothing_is_ordered_where_nothing_is_offered() -> None:
    draft = message.read("۲ تا قیمه", [])
    assert draft.lines == ()
    assert texts(draft.unread) == ("۲ تا قیمه",)


def test_a_name_without_letters_and_an_empty_code_are_found_nowhere() -> None:
    assert message.read("سلام - ۲ تا", [Offer(1, "", ("", "-"), "piece")]).lines == ()


def texts(pieces: tuple[Piece, ...]) -> tuple[str, ...]:
    return tuple(piece.text for piece in pieces)


def says_something(text: str) -> bool:
    """Whether letters, figures or pictures stay when all words that may mean nothing are taken out."""
    flat = MarkedText(text).flat
    for pattern in QUIET:
        flat = pattern.sub(" ", flat)
    return any(unicodedata.category(letter)[0] in "LN" or unicodedata.category(letter) == "So" for letter in flat)


def in_words(number: int) -> str:
    named = {value: word for word, value in reversed(numbers.WORDS.items())}
    return named.get(number) or f"{named[number // 10 * 10]} و {named[number % 10]}"
