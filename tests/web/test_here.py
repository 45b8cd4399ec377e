"""The question whether it is this very installation that answers."""

from collections.abc import Callable

import pytest

from hamyar.ops import asking
from hamyar.ops.settings import Settings
from tests import heard
from tests.people import Phone

ASKED = "a" * 22


def test_the_answer_proves_it_and_says_nothing_else(phone: Callable[..., Phone], settings: Settings) -> None:
    answer = phone().get(f"/here?ask={ASKED}")
    assert answer.text == asking.proof(settings.secret_key, ASKED)
    assert answer.content_type == "text/plain"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("asked", ["", "short", "x" * 65, "a b" * 10, "%D8%A7" * 22, "%0a" * 22])
def test_only_a_question_of_its_own_shape_is_sealed(phone: Callable[..., Phone], asked: str) -> None:
    assert phone().get(f"/here?ask={asked}", expect_errors=True).status_int == 400


def test_it_costs_the_database_nothing(app, phone: Callable[..., Phone]) -> None:
    stranger = phone()
    with heard.statements(app) as statements:
        stranger.get(f"/here?ask={ASKED}")
    assert statements == []
