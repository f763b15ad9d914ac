"""Sellers, and the people who work for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from models.columns import instant, one_of

ROLES = ("staff", "manager", "owner")
USER_STATES = ("active", "suspended", "deleted")
SELLER_STATES = ("pending", "active", "suspended", "deleted")


class Seller(SQLModel, table=True):
    """Who owns stores: the boundary of data, whose id stands on every row that belongs to one.

    What is told of the business is its public profile; `commission_rate` is in thousandths of the goods sold.
    """

    __tablename__ = "sellers"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    country: str = Field(max_length=2)
    language: str = Field(max_length=10)
    state: str = Field(default="active", max_length=12, sa_column_kwargs={"server_default": "active"})
    description: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": text("''")})
    phone: str = Field(default="", max_length=40, sa_column_kwargs={"server_default": text("''")})
    city: str = Field(default="", max_length=80, sa_column_kwargs={"server_default": text("''")})
    category: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": text("''")})
    banner: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": text("''")})
    commission_rate: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_at: datetime = instant()


class User(SQLModel, table=True):
    """A person with an account: who works in stores, of one seller or of several, or buys over the web. `email` is in
    small letters; `admin` looks after the whole installation."""

    __tablename__ = "users"

    id: int = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=120)
    language: str = Field(default="en", max_length=10)
    pin_hash: str | None = Field(default=None, max_length=200)
    pin_failures: int = 0
    pin_locked_until: datetime | None = instant(default=None)
    email: str | None = Field(default=None, max_length=200, unique=True, index=True)
    phone: str | None = Field(default=None, max_length=40)
    password_hash: str | None = Field(default=None, max_length=200)
    state: str = Field(default="active", max_length=12, sa_column_kwargs={"server_default": "active"})
    admin: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    preferences: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))
    created_at: datetime = instant()


class UserAddress(SQLModel, table=True):
    """Where a user is reached and known by; an opaque id of a channel."""

    __tablename__ = "user_addresses"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    channel: str = Field(max_length=20)
    external_id: str = Field(max_length=160)
    created_at: datetime = instant()


class Staff(SQLModel, table=True):
    """The role of a user in a store."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("store_id", "user_id"), one_of("role", ROLES))

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    user_id: int = Field(foreign_key="users.id", index=True)
    role: str = Field(max_length=10)
    created_at: datetime = instant()


class StaffInvite(SQLModel, table=True):
    """An invitation to work in a store: whoever sends its code first gets the role, from one number alone if it names
    one."""

    __tablename__ = "staff_invites"
    __table_args__ = (one_of("role", ROLES),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    code: str = Field(max_length=12, unique=True)
    role: str = Field(max_length=10)
    name: str = Field(default="", max_length=120)
    number: str = Field(default="", max_length=20)
    by_user_id: int = Field(foreign_key="users.id")
    created_at: datetime = instant()
    expires_at: datetime = instant()
    used_at: datetime | None = instant(default=None)
