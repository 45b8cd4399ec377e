"""A clinic that tells its customers, for the tests of sending: what is set up, told and found afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from hamyar.domain import channels, clinics, groups, notices, people, reaching
from hamyar.domain.notices import Notice
from hamyar.domain.outgoing import NoticeTry
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import sealing
from hamyar.ops.settings import Settings
from tests.people import MANAGER, MARYAM

KEY, CUSTOMER = "a-very-secret-key-34", "+989351234567"
NOON = datetime(2026, 11, 25, 12, tzinfo=clock.TEHRAN)


def set_up(app: Flask, settings: Settings, kind: str, about: dict[str, Any], *, is_on: bool = True) -> None:
    """A way, with its key."""
    with app.app_context(), transaction():
        by = people.find_by_mobile(None, MANAGER)
        assert by
        channel = channels.put(by.clinic_id, kind, about, is_on=is_on, by=by)
        channels.set_key(channel, sealing.lock(settings.secret_key, KEY), by)


def tell(app: Flask, kind: str = "order.ready", **facts: object) -> int:
    """Tell a customer; the number of the notice."""
    with app.app_context():
        with transaction():
            clinic = clinics.get_only()
            known = facts or {"number": 1042, "group": "گل نرگس"}
            notices.tell_customer(clinic.id, None, None, CUSTOMER, kind, known, "/o/secret")
        number: int = db.session.query(Notice.id).order_by(Notice.id.desc()).limit(1).scalar()
    clock.freeze(clock.now() + timedelta(minutes=1))
    return number


def tell_cooks(app: Flask) -> None:
    """Tell the cooks of a new order."""
    with app.app_context(), transaction():
        notices.tell_group(groups.get(clinics.get_only().id, "gol-narges"), "order.placed", {"number": 1042})


def wish(app: Flask, channel: str, address: str = "") -> None:
    """Maryam wants to be told so too."""
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        db.session.add(reaching.Wish(person_id=maryam.id, channel=channel, address=address, chosen_at=clock.now()))


def set_aside(app: Flask, table: str) -> Callable[[], None]:
    """Whatever needs this table fails from now on, until what is given back is called."""
    with app.app_context(), transaction():
        db.session.execute(sa.text(f"ALTER TABLE {table} RENAME TO aside"))

    def put_back() -> None:
        with app.app_context(), transaction():
            db.session.execute(sa.text(f"ALTER TABLE aside RENAME TO {table}"))

    return put_back


def state(app: Flask, number: int) -> tuple[str, list[tuple[str, str]]]:
    """How a notice stands, and how its tries went."""
    with app.app_context():
        tries = db.session.query(NoticeTry).filter_by(notice_id=number).order_by(NoticeTry.id)
        return db.session.get_one(Notice, number).state, [(one.outcome, one.error) for one in tries]


def pass_time(**much: int) -> None:
    clock.freeze(clock.now() + timedelta(**much))
