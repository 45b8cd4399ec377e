"""The chores are done once a day, and a failing one stops nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from hamyar.domain import people, sessions
from hamyar.kit import clock
from hamyar.kit.db import db, transaction
from hamyar.ops import archive, clockwork
from hamyar.ops.settings import Settings
from tests.people import MARYAM


@pytest.fixture(autouse=True)
def fresh(settings: Settings) -> None:
    """No chore was done yet, in an installation that other tests use too."""
    for path in [*settings.instance.glob("chore_*"), *settings.backups.glob("daily-*")]:
        path.unlink()


def test_chores_are_done_once_a_day(app: Flask, settings: Settings) -> None:
    assert clockwork.look(app, settings) == ["forget", "backup"]
    assert clockwork.look(app, settings) == []
    clock.freeze(clock.now() + timedelta(days=1))
    assert clockwork.look(app, settings) == ["forget", "backup"]


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
        assert clockwork.look(app, settings) == ["forget"]
        assert "backup" in caplog.text
    finally:
        settings.backups.unlink()
        aside.rename(settings.backups)
    assert clockwork.look(app, settings) == ["backup"]
