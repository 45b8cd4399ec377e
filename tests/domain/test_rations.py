"""What strangers may bring in a day."""

from datetime import timedelta

from hamyar.domain import rations
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from tests.domain.conftest import refused

HERE, THERE = "192.0.2.1", "192.0.2.2"


def take(times: int, address: str) -> None:
    for _time in range(times):
        with transaction():
            rations.take(rations.REQUEST, address)


def test_one_address_is_stopped_and_others_are_not(context: None) -> None:
    most, _of_all = rations.MOST[rations.REQUEST]
    take(most, HERE)
    with refused("ration.spent"):
        take(1, HERE)
    take(1, THERE)
    with transaction():
        rations.take(rations.PHOTO, HERE)


def test_all_together_are_stopped_too(context: None) -> None:
    _of_one, most = rations.MOST[rations.REQUEST]
    for place in range(most):
        take(1, f"192.0.2.{place}")
    with refused("ration.spent"):
        take(1, "198.51.100.1")


def test_tomorrow_is_another_day(context: None) -> None:
    take(rations.MOST[rations.REQUEST][0], HERE)
    clock.freeze(clock.now() + timedelta(days=1))
    take(1, HERE)
    clock.freeze(clock.now() + timedelta(days=5))
    with transaction():
        rations.forget_old()
    assert db.session.query(rations.Ration).count() == 0
