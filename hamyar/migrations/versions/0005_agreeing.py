"""Prices that are agreed upon, other days, and what went to paper.

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "rations",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "day", name=op.f("pk_rations")),
    )
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=10), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("window_ends", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answerer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'other_day') = (day IS NOT NULL)", name=op.f("ck_agreements_day")),
        sa.CheckConstraint("asked_by IN ('group', 'customer')", name=op.f("ck_agreements_asked_by")),
        sa.CheckConstraint("kind IN ('other_day', 'cancel')", name=op.f("ck_agreements_kind")),
        sa.CheckConstraint("state IN ('open', 'agreed', 'refused', 'withdrawn')", name=op.f("ck_agreements_state")),
        sa.ForeignKeyConstraint(["answerer_id"], ["people.id"], name=op.f("fk_agreements_answerer_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["people.id"], name=op.f("fk_agreements_asker_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_agreements_group_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_agreements_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index("ix_agreements_group_id_state_id", ["group_id", "state", "id"], unique=False)
        batch_op.create_index("ix_agreements_order_id_id", ["order_id", "id"], unique=False)
        batch_op.create_index(
            "uq_agreements_order_id_open",
            ["order_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
    op.create_table(
        "day_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.Date(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("window_ends", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_day_changes_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_day_changes_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_changes")),
    )
    with op.batch_alter_table("day_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_day_changes_order_id"), ["order_id"], unique=False)
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("is_again", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'day') = (order_id IS NULL) AND (kind = 'day') = (day IS NOT NULL)", name=op.f("ck_prints_about")
        ),
        sa.CheckConstraint("kind IN ('day', 'slip', 'label')", name=op.f("ck_prints_kind")),
        sa.CheckConstraint("size IN ('a4', 'roll')", name=op.f("ck_prints_size")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_prints_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_prints_group_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_prints_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prints")),
        sa.UniqueConstraint("group_id", "number", name=op.f("uq_prints_group_id_number")),
    )
    with op.batch_alter_table("prints", schema=None) as batch_op:
        batch_op.create_index("ix_prints_group_id_kind_day_id", ["group_id", "kind", "day", "id"], unique=False)
        batch_op.create_index("ix_prints_order_id_kind_id", ["order_id", "kind", "id"], unique=False)
    op.create_table(
        "quote_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("secret", sa.String(length=22), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("mobile", sa.String(length=13), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'agreed') = (order_id IS NOT NULL)", name=op.f("ck_quote_requests_order")),
        sa.CheckConstraint(
            "state IN ('asked', 'answered', 'agreed', 'refused', 'declined', 'withdrawn')",
            name=op.f("ck_quote_requests_state"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_quote_requests_clinic_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["people.id"], name=op.f("fk_quote_requests_ended_by_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_quote_requests_group_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_quote_requests_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_quote_requests_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_requests")),
        sa.UniqueConstraint("order_id", name=op.f("uq_quote_requests_order_id")),
        sa.UniqueConstraint("secret", name=op.f("uq_quote_requests_secret")),
    )
    with op.batch_alter_table("quote_requests", schema=None) as batch_op:
        batch_op.create_index("ix_quote_requests_clinic_id_mobile_id", ["clinic_id", "mobile", "id"], unique=False)
        batch_op.create_index("ix_quote_requests_group_id_id", ["group_id", "id"], unique=False)
        batch_op.create_index("ix_quote_requests_group_id_state_id", ["group_id", "state", "id"], unique=False)
    op.create_table(
        "quote_request_photos",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photos.id"], name=op.f("fk_quote_request_photos_photo_id")),
        sa.ForeignKeyConstraint(["request_id"], ["quote_requests.id"], name=op.f("fk_quote_request_photos_request_id")),
        sa.PrimaryKeyConstraint("request_id", "photo_id", name=op.f("pk_quote_request_photos")),
    )
    with op.batch_alter_table("quote_request_photos", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quote_request_photos_photo_id"), ["photo_id"], unique=False)
    op.create_table(
        "quotes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("holds_until", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("price > 0", name=op.f("ck_quotes_price")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_quotes_by_id")),
        sa.ForeignKeyConstraint(["request_id"], ["quote_requests.id"], name=op.f("fk_quotes_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
    )
    with op.batch_alter_table("quotes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quotes_request_id"), ["request_id"], unique=False)
