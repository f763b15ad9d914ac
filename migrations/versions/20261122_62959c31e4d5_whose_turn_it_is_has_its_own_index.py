"""whose turn it is has its own index"""

from __future__ import annotations

from alembic import op

revision = '62959c31e4d5'
down_revision = 'e38064b39045'
branch_labels = None
depends_on = None

TABLES = ('inbox', 'outbox')


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f'ix_{table}_state_chat', table, ['state', 'chat_id', 'id'])
        op.drop_index(f'ix_{table}_state_retry_at', table)


def downgrade() -> None:
    for table in TABLES:
        op.create_index(f'ix_{table}_state_retry_at', table, ['state', 'retry_at'])
        op.drop_index(f'ix_{table}_state_chat', table)
