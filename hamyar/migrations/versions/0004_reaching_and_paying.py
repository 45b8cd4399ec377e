"""How an order reaches its customer and how it is paid.

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from hamyar.kit import search

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "gateways",
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(length=200), nullable=False),
        sa.Column("sealed_id", sa.Text(), nullable=False),
        sa.Column("id_ending", sa.String(length=4), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_gateways_clinic_id")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_gateways")),
    )
    op.create_table(
        "delivery_ways",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("where", sa.String(length=200), nullable=False),
        sa.Column("hours", sa.String(length=100), nullable=False),
        sa.Column("free_above", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('pickup', 'courier', 'post')", name=op.f("ck_delivery_ways_kind")),
        sa.CheckConstraint("free_above > 0", name=op.f("ck_delivery_ways_free_above")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_delivery_ways_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_ways")),
        sa.UniqueConstraint("group_id", "kind", name=op.f("uq_delivery_ways_group_id_kind")),
    )
    op.create_table(
        "pay_cards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("iban", sa.String(length=26), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_pay_cards_clinic_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_pay_cards_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_cards")),
    )
    with op.batch_alter_table("pay_cards", schema=None) as batch_op:
        batch_op.create_index("ix_pay_cards_clinic_id_group_id", ["clinic_id", "group_id"], unique=False)
    op.create_table(
        "delivery_fees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("way_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=60), nullable=False),
        sa.Column("up_to", sa.Integer(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("fee >= 0 AND fee <= 10000000000", name=op.f("ck_delivery_fees_fee")),
        sa.CheckConstraint("up_to BETWEEN 1 AND 200000", name=op.f("ck_delivery_fees_up_to")),
        sa.ForeignKeyConstraint(["way_id"], ["delivery_ways.id"], name=op.f("fk_delivery_fees_way_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_fees")),
    )
    with op.batch_alter_table("delivery_fees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_fees_way_id"), ["way_id"], unique=False)
    op.create_table(
        "order_addresses",
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("province", sa.String(length=30), nullable=False),
        sa.Column("city", sa.String(length=60), nullable=False),
        sa.Column("street", sa.String(length=300), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("landmark", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_addresses_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_addresses")),
    )
    op.create_table(
        "pay_terms",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("takes_cash", sa.Boolean(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("takes_online", sa.Boolean(), nullable=False),
        sa.Column("is_paid_first", sa.Boolean(), nullable=False),
        sa.Column("hold_hours", sa.Integer(), nullable=False),
        sa.CheckConstraint("hold_hours BETWEEN 1 AND 168", name=op.f("ck_pay_terms_hold_hours")),
        sa.ForeignKeyConstraint(["card_id"], ["pay_cards.id"], name=op.f("fk_pay_terms_card_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_pay_terms_group_id")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_pay_terms")),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("refunded", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("is_awaited", sa.Boolean(), nullable=False),
        sa.Column("owes_back", sa.Boolean(), nullable=False),
        sa.Column("held_until", sa.DateTime(), nullable=True),
        sa.Column("warn_at", sa.DateTime(), nullable=True),
        sa.Column("warned_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("payer_digits", sa.String(length=4), nullable=False),
        sa.Column("said_at", sa.String(length=40), nullable=False),
        sa.Column("tracking", sa.String(length=40), nullable=False),
        sa.Column("receipt", sa.String(length=32), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state IN ('unpaid', 'claimed', 'paid', 'too_little', 'too_much', 'refused', 'refunded')",
            name=op.f("ck_payments_state"),
        ),
        sa.CheckConstraint("way IN ('cash', 'card', 'online')", name=op.f("ck_payments_way")),
        sa.CheckConstraint("due > 0 AND refunded >= 0 AND received >= refunded", name=op.f("ck_payments_amounts")),
        sa.ForeignKeyConstraint(["card_id"], ["pay_cards.id"], name=op.f("fk_payments_card_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_payments_group_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("order_id", name=op.f("uq_payments_order_id")),
    )
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("ix_payments_erased_at_id", ["erased_at", "id"], unique=False)
        batch_op.create_index("ix_payments_group_id_owes_back", ["group_id", "owes_back"], unique=False)
        batch_op.create_index("ix_payments_group_id_state_id", ["group_id", "state", "id"], unique=False)
        batch_op.create_index("ix_payments_is_awaited_held_until", ["is_awaited", "held_until"], unique=False)
        batch_op.create_index(
            "uq_payments_card_id_due_awaited",
            ["card_id", "due"],
            unique=True,
            sqlite_where=sa.text("is_awaited"),
            postgresql_where=sa.text("is_awaited"),
        )
    op.create_table(
        "online_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.String(length=200), nullable=False),
        sa.Column("sealed_id", sa.Text(), nullable=False),
        sa.Column("pay_url", sa.String(length=300), nullable=False),
        sa.Column("visitor", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("ref", sa.String(length=30), nullable=False),
        sa.Column("card_mask", sa.String(length=30), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("asks", sa.Integer(), nullable=False),
        sa.Column("next_ask_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('begun', 'paid', 'failed', 'given_up')", name=op.f("ck_online_tries_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_tries_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_online_tries_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_tries")),
        sa.UniqueConstraint("authority", name=op.f("uq_online_tries_authority")),
    )
    with op.batch_alter_table("online_tries", schema=None) as batch_op:
        batch_op.create_index("ix_online_tries_payment_id_id", ["payment_id", "id"], unique=False)
        batch_op.create_index(
            "ix_online_tries_to_ask",
            ["next_ask_at"],
            unique=False,
            sqlite_where=sa.text("next_ask_at IS NOT NULL"),
            postgresql_where=sa.text("next_ask_at IS NOT NULL"),
        )
    op.create_table(
        "payment_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("move", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_payment_steps_by_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"], name=op.f("fk_payment_steps_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_steps")),
    )
    with op.batch_alter_table("payment_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_steps_payment_id"), ["payment_id"], unique=False)
    with op.batch_alter_table("order_lines", schema=None) as batch_op:
        batch_op.alter_column("variant_id", existing_type=sa.INTEGER(), nullable=True)
    with op.batch_alter_table("order_steps", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_clock", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.add_column(sa.Column("window", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("window_ends", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delivery", sa.String(length=10), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("area", sa.String(length=60), server_default=sa.text("('')"), nullable=False))
        batch_op.add_column(sa.Column("tracking", sa.String(length=40), server_default=sa.text("('')"), nullable=False))
        batch_op.create_index("ix_orders_group_id_ready_on_id", ["group_id", "ready_on", "id"], unique=False)
    with op.batch_alter_table("orders") as orders:
        orders.drop_constraint(op.f("ck_orders_channel"), type_="check")
        orders.create_check_constraint(
            op.f("ck_orders_channel"),
            sa.text("channel IN ('link', 'telephone', 'counter', 'message', 'fair', 'quote')"),
        )
    # A table that was made anew has lost the triggers that keep its index.
    search.create_index(op.get_bind(), "orders")
