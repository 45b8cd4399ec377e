"""The clinic's Wi-Fi, what came of asking its public address, and the addresses that posters were printed with.

Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "poster_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clinic_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=260), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinics.id"], name=op.f("fk_poster_addresses_clinic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster_addresses")),
        sa.UniqueConstraint("clinic_id", "address", name=op.f("uq_poster_addresses_clinic_id_address")),
    )
    with op.batch_alter_table("clinics") as clinics:
        clinics.add_column(
            sa.Column("checked_address", sa.String(length=200), server_default=sa.text("''"), nullable=False)
        )
        clinics.add_column(sa.Column("checked_at", sa.DateTime(), nullable=True))
        clinics.add_column(sa.Column("check_found", sa.String(length=20), server_default=sa.text("''"), nullable=False))
        clinics.add_column(sa.Column("wifi_name", sa.String(length=32), server_default=sa.text("''"), nullable=False))
        clinics.add_column(
            sa.Column("wifi_password", sa.String(length=64), server_default=sa.text("''"), nullable=False)
        )
        clinics.add_column(sa.Column("wifi_is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
        clinics.add_column(sa.Column("wifi_is_printed", sa.Boolean(), server_default=sa.false(), nullable=False))
