"""what goes out by itself names when it was due"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '63e2a2276f83'
down_revision = 'c628e5da4238'
branch_labels = None
depends_on = None

TABLES = ('mails', 'report_files')
# Of what is owed still, nothing is owed for goods that were given back.
KEPT = '(SELECT o.subtotal_amount - o.discount_amount - o.refunded_amount FROM orders o WHERE o.id = order_id)'
STEP = "(CASE WHEN currency IN ('IDR', 'COP') THEN 100 ELSE 1 END)"
VOID = f"UPDATE commissions SET state = 'void' WHERE state = 'pending' AND {KEPT} <= 0"
LESS = (
    f"UPDATE commissions SET amount = (2 * ({KEPT} * rate / 1000) + {STEP}) / (2 * {STEP}) * {STEP} "
    "WHERE state = 'pending' AND order_id IN (SELECT id FROM orders WHERE refunded_amount > 0)"
)


def upgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('schedule', sa.String(length=40), server_default='', nullable=False))
            batch_op.add_column(sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
            name = batch_op.f(f'uq_{table}_store_id_schedule_due_at')
            batch_op.create_unique_constraint(name, ['store_id', 'schedule', 'due_at'])
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column('schedule', server_default=None)
    op.execute(VOID)
    op.execute(LESS)


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f'uq_{table}_store_id_schedule_due_at'), type_='unique')
            batch_op.drop_column('due_at')
            batch_op.drop_column('schedule')
