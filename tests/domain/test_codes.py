"""The code of a product, however it is typed."""

import pytest

from hamyar.domain import products
from tests.people import World


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("10423", "10423"),
        ("۱۰۴۲۳", "10423"),
        ("١٠٤٢٣", "10423"),
        (" 104 23 ", "10423"),
        ("۱۰۴-۲۳", "10423"),
        ("کد: ۱۰۴۲۳", "10423"),
        ("كد محصول ۱۰۴۲۳", "10423"),
        ("Code: 10423", "10423"),
        ("#12345678", "12345678"),
        ("1042", ""),
        ("123456789", ""),
        ("09351234567", ""),
        ("ترشی", ""),
        ("ترشی ۱۰۴۲۳", ""),
        ("", ""),
        ("کد", ""),
        ("\u202e\x00", ""),
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str, code: str) -> None:
    assert products.code_in(typed) == code


@pytest.mark.usefixtures("context")
def test_a_code_finds_hidden_products_and_those_of_no_other_clinic(world: World) -> None:
    assert products.find_by_code(1, f"کد {world.hidden}").name == "مربای به"  # type: ignore[union-attr]
    assert products.find_by_code(2, world.jar) is None
    assert products.find_by_code(1, "00000") is None
