"""What Alembic asks for. `ops.migrate` hands over its connection; a developer's `alembic revision` has none yet:

.venv/bin/alembic revision --autogenerate --rev-id 0002 -m "what changes"
"""

import importlib
from typing import Any

import sqlalchemy as sa
from alembic import context

from hamyar import domain
from hamyar.kit import db, search


def _run(connection: sa.Connection) -> None:
    for storey in domain.STOREYS:
        importlib.import_module(f"hamyar.domain.{storey}")
    context.configure(
        connection=connection,
        target_metadata=db.Base.metadata,
        # SQLite changes few things in place: Alembic copies the table instead.
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        include_name=lambda name, kind, _parents: kind != "table" or not search.is_index(str(name)),
        compare_server_default=True,
        # One transaction for every step together: all of them, or none.
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render_item(kind: str, item: Any, _context: Any) -> Any:
    """A step must mean the same for ever, so it names plain column types and none of ours."""
    if kind == "type" and isinstance(item, db.Moment):
        return "sa.DateTime()"
    return False


if (handed := context.config.attributes.get("connection")) is not None:
    _run(handed)
else:
    from hamyar.ops import settings

    with sa.create_engine(settings.load().database_url).connect() as own:
        _run(own)
