"""Signs of life of the clocks, and until when the provider's list of each number was looked into."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import UTCDateTime

CLOCK, MISSED = "clock", "missed"


class Beat(SQLModel, table=True):
    """When a round was last done: a clock's, or for messages that were missed at a number."""

    __tablename__ = "beats"

    name: str = Field(primary_key=True, max_length=120)
    kind: str = Field(max_length=20)
    at: datetime = Field(sa_type=UTCDateTime)
