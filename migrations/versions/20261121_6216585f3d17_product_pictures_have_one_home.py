"""product pictures have one home"""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from PIL import Image

revision = '6216585f3d17'
down_revision = 'b3fa3b50475e'
branch_labels = None
depends_on = None

CHAT, BOTH, CODE = 'product.photo_id', 'product.images', 'payment.code'
LONGEST, THUMBNAIL, ON_PHONES = 1600, 320, 1280

pictures = sa.table(
    'pictures', sa.column('id', sa.Integer), sa.column('seller_id', sa.Integer), sa.column('store_id', sa.Integer),
    sa.column('content', sa.LargeBinary), sa.column('created_at', sa.DateTime(timezone=True)),
)
images = sa.table(
    'images', sa.column('id', sa.Integer), sa.column('seller_id', sa.Integer), sa.column('store_id', sa.Integer),
    sa.column('product_id', sa.Integer), sa.column('name', sa.String), sa.column('position', sa.Integer),
    sa.column('width', sa.Integer), sa.column('height', sa.Integer), sa.column('content', sa.LargeBinary),
    sa.column('thumbnail', sa.LargeBinary), sa.column('created_at', sa.DateTime(timezone=True)),
    sa.column('unused_since', sa.DateTime(timezone=True)),
)
products = sa.table('products', sa.column('id', sa.Integer), sa.column('photo_id', sa.Integer))
ways = sa.table('payment_ways', sa.column('id', sa.Integer), sa.column('picture_id', sa.Integer))
changes = sa.table(
    'changes', sa.column('id', sa.Integer), sa.column('kind', sa.String), sa.column('subject_id', sa.Integer),
    sa.column('old', sa.JSON), sa.column('new', sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table('images', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unused_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_images_unused', ['unused_since'], unique=False)
    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_payment_ways_picture_id'), type_='foreignkey')
    known = _pictures_become_images()
    _name_anew(known)
    _rewrite_changes(CHAT, BOTH, lambda value: [] if value is None else [known[value]])
    _rewrite_changes(CODE, CODE, lambda value: {**value, 'picture': known.get(value['picture'])})
    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_payment_ways_picture_id'), 'images', ['picture_id'], ['id'])
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_products_photo_id'), type_='foreignkey')
        batch_op.drop_column('photo_url')
        batch_op.drop_column('photo_id')
    with op.batch_alter_table('pictures', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pictures_seller_id'))
    op.drop_table('pictures')


def _pictures_become_images() -> dict[int, int]:
    """Every picture as an image, unused at first: the id of each. One that came as an image too is that image."""
    connection, known = op.get_bind(), {}
    shown = {row.photo_id: row.id for row in connection.execute(sa.select(products)) if row.photo_id is not None}
    for row in connection.execute(sa.select(pictures.c.id)).all():
        one = connection.execute(sa.select(pictures).where(pictures.c.id == row.id)).one()
        product_id = shown.get(one.id)
        same = (images.c.product_id == product_id, images.c.created_at == one.created_at)
        found = connection.execute(sa.select(images.c.id).where(*same)).first() if product_id else None
        known[one.id] = found.id if found else _new_image(one, product_id)
    return known


def _new_image(one: Any, product_id: int | None) -> int:
    with Image.open(io.BytesIO(one.content)) as found:
        image = found.convert('RGB')
    image.thumbnail((LONGEST, LONGEST))
    (width, height), content = image.size, _saved(image, 'WEBP', 80)
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    belongs = {'seller_id': one.seller_id, 'store_id': one.store_id, 'product_id': product_id}
    told = {'name': secrets.token_hex(16), 'position': 0, 'width': width, 'height': height, 'content': content}
    times = {'created_at': one.created_at, 'unused_since': datetime.now(UTC)}
    new = sa.insert(images).values(**belongs, **told, **times, thumbnail=_saved(image, 'WEBP', 80))
    return int(op.get_bind().execute(new.returning(images.c.id)).scalar_one())


def _name_anew(known: dict[int, int]) -> None:
    """Products and ways to pay show the images that their pictures became; a product shows it first."""
    connection = op.get_bind()
    for product in connection.execute(sa.select(products).where(products.c.photo_id.is_not(None))).all():
        mine = sa.select(sa.func.min(images.c.position)).where(images.c.product_id == product.id)
        first = (connection.execute(mine).scalar_one() or 0) - 1
        here = sa.update(images).where(images.c.id == known[product.photo_id])
        connection.execute(here.values(position=first, unused_since=None))
    for way in connection.execute(sa.select(ways).where(ways.c.picture_id.is_not(None))).all():
        connection.execute(sa.update(ways).where(ways.c.id == way.id).values(picture_id=known[way.picture_id]))
        connection.execute(sa.update(images).where(images.c.id == known[way.picture_id]).values(unused_since=None))


def _rewrite_changes(kind: str, new_kind: str, told: Callable[[Any], Any]) -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(changes).where(changes.c.kind == kind)).all():
        values = {'old': told(row.old), 'new': told(row.new)}
        connection.execute(sa.update(changes).where(changes.c.id == row.id).values(kind=new_kind, **values))


def _saved(image: Image.Image, kind: str, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, quality=quality)
    return out.getvalue()


def downgrade() -> None:
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
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.add_column(sa.Column('photo_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('photo_url', sa.String(length=500), nullable=False, server_default=''))
    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_payment_ways_picture_id'), type_='foreignkey')
    known = _images_become_pictures()
    _rewrite_changes(BOTH, CHAT, lambda ids: next((known[one] for one in ids if one in known), None))
    _rewrite_changes(CODE, CODE, lambda value: {**value, 'picture': known.get(value['picture'])})
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.alter_column('photo_url', server_default=None)
        batch_op.create_foreign_key(batch_op.f('fk_products_photo_id'), 'pictures', ['photo_id'], ['id'])
    with op.batch_alter_table('payment_ways', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_payment_ways_picture_id'), 'pictures', ['picture_id'], ['id'])
    with op.batch_alter_table('images', schema=None) as batch_op:
        batch_op.drop_index('ix_images_unused')
        batch_op.drop_column('unused_since')


def _images_become_pictures() -> dict[int, int]:
    """What the chat shows, and what it showed before, as pictures of their own: the id of each."""
    connection, known, first = op.get_bind(), {}, {}
    of_products = sa.select(images.c.id, images.c.product_id, images.c.unused_since)
    for row in connection.execute(of_products.order_by(images.c.position, images.c.id)).all():
        if row.product_id is not None and row.unused_since is None:
            first.setdefault(row.product_id, row.id)
        if row.unused_since is not None:
            known[row.id] = _new_picture(row.id)
    for product_id, image_id in first.items():
        known[image_id] = _new_picture(image_id)
        shown = sa.update(products).where(products.c.id == product_id)
        connection.execute(shown.values(photo_id=known[image_id]))
    for way in connection.execute(sa.select(ways).where(ways.c.picture_id.is_not(None))).all():
        known[way.picture_id] = known.get(way.picture_id) or _new_picture(way.picture_id)
        connection.execute(sa.update(ways).where(ways.c.id == way.id).values(picture_id=known[way.picture_id]))
    # The web shows no code to pay by, and nothing that was taken away.
    of_no_product = sa.and_(images.c.product_id.is_(None), images.c.store_id.is_not(None))
    connection.execute(sa.delete(images).where(sa.or_(images.c.unused_since.is_not(None), of_no_product)))
    return known


def _new_picture(image_id: int) -> int:
    connection = op.get_bind()
    one = connection.execute(sa.select(images).where(images.c.id == image_id)).one()
    with Image.open(io.BytesIO(one.content)) as found:
        image = found.convert('RGB')
    image.thumbnail((ON_PHONES, ON_PHONES))
    belongs = {'seller_id': one.seller_id, 'store_id': one.store_id, 'created_at': one.created_at}
    new = sa.insert(pictures).values(**belongs, content=_saved(image, 'JPEG', 82))
    return int(connection.execute(new.returning(pictures.c.id)).scalar_one())
