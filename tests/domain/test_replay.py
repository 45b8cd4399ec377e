"""A form that is sent twice is answered twice and done once."""

from dataclasses import replace

import pytest

from hamyar.domain import replay
from hamyar.domain.replay import Slip
from hamyar.kit import clock
from hamyar.kit.db import transaction
from hamyar.kit.errors import Refused
from tests.domain.conftest import Rows

SLIP = Slip("n1", "visitor:a", "shop.checkout.place", "f1")


def send(slip: Slip, done: list[str]) -> str:
    """Send a form whose work is to write one line."""

    def work() -> str:
        done.append(slip.number)
        return f"/answer/{len(done)}"

    with transaction():
        return replay.once(slip, work)


def test_the_same_form_is_done_once_and_answered_alike(rows: Rows) -> None:
    done: list[str] = []
    assert [send(SLIP, done) for _ in range(3)] == ["/answer/1"] * 3
    assert len(done) == 1


def test_a_number_with_other_content_does_nothing_and_tells_the_first_answer(rows: Rows) -> None:
    done: list[str] = []
    send(SLIP, done)
    with pytest.raises(replay.Altered) as told:
        send(replace(SLIP, fingerprint="f2"), done)
    assert told.value.answer == "/answer/1"
    assert len(done) == 1


def test_a_number_of_somebody_else_tells_nothing(rows: Rows) -> None:
    done: list[str] = []
    send(SLIP, done)
    with pytest.raises(replay.Altered) as told:
        send(replace(SLIP, owner="visitor:b"), done)
    assert told.value.answer == ""


def test_a_number_of_another_form_is_not_this_form(rows: Rows) -> None:
    send(SLIP, [])
    with pytest.raises(replay.Altered):
        send(replace(SLIP, purpose="group.orders.move"), [])


def test_a_refused_form_may_be_mended_and_sent_under_its_number(rows: Rows) -> None:
    def refuse() -> str:
        raise Refused("stock.short", product="x", left=0)

    with pytest.raises(Refused), transaction():
        replay.once(SLIP, refuse)
    assert replay.find("n1") is None
    assert send(replace(SLIP, fingerprint="mended"), []) == "/answer/1"


def test_old_numbers_are_forgotten_and_young_ones_kept(rows: Rows) -> None:
    send(SLIP, [])
    with transaction():
        assert replay.forget_old() == 0
    clock.freeze(clock.now() + replay.KEPT * 1.01)
    with transaction():
        assert replay.forget_old() == 1
