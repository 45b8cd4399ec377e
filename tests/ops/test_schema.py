"""A database that came to us by migrations is the database that the nouns describe."""

import importlib

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from hamyar import domain
from hamyar.kit import search
from hamyar.kit.db import Base
from hamyar.ops import migrate
from hamyar.ops.settings import Settings


@pytest.fixture
def migrated(settings: Settings) -> sa.Engine:
    """A database made by nothing but migrations."""
    migrate.upgrade(settings)
    for storey in domain.STOREYS:
        importlib.import_module(f"hamyar.domain.{storey}")
    return sa.create_engine(settings.database_url)


def test_migrated_schema_is_model_schema(migrated: sa.Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, _parents: kind != "table" or not search.is_index(name),
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrated_constraints_are_model_constraints(migrated: sa.Engine) -> None:
    # Alembic compares no CHECK constraints, and they stand behind every rule of stock and money.
    fresh = sa.create_engine("sqlite://")
    Base.metadata.create_all(fresh)
    found, meant = (
        {
            table: {
                (check["name"], " ".join(check["sqltext"].split()))
                for check in sa.inspect(engine).get_check_constraints(table)
            }
            for table in Base.metadata.tables
        }
        for engine in (migrated, fresh)
    )
    assert found == meant
    assert any(meant.values())


@pytest.mark.parametrize("table", ["products", "orders", "people", "groups"])
def test_searched_tables_have_their_index(migrated: sa.Engine, table: str) -> None:
    names = set(sa.inspect(migrated).get_table_names())
    assert f"{table}_words" in names
