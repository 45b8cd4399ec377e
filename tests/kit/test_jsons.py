"""What a stranger wrote as JSON is read, or refused; it breaks nothing."""

import json

import pytest

from hamyar.kit import jsons


@pytest.mark.parametrize("sound", ['{"a": [1, {"b": null}]}', "[]", '"x"', "7", "[" * 40 + "]" * 40])
def test_what_is_sound_is_read(sound: str) -> None:
    assert jsons.read(sound) == json.loads(sound)
    assert jsons.read(sound.encode()) == json.loads(sound)


@pytest.mark.parametrize(
    "text",
    ["", "{", "9" * 5000, b"\xff", '{"a":' + "[" * 400 + "]" * 400 + "}", "[" * 100_000, '{"a":' * 100_000],
    ids=["nothing", "half", "endless number", "no text", "deep", "bottomless lists", "bottomless objects"],
)
def test_what_is_none_or_has_no_bottom_is_refused(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        jsons.read(text)
