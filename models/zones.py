"""Where a store delivers for how much, and the days on which it is closed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import large


class DeliveryZone(SQLModel, table=True):
    """An area with a delivery fee of its own: known by a name that stands in addresses, or by the metres around the
    store."""

    __tablename__ = "delivery_zones"
    __table_args__ = (
        UniqueConstraint("store_id", "key"),
        CheckConstraint("fee_amount >= 0", name="fee"),
        CheckConstraint("metres IS NULL OR metres > 0", name="metres"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    key: str = Field(max_length=80)
    name: str = Field(max_length=80)
    metres: int | None = None
    fee_amount: int = large()


class ClosedDay(SQLModel, table=True):
    """A business day on which the store takes no orders, whatever its hours."""

    __tablename__ = "closed_days"

    store_id: int = Field(foreign_key="stores.id", primary_key=True)
    day: date = Field(primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
