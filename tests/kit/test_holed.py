"""Pages with holes: one valid gzip stream, whatever fills them."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit.holed import MARK, Holed

WORDS = st.text(alphabet=st.characters(exclude_characters=MARK, exclude_categories=["Cs"]), max_size=300)


@given(st.lists(WORDS, min_size=1, max_size=5), WORDS)
def test_a_filled_page_is_the_same_plain_and_gzipped(pieces: list[str], filling: str) -> None:
    page = Holed(f"{MARK}name{MARK}".join(pieces))
    expected = filling.join(pieces).encode()
    assert page.plain(lambda _hole: filling) == expected
    assert gzip.decompress(page.gzipped(lambda _hole: filling)) == expected


def test_each_hole_is_filled_by_its_own_name() -> None:
    page = Holed(f"a{MARK}one{MARK}b{MARK}two{MARK}c")
    assert page.holes == ["one", "two"]
    assert page.plain(str.upper) == b"aONEbTWOc"


def test_a_page_is_kept_much_smaller_than_it_is() -> None:
    page = Holed("<li>ترشی</li>" * 5000)
    assert len(page.gzipped(str)) < 1000
