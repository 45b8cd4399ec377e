"""The database's way from one version of Hamyar to the next. Alembic is loaded only where there is a step to take.

An upgrade works on a copy beside the database. The copy takes the database's place only when every step is done and
every check passed, so a failure, or a power cut, leaves the file that was there exactly as it was.
"""

from pathlib import Path

import sqlalchemy as sa

from hamyar.kit import clock
from hamyar.ops import backup, sqlite
from hamyar.ops.plain import N_, Trouble
from hamyar.ops.settings import Settings

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(settings: Settings, migrations: Path = MIGRATIONS) -> Path | None:
    """Bring the database to this program's revision; gives the backup where an older one was upgraded.

    Raises Trouble where the database is newer than the program, or where a step fails; then nothing was changed.
    """
    at, newest = revision(settings), head(migrations)
    if at == newest:
        return None
    if at is not None and at not in known(migrations):
        raise Trouble(
            N_(
                "This database was made by a newer Hamyar (%(at)s; this program knows up to %(newest)s). "
                "Install the newer program, or restore a backup made by this one."
            ),
            at=at,
            newest=newest,
        )
    if settings.database is None:
        _run(settings.database_url, migrations)
        return None
    saved = _backup(settings, f"before-{at}-to-{newest}") if at else None
    _upgrade_copy(settings.database, migrations)
    return saved


def revision(settings: Settings) -> str | None:
    """The revision that the database is at, or None where there are no tables yet."""
    if settings.database is not None:
        return sqlite.revision(settings.database)
    engine = sa.create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            at: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            return at
    finally:
        engine.dispose()


def head(migrations: Path = MIGRATIONS) -> str:
    """The newest revision that this program knows."""
    return known(migrations)[-1]


def known(migrations: Path = MIGRATIONS) -> list[str]:
    """Every revision, oldest first: the number with which a step's file begins. One line, no branches."""
    return sorted(path.name.split("_")[0] for path in (migrations / "versions").glob("[0-9]*_*.py"))


def _backup(settings: Settings, name: str) -> Path:
    """Save the database as it is. Without photos: an upgrade does not touch them, and a disk is soon full."""
    name = f"{name}-{clock.now():%Y%m%d-%H%M%S}.zip"
    saved = backup.write(settings, settings.backups / name, photos=False).path
    backup.keep(settings, settings.keep_backups)
    return saved


def _upgrade_copy(database: Path, migrations: Path) -> None:
    copy = database.with_name(database.name + ".upgrading")
    sqlite.remove(copy)
    try:
        if database.exists():
            sqlite.copy(database, copy)
        _run(f"sqlite:///{copy}", migrations)
        sqlite.check(copy)
        sqlite.fold(copy)
    except Exception as error:
        sqlite.remove(copy)
        raise Trouble(
            N_("The database could not be brought to this version: %(reason)s. It is as it was; nothing was changed."),
            reason=error,
        ) from error
    sqlite.replace(database, copy)


def _run(url: str, migrations: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
