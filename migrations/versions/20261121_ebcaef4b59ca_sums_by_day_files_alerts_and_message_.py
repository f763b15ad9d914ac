"""sums by day, files, alerts and message budgets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'ebcaef4b59ca'
down_revision = 'b9f504f1cadc'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('alerts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('low_stock', 'failed_send', 'lapsed')", name=op.f('ck_alerts_kind')),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_alerts_seller_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_alerts_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alerts'))
    )
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.create_index('ix_alerts_subject', ['store_id', 'kind', 'subject_id'], unique=False)
        batch_op.create_index('ix_alerts_waiting', ['told_at', 'store_id', 'id'], unique=False)

    op.create_table('report_files',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('chat_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('format', sa.String(length=10), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_token', sa.String(length=40), nullable=True),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('new', 'leased', 'done', 'failed')", name=op.f('ck_report_files_state')),
    sa.ForeignKeyConstraint(['chat_id'], ['chats.id'], name=op.f('fk_report_files_chat_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_report_files_seller_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_report_files_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_files'))
    )
    with op.batch_alter_table('report_files', schema=None) as batch_op:
        batch_op.create_index('ix_report_files_state', ['state', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_report_files_store_id'), ['store_id'], unique=False)

    op.create_table('sold_days',
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('off_day', sa.Date(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_sold_days_product_id')),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_sold_days_seller_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_sold_days_store_id')),
    sa.PrimaryKeyConstraint('store_id', 'day', 'product_id', 'off_day', name=op.f('pk_sold_days'))
    )
    with op.batch_alter_table('sold_days', schema=None) as batch_op:
        batch_op.create_index('ix_sold_days_product', ['product_id'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('store_id', sa.Integer(), nullable=True))
        batch_op.create_index('ix_outbox_store_sent', ['store_id', 'sent_at'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_outbox_store_id'), 'stores', ['store_id'], ['id'])

    with op.batch_alter_table('stores', schema=None) as batch_op:
        batch_op.add_column(sa.Column('message_budget', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('budget_month', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('budget_told', sa.Integer(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('sums_days', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('stores', schema=None) as batch_op:
        batch_op.drop_column('sums_days')
        batch_op.drop_column('budget_told')
        batch_op.drop_column('budget_month')
        batch_op.drop_column('message_budget')

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_outbox_store_id'), type_='foreignkey')
        batch_op.drop_index('ix_outbox_store_sent')
        batch_op.drop_column('store_id')

    with op.batch_alter_table('sold_days', schema=None) as batch_op:
        batch_op.drop_index('ix_sold_days_product')

    op.drop_table('sold_days')
    with op.batch_alter_table('report_files', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_files_store_id'))
        batch_op.drop_index('ix_report_files_state')

    op.drop_table('report_files')
    with op.batch_alter_table('alerts', schema=None) as batch_op:
        batch_op.drop_index('ix_alerts_waiting')
        batch_op.drop_index('ix_alerts_subject')

    op.drop_table('alerts')
