"""owed orders"""

from __future__ import annotations

from alembic import op

revision = '5d0c2a7e41b8'
down_revision = '191ed619f149'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index('ix_orders_store_payment', ['store_id', 'payment_state'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index('ix_orders_store_payment')
