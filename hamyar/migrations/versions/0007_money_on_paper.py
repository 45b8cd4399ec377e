"""Sheets know which payments came after them, and amounts to a card are found without reading all of them.

Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("prints", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paid", sa.Integer(), server_default=sa.text("0"), nullable=False))
    # Of what was paid before, nobody knows on which sheets it stands: it counts as known.
    op.execute(sa.text("UPDATE prints SET paid = COALESCE((SELECT MAX(id) FROM payment_steps), 0)"))
    with op.batch_alter_table("payments", schema=None) as batch_op:
        batch_op.create_index("ix_payments_card_id_due", ["card_id", "due"], unique=False)
