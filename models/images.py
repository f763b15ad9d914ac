"""Pictures: of products, of sellers' banners, and the codes that customers pay by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import instant


class Image(SQLModel, table=True):
    """A picture, compressed and without what its camera wrote into it, with a thumbnail. `name` is its address.

    What is in it never changes. One that nothing shows (any more) is `unused_since` then, and forgotten later.
    """

    __tablename__ = "images"
    __table_args__ = (Index("ix_images_product", "product_id", "position"), Index("ix_images_unused", "unused_since"))

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    product_id: int | None = Field(default=None, foreign_key="products.id")
    name: str = Field(max_length=40, unique=True)
    position: int = 0
    width: int
    height: int
    content: bytes = Field(sa_type=LargeBinary)
    thumbnail: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = instant()
    unused_since: datetime | None = instant(default=None)
