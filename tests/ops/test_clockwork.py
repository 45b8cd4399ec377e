"""The chores are done once a day, and a failing one stops nothing."""

import io
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image

from hamyar.domain import clinics, people, photos, sessions
from hamyar.kit import clock
from hamyar.kit import photos as pictures
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
    assert clockwork.look(app, settings) == ["forget", "sweep", "backup"]
    assert clockwork.look(app, settings) == []
    clock.freeze(clock.now() + timedelta(days=1))
    assert clockwork.look(app, settings) == ["forget", "sweep", "backup"]


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
        assert clockwork.look(app, settings) == ["forget", "sweep"]
        assert "backup" in caplog.text
    finally:
        settings.backups.unlink()
        aside.rename(settings.backups)
    assert clockwork.look(app, settings) == ["backup"]


def test_photos_of_forms_never_saved_go_and_others_stay(app: Flask, settings: Settings) -> None:
    names = [_stored(settings, colour) for colour in ("red", "green", "blue")]
    with app.app_context(), transaction():
        photos.keep(clinics.get_only().id, name=names[0], width=64, height=64, colour="#ff0000", size=100)
    for name in names[:2]:
        for file in (settings.photos / name[:2]).glob(f"{name}-*"):
            os.utime(file, (0, 0))
    clockwork.look(app, settings)
    assert [pictures.path(settings.photos, name, 64, "jpg") is not None for name in names] == [True, False, True]


def _stored(settings: Settings, colour: str) -> str:
    photo = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(photo, "JPEG")
    photo.seek(0)
    return pictures.store(pictures.read(photo), settings.photos).name
