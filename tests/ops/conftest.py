"""A small installation with one clinic and one photo, for chores to work on."""

from pathlib import Path

import pytest

import hamyar
from hamyar.domain import clinics, photos
from hamyar.kit.db import transaction
from hamyar.ops import migrate, settings
from hamyar.ops.settings import Settings

PHOTO = "ab" + "c" * 62


@pytest.fixture
def installation(tmp_path: Path) -> Settings:
    found = settings.load({"HAMYAR_INSTANCE": str(tmp_path / "instance")})
    migrate.upgrade(found)
    app = hamyar.create_app(found)
    with app.app_context():
        with transaction():
            clinic = clinics.found("مددکاری مهر", "یزد", "03531234567")
            photos.keep(clinic.id, name=PHOTO, width=4, height=3, colour="#aabbcc", size=9)
        clinics.db.session.remove()
        clinics.db.engine.dispose()
    folder = found.photos / PHOTO[:2]
    folder.mkdir(parents=True)
    (folder / f"{PHOTO}-320.webp").write_bytes(b"a picture")
    return found
