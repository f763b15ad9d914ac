"""What somebody has seen of the notices that the events of a shop raise for him."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant


class NoticeRead(SQLModel, table=True):
    """That a person has seen the notice of an event, or with `and_before` of all up to it."""

    __tablename__ = "notices_read"
    __table_args__ = (UniqueConstraint("user_id", "event_id", "and_before"),)

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    event_id: int = Field(foreign_key="events.id")
    and_before: bool = False
    at: datetime = instant()
