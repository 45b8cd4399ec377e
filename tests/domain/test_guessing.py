"""The pauses between wrong tries."""

from datetime import timedelta

import pytest

from hamyar.domain import guessing
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from tests.people import MARYAM


def guess_wrong(times: int) -> None:
    """Tries from everywhere, as quickly as they are allowed."""
    for number in range(times):
        with transaction():
            guessing.begin(MARYAM, f"10.0.0.{number}")


def test_the_fifth_try_has_to_wait(context: None) -> None:
    guess_wrong(4)
    with pytest.raises(Refused, match=r"guess\.pause"):
        guess_wrong(1)


def test_a_clock_that_ran_ahead_shuts_nobody_out(context: None) -> None:
    clock.freeze(clock.now() + timedelta(days=400))
    guess_wrong(4)
    clock.freeze(None)
    guess_wrong(1)
