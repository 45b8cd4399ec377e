"""Posters are sheets too: with a number and a time, of a shop or of one product.

Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("prints", schema=None) as prints:
        prints.add_column(sa.Column("product_id", sa.Integer(), nullable=True))
        prints.create_foreign_key(op.f("fk_prints_product_id"), "products", ["product_id"], ["id"])
        prints.create_index(
            "ix_prints_group_id_kind_product_id_id", ["group_id", "kind", "product_id", "id"], unique=False
        )
        for name in ("kind", "about"):
            prints.drop_constraint(op.f(f"ck_prints_{name}"), type_="check")
        prints.create_check_constraint(op.f("ck_prints_kind"), sa.text("kind IN ('day', 'slip', 'label', 'poster')"))
        prints.create_check_constraint(
            op.f("ck_prints_about"),
            sa.text(
                "(kind = 'day') = (day IS NOT NULL) AND (kind IN ('slip', 'label')) = (order_id IS NOT NULL)"
                " AND (kind = 'poster' OR product_id IS NULL)"
            ),
        )
