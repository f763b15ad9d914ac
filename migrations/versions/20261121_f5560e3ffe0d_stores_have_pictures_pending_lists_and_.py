"""stores have pictures, pending lists and suppliers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = 'f5560e3ffe0d'
down_revision = 'ebcaef4b59ca'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('pending_imports',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('seen', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_pending_imports_seller_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_pending_imports_store_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_pending_imports_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pending_imports')),
    sa.UniqueConstraint('user_id', name=op.f('uq_pending_imports_user_id'))
    )
    with op.batch_alter_table('pending_imports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pending_imports_seller_id'), ['seller_id'], unique=False)

    op.create_table('pictures',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seller_id', sa.Integer(), nullable=False),
    sa.Column('store_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['seller_id'], ['sellers.id'], name=op.f('fk_pictures_seller_id')),
    sa.ForeignKeyConstraint(['store_id'], ['stores.id'], name=op.f('fk_pictures_store_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pictures'))
    )
    with op.batch_alter_table('pictures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pictures_seller_id'), ['seller_id'], unique=False)

    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.add_column(sa.Column('picture_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_payment_ways_picture_id'), 'pictures', ['picture_id'], ['id'])

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('photo_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_products_photo_id'), 'pictures', ['photo_id'], ['id'])

    with op.batch_alter_table('stock_movements', schema=None) as batch_op:
        batch_op.create_index('ix_stock_movements_expires', ['store_id', 'expires_on'], unique=False, sqlite_where=sa.text('expires_on IS NOT NULL'), postgresql_where=sa.text('expires_on IS NOT NULL'))
        batch_op.create_index('ix_stock_movements_supplier', ['store_id', 'supplier'], unique=False, sqlite_where=sa.text("supplier <> ''"), postgresql_where=sa.text("supplier <> ''"))



def downgrade() -> None:
    with op.batch_alter_table('stock_movements', schema=None) as batch_op:
        batch_op.drop_index('ix_stock_movements_supplier', sqlite_where=sa.text("supplier <> ''"), postgresql_where=sa.text("supplier <> ''"))
        batch_op.drop_index('ix_stock_movements_expires', sqlite_where=sa.text('expires_on IS NOT NULL'), postgresql_where=sa.text('expires_on IS NOT NULL'))

    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_products_photo_id'), type_='foreignkey')
        batch_op.drop_column('photo_id')

    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_payment_ways_picture_id'), type_='foreignkey')
        batch_op.drop_column('picture_id')

    with op.batch_alter_table('pictures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pictures_seller_id'))

    op.drop_table('pictures')
    with op.batch_alter_table('pending_imports', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pending_imports_seller_id'))

    op.drop_table('pending_imports')
