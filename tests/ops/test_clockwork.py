"""The chores are done once a day, and a failing one stops nothing."""

import io
import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from hamyar.domain import (
    clinics,
    erasing,
    groups,
    mornings,
    moves,
    orders,
    payments,
    people,
    permits,
    photos,
    quotes,
    requests,
    sessions,
    settling,
)
from hamyar.domain.notices import Notice
from hamyar.kit import clock
from hamyar.kit import photos as pictures
from hamyar.kit.db import db, transaction
from hamyar.ops import archive, clockwork
from hamyar.ops.settings import Settings
from tests import pay_world, wanted
from tests.ops.sending import NOON, set_aside
from tests.people import MARYAM, World


@pytest.fixture(autouse=True)
def fresh(settings: Settings) -> None:
    """No chore was done yet, in an installation that other tests use too."""
    for path in [*settings.instance.glob("chore_*"), *settings.backups.glob("daily-*")]:
        path.unlink()


def test_chores_are_done_once_a_day(app: Flask, settings: Settings) -> None:
    assert clockwork.look(app, settings) == ["permits", "forget", "sweep", "backup"]
    assert clockwork.look(app, settings) == []
    clock.freeze(clock.now() + timedelta(days=1))
    assert clockwork.look(app, settings) == ["permits", "forget", "sweep", "backup"]


def test_ended_sessions_are_forgotten_and_living_ones_kept(app: Flask, settings: Settings) -> None:
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(None, MARYAM)
        assert maryam
        sessions.begin(maryam, is_shared=True)
        before = db.session.query(sessions.PhoneSession).count()
    clock.freeze(clock.now() + timedelta(hours=1))
    clockwork.look(app, settings)
    with app.app_context():
        assert db.session.query(sessions.PhoneSession).count() == before - 1


def test_the_nightly_backup_can_be_read_and_old_ones_go(app: Flask, settings: Settings, tmp_path: Path) -> None:
    for _ in range(settings.keep_backups + 2):
        clockwork.look(app, settings)
        clock.freeze(clock.now() + timedelta(days=1))
    kept = sorted(settings.backups.glob("daily-*.zip"))
    assert len(kept) == settings.keep_backups
    archive.unpack(kept[-1], tmp_path)
    assert (tmp_path / archive.DATABASE).stat().st_size > 10_000


