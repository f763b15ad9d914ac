"""The credit book: who may pay later, how much each owes, and every entry that explains it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of

CREDIT_KINDS = ("give", "order", "receive")


class CreditAccount(SQLModel, table=True):
    """What a customer owes a store: the sum of his entries, in minor units of the store's currency.

    Below zero the store owes him, as after an order that was called off when he had paid it back.
    """

    __tablename__ = "credit_accounts"
    __table_args__ = (
        UniqueConstraint("store_id", "customer_id"),
        CheckConstraint("limit_amount >= 0", name="limit"),
        Index("ix_credit_accounts_store_balance", "store_id", "balance_amount"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    customer_id: int = Field(foreign_key="customers.id", index=True)
    balance_amount: int = large(default=0)
    limit_amount: int | None = large(default=None)
    reminded_at: datetime | None = instant(default=None)
    created_at: datetime = instant()


class CreditEntry(SQLModel, table=True):
    """A signed change of what a customer owes. Entries are only ever added: a wrong one is undone by another of its
    kind."""

    __tablename__ = "credit_entries"
    __table_args__ = (
        one_of("kind", CREDIT_KINDS),
        UniqueConstraint("undo_of"),
        Index("ix_credit_entries_account", "account_id", "id", "amount"),
        Index("ix_credit_entries_store_at", "store_id", "at"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    account_id: int = Field(foreign_key="credit_accounts.id")
    kind: str = Field(max_length=10)
    amount: int = large()
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    undo_of: int | None = Field(default=None, foreign_key="credit_entries.id")
    actor: str = Field(max_length=40)
    at: datetime = instant()
