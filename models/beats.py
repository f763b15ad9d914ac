"""Signs of life of the clocks."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import UTCDateTime


class Beat(SQLModel, table=True):
    """When a process last did its round."""

    __tablename__ = "beats"

    name: str = Field(primary_key=True, max_length=120)
    kind: str = Field(max_length=20)
    at: datetime = Field(sa_type=UTCDateTime)