def test_a_failing_chore_is_tried_again_and_stops_nothing(
    app: Flask, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    aside = settings.backups.with_name("aside")
    settings.backups.mkdir(exist_ok=True)
    settings.backups.rename(aside)
    settings.backups.write_text("a file where the folder should be")
    try:
        assert clockwork.look(app, settings) == ["permits", "forget", "sweep"]
        assert "backup" in caplog.text
    finally:
        settings.backups.unlink()
        aside.rename(settings.backups)
    assert clockwork.look(app, settings) == ["backup"]


def test_a_shop_closes_when_its_permit_has_run_out(app: Flask, settings: Settings) -> None:
    _runs_out(app)
    clockwork.look(app, settings)
    assert not _is_open(app)


def test_a_start_looks_at_permits_once_more(app: Flask, settings: Settings) -> None:
    clockwork.look(app, settings)
    _runs_out(app)
    clockwork.look(app, settings)
    assert _is_open(app), "once a day is enough while it runs"
    looked = iter([False, True])
    clockwork._run(app, settings, SimpleNamespace(wait=lambda _seconds: next(looked)))  # type: ignore[arg-type]
    assert not _is_open(app)


def test_photos_of_forms_never_saved_go_and_others_stay(app: Flask, settings: Settings) -> None:
    names = [_stored(settings, colour) for colour in ("red", "green", "blue")]
    with app.app_context(), transaction():
        photos.keep(clinics.get_only().id, name=names[0], width=64, height=64, colour="#ff0000", size=100)
    for name in names[:2]:
        for file in (settings.photos / name[:2]).glob(f"{name}-*"):
            os.utime(file, (0, 0))
    clockwork.look(app, settings)
    assert [pictures.path(settings.photos, name, 64, "jpg") is not None for name in names] == [True, False, True]


def test_photos_of_a_request_are_kept_as_long_as_that_is(app: Flask, settings: Settings) -> None:
    name = _stored(settings, "olive")
    for file in (settings.photos / name[:2]).glob(f"{name}-*"):
        os.utime(file, (0, 0))
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(1, MARYAM)
        assert maryam
        shown = photos.keep(1, name=name, width=64, height=64, colour="#808000", size=100)
        wanted.in_state(groups.get(1, "gol-narges"), maryam, requests.DECLINED, [shown])
    began = clock.now()
    for days, is_there in ((quotes.KEPT.days - 1, True), (quotes.KEPT.days + 1, False)):
        clock.freeze(began + timedelta(days=days))
        clockwork.look(app, settings)
        assert (pictures.path(settings.photos, name, 64, "jpg") is not None) == is_there


def test_erased_receipts_go_and_those_that_are_needed_or_new_stay(app: Flask, settings: Settings, world: World) -> None:
    erased, needed, new = (_stored(settings, colour, settings.receipts) for colour in ("red", "green", "blue"))
    for name in (erased, needed):
        for file in (settings.receipts / name[:2]).glob(f"{name}-*"):
            os.utime(file, (0, 0))
    pay_world.take_cards(app)
    for name, moved in ((erased, ["decline"]), (needed, [])):
        number, _secret = pay_world.order(app, world)
        with app.app_context(), transaction():
            order = orders.get(groups.get(1, "gol-narges"), number)
            settling.claim(payments.get(order), settling.Claim(receipt=name))
            for move in moved:
                moves.make(order, move, by=people.find_by_mobile(1, MARYAM), reason="نشد")
    clockwork.look(app, settings)
    assert _kept(settings, erased, needed, new) == [True, True, True]
    clock.freeze(clock.now() + timedelta(days=91))
    for file in settings.receipts.glob(f"??/{new}-*"):
        os.utime(file, (clock.now().timestamp(), clock.now().timestamp()))
    clockwork.look(app, settings)
    assert _kept(settings, erased, needed, new) == [False, True, True]


def test_what_was_not_paid_ends_within_minutes_and_not_with_the_day(app: Flask, world: World) -> None:
    clock.freeze(clock.start_of(clock.today()) + timedelta(hours=10))
    pay_world.take_cards(app)
    number, _secret = pay_world.order(app, world)
    clock.freeze(clock.now() + timedelta(hours=25))
    clockwork.beat(app)
    clock.freeze(clock.now() + timedelta(minutes=31))
    clockwork.beat(app)
    assert pay_world.money(app, number).order == "cancelled"


def test_every_minute_has_its_beat_and_every_twentieth_its_look(app: Flask, settings: Settings) -> None:
    """Each minute is a day here, so that every beat has a morning to tell of and every look its chores."""
    _wants_mornings(app)
    waits: list[float] = []
    looked: list[int] = []

    def wait(seconds: float) -> bool:
        done = list(settings.instance.glob("chore_*"))
        looked.extend([len(waits)] if done else [])
        for path in done:
            path.unlink()
        waits.append(seconds)
        clock.freeze(clock.now() + timedelta(days=1))
        return len(waits) > 21

    clockwork._run(app, settings, SimpleNamespace(wait=wait))  # type: ignore[arg-type]
    assert _mornings(app) == 21
    assert looked == [1, 21]
    assert waits[:2] == [120, 60]


def test_a_beat_that_fails_stops_no_other(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    _wants_mornings(app)
    clock.freeze(NOON + timedelta(days=1))
    set_aside(app, "online_tries")
    clockwork.beat(app)
    assert _mornings(app) == 1
    assert "every minute failed" in caplog.text


def test_an_order_that_cannot_be_ended_keeps_no_other(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    clock.freeze(NOON)
    pay_world.take_cards(app)
    first, second = (pay_world.order(app, world)[0] for _ in range(2))
    stop = f"CREATE TRIGGER stop BEFORE UPDATE ON orders WHEN old.number = {first} BEGIN SELECT RAISE(ABORT, 'no'); END"
    _say(app, stop)
    try:
        for later in (timedelta(hours=25), timedelta(hours=26)):
            clock.freeze(NOON + later)
            clockwork.beat(app)
    finally:
        _say(app, "DROP TRIGGER stop")
    assert [pay_world.money(app, number).order for number in (first, second)] == ["placed", "cancelled"]
    assert "every minute failed" in caplog.text
    clockwork.beat(app)
    assert pay_world.money(app, first).order == "cancelled"


def test_what_cannot_be_forgotten_keeps_nothing_private_that_can(
    app: Flask, settings: Settings, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(erasing, "_AT_ONCE", 1)
    pay_world.take_cards(app)
    numbers = [_paid_and_over(app, world) for _ in range(3)]
    clock.freeze(clock.now() + timedelta(days=91))
    put_back = set_aside(app, "drafts")
    assert clockwork.look(app, settings) == ["permits", "sweep", "backup"]
    assert [pay_world.money(app, number).said for number in numbers] == [("", "", "")] * 3
    assert "no such table: drafts" in caplog.text
    put_back()
    assert clockwork.look(app, settings) == ["forget"]


def test_a_receipt_that_cannot_be_erased_keeps_no_other(app: Flask, settings: Settings) -> None:
    names = [_stored(settings, colour, settings.receipts) for colour in ("red", "green", "blue", "gold", "navy")]
    for name in names:
        for file in settings.receipts.glob(f"??/{name}-*"):
            os.utime(file, (0, 0))
    stubborn = settings.receipts / names[0][:2] / f"{names[0]}-folder"
    stubborn.mkdir()
    try:
        assert clockwork.look(app, settings) == ["permits", "forget", "backup"]
        assert _kept(settings, *names[1:]) == [False] * 4
    finally:
        stubborn.rmdir()
    assert clockwork.look(app, settings) == ["sweep"]


def test_a_chore_that_cannot_be_marked_stops_no_other(app: Flask, settings: Settings) -> None:
    mark = settings.instance / "chore_permits"
    mark.mkdir()
    try:
        assert clockwork.look(app, settings) == ["forget", "sweep", "backup"]
    finally:
        mark.rmdir()
    assert clockwork.look(app, settings) == ["permits"]


def _say(app: Flask, statement: str) -> None:
    """Let the database itself do this."""
    with app.app_context(), transaction():
        db.session.execute(sa.text(statement))


def _wants_mornings(app: Flask) -> None:
    """The cooks want to be told every morning, from tomorrow on."""
    clock.freeze(NOON)
    with app.app_context(), transaction():
        maryam = people.find_by_mobile(1, MARYAM)
        assert maryam
        mornings.want(groups.get(1, "gol-narges"), maryam)


def _mornings(app: Flask) -> int:
    """How many mornings the cooks were told of."""
    with app.app_context():
        return db.session.query(Notice).filter(Notice.kind.in_(("day.list", "day.none"))).count()


def _paid_and_over(app: Flask, world: World) -> int:
    """An order whose customer said how she paid, and that was declined."""
    number, _secret = pay_world.order(app, world)
    pay_world.say(app, number)
    assert any(pay_world.money(app, number).said)
    with app.app_context(), transaction():
        order = orders.get(groups.get(1, "gol-narges"), number)
        moves.make(order, "decline", by=people.find_by_mobile(1, MARYAM), reason="نشد")
    return number


def _kept(settings: Settings, *names: str) -> list[bool]:
    return [pictures.widest(settings.receipts, name) is not None for name in names]


def _stored(settings: Settings, colour: str, folder: Path | None = None) -> str:
    photo = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(photo, "JPEG")
    photo.seek(0)
    return pictures.store(pictures.read(photo), folder or settings.photos).name


def _runs_out(app: Flask) -> None:
    """The cooks' permit ran out yesterday, or a backup is back in which it had not yet."""
    with app.app_context(), transaction():
        permit = permits.find_of(groups.get(1, "gol-narges"))
        assert permit
        permit.until = clock.today() - timedelta(days=1)


def _is_open(app: Flask) -> bool:
    with app.app_context():
        return groups.get(1, "gol-narges").is_open
