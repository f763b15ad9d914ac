"""Customers of a seller, where they are reached, where they get their orders, and what they agreed to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, words


class Customer(SQLModel, table=True):
    """A person who buys from a seller."""

    __tablename__ = "customers"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    name: str = Field(default="", max_length=120)
    phone: str = Field(default="", max_length=40)
    language: str | None = Field(default=None, max_length=10)
    note: str = words()
    blocked_at: datetime | None = instant(default=None)
    created_at: datetime = instant()


class CustomerLabel(SQLModel, table=True):
    """A word that a seller puts on a customer, in the form in which words are compared."""

    __tablename__ = "customer_labels"
    __table_args__ = (UniqueConstraint("customer_id", "label"), Index("ix_customer_labels_label", "seller_id", "label"))

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    customer_id: int = Field(foreign_key="customers.id")
    label: str = Field(max_length=40)


class CustomerAddress(SQLModel, table=True):
    """A channel identity of a customer: a phone number is one kind, an opaque id another."""

    __tablename__ = "customer_addresses"
    __table_args__ = (UniqueConstraint("seller_id", "channel", "external_id"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    customer_id: int = Field(foreign_key="customers.id", index=True)
    channel: str = Field(max_length=20)
    external_id: str = Field(max_length=160)
    created_at: datetime = instant()


class Place(SQLModel, table=True):
    """Where a customer has had something delivered to, as text or as a shared location."""

    __tablename__ = "places"
    __table_args__ = (Index("ix_places_customer_used", "customer_id", "used_at"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    customer_id: int = Field(foreign_key="customers.id")
    label: str = Field(default="", max_length=60)
    text: str = words()
    lat: float | None = None
    lon: float | None = None
    used_at: datetime = instant()


class Consent(SQLModel, table=True):
    """What somebody at an address agreed to or refused, when and in which words. The newest row of a purpose counts."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_who", "channel", "external_id", "purpose", "id"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int | None = Field(default=None, foreign_key="sellers.id")
    channel: str = Field(max_length=20)
    external_id: str = Field(max_length=160)
    purpose: str = Field(max_length=40)
    granted: bool
    source: str = Field(max_length=40)
    text: str = words()
    at: datetime = instant()
