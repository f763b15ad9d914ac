"""Pictures that a store shows its customers."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import instant


class Picture(SQLModel, table=True):
    """A picture as it is sent: a JPEG no larger than a phone shows. It never changes; another one takes its place."""

    __tablename__ = "pictures"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    content: bytes
    created_at: datetime = instant()
