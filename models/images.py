"""Pictures as web pages show them: of products and of sellers' banners."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field, SQLModel

from models.columns import instant


class Image(SQLModel, table=True):
    """A picture, compressed and without what its camera wrote into it, with a thumbnail. `name` is its address."""

    __tablename__ = "images"
    __table_args__ = (Index("ix_images_product", "product_id", "position"),)

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
