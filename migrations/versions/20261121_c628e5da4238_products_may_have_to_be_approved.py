"""products may have to be approved"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'c628e5da4238'
down_revision = '6216585f3d17'
branch_labels = None
depends_on = None

WAITS = sa.text("approval <> 'approved'")
STATES = "approval IN ('approved', 'pending', 'rejected', 'draft')"


def upgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approval', sa.String(length=10), server_default='approved', nullable=False))
        batch_op.add_column(sa.Column('approval_note', sa.Text(), server_default='', nullable=False))
        batch_op.create_check_constraint(batch_op.f('ck_products_approval'), STATES)
        batch_op.create_check_constraint(batch_op.f('ck_products_unapproved_hidden'), "approval = 'approved' OR hidden")
        batch_op.create_index(
            'ix_products_unapproved', ['approval', 'id'], unique=False, sqlite_where=WAITS, postgresql_where=WAITS
        )
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.alter_column('approval_note', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_index('ix_products_unapproved', sqlite_where=WAITS, postgresql_where=WAITS)
        batch_op.drop_constraint(batch_op.f('ck_products_unapproved_hidden'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_products_approval'), type_='check')
        batch_op.drop_column('approval_note')
        batch_op.drop_column('approval')
