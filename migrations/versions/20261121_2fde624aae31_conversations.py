"""conversations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '2fde624aae31'
down_revision = 'caf4194086d8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('talks_with', sa.Integer(), nullable=True))

    with op.batch_alter_table('stores', schema=None) as batch_op:
        batch_op.add_column(sa.Column('silent_since', sa.DateTime(timezone=True), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('stores', schema=None) as batch_op:
        batch_op.drop_column('silent_since')

    with op.batch_alter_table('chats', schema=None) as batch_op:
        batch_op.drop_column('talks_with')

