"""Signing in: sessions with their refresh tokens, one-time links, keys of other programs, and the log of all that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

from models.columns import document, instant


class LoginSession(SQLModel, table=True):
    """One signed-in device. Its refresh tokens are a family: when one is used twice, all of them end."""

    __tablename__ = "login_sessions"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    agent: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=60)
    created_at: datetime = instant()
    used_at: datetime = instant()
    expires_at: datetime = instant()
    ended_at: datetime | None = instant(default=None)
    ended_by: str = Field(default="", max_length=20)


class RefreshToken(SQLModel, table=True):
    """A refresh token that was handed out, by its hash; good for one use."""

    __tablename__ = "refresh_tokens"

    id: int = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="login_sessions.id", index=True)
    hash: str = Field(max_length=64, unique=True)
    created_at: datetime = instant()
    used_at: datetime | None = instant(default=None)


class LoginLink(SQLModel, table=True):
    """A link that signs a person in once, by the hash of its token."""

    __tablename__ = "login_links"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    hash: str = Field(max_length=64, unique=True)
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)


class ApiKey(SQLModel, table=True):
    """A key by which a program acts for a person, within its scopes; only its hash and its first letters are kept."""

    __tablename__ = "api_keys"

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    name: str = Field(max_length=60)
    start: str = Field(max_length=12)
    hash: str = Field(max_length=64, unique=True)
    scopes: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    created_at: datetime = instant()
    expires_at: datetime | None = instant(default=None)
    used_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)


class SystemLog(SQLModel, table=True):
    """Something that happened at the door: signing in, failing to, a stolen token, a key made."""

    __tablename__ = "system_logs"
    __table_args__ = (Index("ix_system_logs_at", "at", "name"),)

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=40)
    user_id: int | None = Field(default=None, foreign_key="users.id", index=True)
    address: str = Field(default="", max_length=60)
    agent: str = Field(default="", max_length=200)
    data: dict[str, Any] = document()
    at: datetime = instant()
