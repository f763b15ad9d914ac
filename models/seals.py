"""Seals over the trail of what happened: whoever changes a sealed row later breaks a seal and every one after it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant


class Seal(SQLModel, table=True):
    """The hash over the rows of a kind (`events`, `audit`) with ids from `first_id` to `last_id`, and over the seal
    before."""

    __tablename__ = "seals"
    __table_args__ = (UniqueConstraint("kind", "first_id"),)

    id: int = Field(default=None, primary_key=True)
    kind: str = Field(max_length=10)
    first_id: int
    last_id: int
    rows: int
    hash: str = Field(max_length=64)
    at: datetime = instant()
