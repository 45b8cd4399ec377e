"""What is sold by the day and by the hour: places, windows, days off, holidays, permits.

Revises: 0002
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from hamyar.kit import clock, search

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_holidays_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("clinic_id", "day", name=op.f("uq_holidays_clinic_id_day")),
    )
    op.create_table(
        "days_off",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_days_off_group_id")),
        sa.PrimaryKeyConstraint("group_id", "day", name=op.f("pk_days_off")),
    )
    op.create_table(
        "permits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('in_progress', 'granted')", name=op.f("ck_permits_state")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_permits_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_permits_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permits")),
    )
    with op.batch_alter_table("permits", schema=None) as batch_op:
        batch_op.create_index("ix_permits_group_id_id", ["group_id", "id"], unique=False)
    op.create_table(
        "days_taken",
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_days_taken_taken")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_days_taken_product_id")),
        sa.PrimaryKeyConstraint("product_id", "day", "window", name=op.f("pk_days_taken")),
    )
    op.create_table(
        "service_windows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.CheckConstraint("places BETWEEN 1 AND 10000", name=op.f("ck_service_windows_places")),
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends > starts AND ends <= 1440", name=op.f("ck_service_windows_hours")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_service_windows_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_windows")),
        sa.UniqueConstraint("product_id", "starts", name=op.f("uq_service_windows_product_id_starts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lead_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("weekdays_off", sa.String(length=7), server_default=sa.text("('')"), nullable=False)
        )
        batch_op.add_column(sa.Column("works_on_holidays", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("takes_requests", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("per_day", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("weekdays", sa.String(length=7), server_default="0123456", nullable=False))
        batch_op.add_column(sa.Column("order_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("minutes", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("place", sa.String(length=10), server_default="workshop", nullable=False))
        batch_op.add_column(sa.Column("material", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("work", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("hour_worth", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weight", sa.Integer(), nullable=True))
    _check(
        "products",
        {
            "kind": "kind IN ('in_stock', 'made_to_order', 'service', 'on_agreement')",
            "per_day": "per_day BETWEEN 1 AND 10000",
            "order_by": "order_by BETWEEN 0 AND 1439",
            "place": "place IN ('workshop', 'customer')",
        },
        anew=("kind",),
    )
    _check("variants", {"weight": "weight BETWEEN 1 AND 200000"})
    # A table that was made anew has lost the triggers that keep its index.
    for table in ("groups", "products"):
        search.create_index(op.get_bind(), table)
    _take_days()
    _give_time_for_permits()


def _check(table: str, conditions: dict[str, str], anew: tuple[str, ...] = ()) -> None:
    """Put these conditions behind a table; those in `anew` stood there before with other words."""
    with op.batch_alter_table(table) as changed:
        for name in anew:
            changed.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name, condition in conditions.items():
            changed.create_check_constraint(op.f(f"ck_{table}_{name}"), sa.text(condition))


def _take_days() -> None:
    """What was made to order before takes its place of the day that was promised, so that it can give it back."""
    orders = sa.table("orders", *(sa.column(name) for name in ("id", "state", "ready_on")))
    lines = sa.table("order_lines", *(sa.column(name) for name in ("order_id", "variant_id", "kind", "quantity")))
    variants = sa.table("variants", *(sa.column(name) for name in ("id", "product_id")))
    taken = sa.table("days_taken", *(sa.column(name) for name in ("product_id", "day", "window", "taken")))
    joined = lines.join(orders, orders.c.id == lines.c.order_id).join(variants, variants.c.id == lines.c.variant_id)
    standing = orders.c.state.in_(("placed", "accepted", "ready", "delivered")) & orders.c.ready_on.is_not(None)
    promised = (
        sa.select(variants.c.product_id, orders.c.ready_on, sa.literal(-1), sa.func.sum(lines.c.quantity))
        .select_from(joined)
        .where(lines.c.kind == "made_to_order", standing)
        .group_by(variants.c.product_id, orders.c.ready_on)
    )
    op.execute(sa.insert(taken).from_select(["product_id", "day", "window", "taken"], promised))


def _give_time_for_permits() -> None:
    """Shops with food that are open already stay open for 30 days, in which staff look at their permits."""
    groups = sa.table("groups", sa.column("id", sa.Integer), sa.column("occupation"), sa.column("is_open", sa.Boolean))
    permits = sa.table("permits", *(sa.column(name) for name in ("group_id", "state", "number", "until", "at")))
    waiting = sa.select(
        groups.c.id,
        sa.literal("in_progress", sa.String()),
        sa.literal("", sa.String()),
        sa.literal(clock.today() + timedelta(days=30), sa.Date()),
        sa.literal(clock.now().replace(tzinfo=None), sa.DateTime()),
    ).where(groups.c.is_open, groups.c.occupation.in_(("cooking", "mushrooms")))
    op.execute(sa.insert(permits).from_select(["group_id", "state", "number", "until", "at"], waiting))
