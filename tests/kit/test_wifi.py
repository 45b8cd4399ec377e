"""The square that joins a phone to the Wi-Fi, as a phone reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamyar.kit import wifi

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=10)
PASSWORDS = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=8, max_size=63)


def read(code: str) -> dict[str, str]:
    """What a phone makes of it: fields end with a semicolon that no backslash stands before."""
    assert code.startswith("WIFI:")
    assert code.endswith(";;")
    fields, value, signs = {}, "", iter(code.removeprefix("WIFI:").removesuffix(";"))
    for sign in signs:
        if sign == ";":
            key, _, content = value.partition(":")
            fields[key], value = content.replace("\0", ":"), ""
        elif sign == "\\":
            escaped = next(signs)
            value += "\0" if escaped == ":" else escaped
        else:
            value += sign
    return fields


@given(NAMES, PASSWORDS, st.booleans())
def test_a_phone_reads_what_was_written(name: str, password: str, is_hidden: bool) -> None:
    hidden = {"H": "true"} if is_hidden else {}
    assert read(wifi.code(name, password, is_hidden)) == {"T": "WPA", "S": name, "P": password} | hidden


def test_an_open_network_has_no_password() -> None:
    assert wifi.code("mehr", "", False) == "WIFI:T:nopass;S:mehr;;"


def test_every_special_sign_is_escaped() -> None:
    assert wifi.code(r'a\b;c,d:e"f', "12345678", False) == r"WIFI:T:WPA;S:a\\b\;c\,d\:e\"f;P:12345678;;"


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("mehr", True),
        ("کلینیک مددکاری م", True),
        ("کلینیک مددکاری مهر", False),
        ("x" * 33, False),
        ("", False),
        ("a\nb", False),
    ],
)
def test_a_network_is_called_by_at_most_32_bytes(name: str, fits: bool) -> None:
    assert wifi.is_name(name) is fits


@pytest.mark.parametrize(
    ("password", "opens"),
    [
        ("12345678", True),
        ("1234567", False),
        ("x" * 63, True),
        ("f0" * 32, True),
        ("x" * 64, False),
        ("گذرواژه‌ها", False),
    ],
)
def test_a_password_is_one_that_routers_take(password: str, opens: bool) -> None:
    assert wifi.is_password(password) is opens
