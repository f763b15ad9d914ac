"""A chat: a person's address together with a business number, and whose answer the shop waits for in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import UTCDateTime


class Chat(SQLModel, table=True):
    """One conversation. `version` goes up with every finished message, so that two workers cannot both answer.

    `talks_with` is the customer's chat that what a seller types in his own is passed on to.
    """

    __tablename__ = "chats"
    __table_args__ = (UniqueConstraint("channel", "address", "business"),)

    id: int = Field(default=None, primary_key=True)
    channel: str = Field(max_length=20)
    address: str = Field(max_length=160)
    business: str = Field(max_length=160)
    version: int = 0
    seller_id: int | None = Field(default=None, foreign_key="sellers.id", index=True)
    store_id: int | None = Field(default=None, foreign_key="stores.id")
    customer_id: int | None = Field(default=None, foreign_key="customers.id")
    user_id: int | None = Field(default=None, foreign_key="users.id")
    profile_name: str = Field(default="", max_length=200)
    language: str | None = Field(default=None, max_length=10)
    other_language: str | None = Field(default=None, max_length=10)
    waiting: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    topic: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    memory: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    as_customer_until: datetime | None = Field(default=None, sa_type=UTCDateTime)
    handed_over_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    talks_with: int | None = None
    not_understood: int = 0
    greeted_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    last_inbound_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    window_closed_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    nudged_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    opted_out_at: datetime | None = Field(default=None, sa_type=UTCDateTime)
    unreachable: str = Field(default="", max_length=40)


def new_chat(channel: str, address: str, business: str, profile_name: str = "") -> dict[str, Any]:
    """The values of a chat that nothing was said in yet, for an insert that may find it there already."""
    names = {"channel": channel, "address": address, "business": business, "profile_name": profile_name[:200]}
    return names | {"version": 0, "not_understood": 0, "unreachable": "", "memory": {}}


class ChatAction(SQLModel, table=True):
    """Something a person may choose by a button, a list row, its number or its name: a command with its slots."""

    __tablename__ = "chat_actions"

    id: int = Field(default=None, primary_key=True)
    token: str = Field(max_length=40, unique=True)
    chat_id: int = Field(foreign_key="chats.id", index=True)
    command: str = Field(max_length=80)
    slots: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    label: str = Field(max_length=200)
    position: int
    expires_at: datetime = Field(sa_type=UTCDateTime)
