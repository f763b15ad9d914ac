"""Words that customers used for products and that were not understood, for the seller to look at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models import columns
from models.columns import instant


class HeardWords(SQLModel, table=True):
    """Words as they are compared, how often they came, the newest message with them, and the product chosen instead."""

    __tablename__ = "heard_words"
    __table_args__ = (UniqueConstraint("store_id", "words"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    words: str = Field(max_length=120)
    count: int = 0
    last_at: datetime = instant()
    example: str = columns.words()
    product_id: int | None = Field(default=None, foreign_key="products.id")
