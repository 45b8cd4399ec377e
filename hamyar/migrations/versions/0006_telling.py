"""What is told to whom, by which way.

Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("sealed_key", sa.Text(), nullable=False),
        sa.Column("key_ending", sa.String(length=4), nullable=False),
        sa.Column("read_until", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("kind IN ('sms', 'modem', 'telegram', 'bale', 'email')", name=op.f("ck_channels_kind")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_channels_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("clinic_id", "kind", name=op.f("uq_channels_clinic_id_kind")),
    )
    op.create_table(
        "reaching_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reaching_codes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "channel", name=op.f("pk_reaching_codes")),
        sa.UniqueConstraint("channel", "code", name=op.f("uq_reaching_codes_channel_code")),
    )
    with op.batch_alter_table("reaching_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reaching_codes_made_at"), ["made_at"], unique=False)
    op.create_table(
        "reaching_wishes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("channel IN ('sms', 'bale', 'telegram', 'email')", name=op.f("ck_reaching_wishes_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reaching_wishes_person_id")),
        sa.PrimaryKeyConstraint("person_id", "channel", name=op.f("pk_reaching_wishes")),
    )
    op.create_table(
        "mornings",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_mornings_group_id")),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_mornings")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("mobile", sa.String(length=13), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("staff_saw_at", sa.DateTime(), nullable=True),
        sa.Column("staff_saw_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "audience IN ('customer', 'group', 'staff', 'person', 'test')", name=op.f("ck_notices_audience")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sent', 'told', 'given_up', 'unneeded')", name=op.f("ck_notices_state")
        ),
        sa.ForeignKeyConstraint(["acknowledged_by_id"], ["people.id"], name=op.f("fk_notices_acknowledged_by_id")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_notices_clinic_id")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_notices_group_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_notices_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.ForeignKeyConstraint(["staff_saw_by_id"], ["people.id"], name=op.f("fk_notices_staff_saw_by_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["people.id"], name=op.f("fk_notices_told_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_clinic_id_audience_id", ["clinic_id", "audience", "id"], unique=False)
        batch_op.create_index("ix_notices_clinic_id_state_id", ["clinic_id", "state", "id"], unique=False)
        batch_op.create_index("ix_notices_group_id_audience_id", ["group_id", "audience", "id"], unique=False)
        batch_op.create_index("ix_notices_order_id_id", ["order_id", "id"], unique=False)
        batch_op.create_index(
            "ix_notices_to_try",
            ["clinic_id", "next_try_at"],
            unique=False,
            sqlite_where=sa.text("next_try_at IS NOT NULL"),
            postgresql_where=sa.text("next_try_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_notices_unseen",
            ["clinic_id", "audience", "group_id"],
            unique=False,
            sqlite_where=sa.text("acknowledged_at IS NULL"),
            postgresql_where=sa.text("acknowledged_at IS NULL"),
        )
    op.create_table(
        "notice_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("error", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=60), nullable=False),
        sa.CheckConstraint("outcome IN ('unknown', 'sent', 'failed', 'no_line')", name=op.f("ck_notice_tries_outcome")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_tries_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_tries")),
    )
    with op.batch_alter_table("notice_tries", schema=None) as batch_op:
        batch_op.create_index("ix_notice_tries_notice_id_id", ["notice_id", "id"], unique=False)
    with op.batch_alter_table("clinics", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Integer(), server_default=sa.text("(22)"), nullable=False))
        batch_op.add_column(sa.Column("quiet_until", sa.Integer(), server_default=sa.text("8"), nullable=False))
