"""What the model host was asked for a store, by day: for its budget and for the bill."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class ModelUse(SQLModel, table=True):
    """Calls and tokens of one store on one day in UTC. Messages of people without a store count under none."""

    __tablename__ = "model_uses"
    __table_args__ = (UniqueConstraint("store_key", "day"),)

    id: int = Field(default=None, primary_key=True)
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    store_key: int = 0
    day: date
    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0


class AssistantUse(SQLModel, table=True):
    """What one person asked the assistant on one day in UTC: for his budget."""

    __tablename__ = "assistant_uses"
    __table_args__ = (UniqueConstraint("user_id", "day"),)

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    day: date
    calls: int = 0
    tokens: int = 0
