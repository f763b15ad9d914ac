"""The stock ledger: levels per location, the movements that explain them, and what open orders have reserved."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of, only, words
from values import Quantity

MOVEMENTS = ("in", "out", "transfer", "adjust")
RESERVATION_STATES = ("open", "consumed", "released")


class StockLocation(SQLModel, table=True):
    """Where a store keeps goods; orders are served from its main one."""

    __tablename__ = "stock_locations"
    __table_args__ = (UniqueConstraint("store_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    name: str = Field(max_length=60)
    main: bool = True


class StockLevel(SQLModel, table=True):
    """How many thousandths of a product lie at a location, and how many of those open orders have reserved."""

    __tablename__ = "stock_levels"
    __table_args__ = (
        UniqueConstraint("product_id", "location_id"),
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    product_id: int = Field(foreign_key="products.id")
    location_id: int = Field(foreign_key="stock_locations.id")
    on_hand: int = large(default=0)
    reserved: int = large(default=0)

    @property
    def available(self) -> Quantity:
        """What can still be promised to a customer."""
        return Quantity(self.on_hand - self.reserved)


class StockMovement(SQLModel, table=True):
    """A change of a level by a signed quantity. Movements are only ever added: a wrong one is undone by another."""

    __tablename__ = "stock_movements"
    __table_args__ = (
        one_of("kind", MOVEMENTS),
        UniqueConstraint("undo_of"),
        Index("ix_stock_movements_product", "product_id", "location_id", "quantity"),
        Index("ix_stock_movements_store_at", "store_id", "at"),
        # Only arrivals tell who brought goods and until when they keep; sales, which are many, stay out of these.
        Index("ix_stock_movements_supplier", "store_id", "supplier", **only("supplier <> ''")),
        Index("ix_stock_movements_expires", "store_id", "expires_on", **only("expires_on IS NOT NULL")),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id")
    product_id: int = Field(foreign_key="products.id")
    location_id: int = Field(foreign_key="stock_locations.id")
    kind: str = Field(max_length=10)
    quantity: int = large()
    reason: str = words()
    batch: str = Field(default="", max_length=60)
    supplier: str = Field(default="", max_length=120)
    cost_amount: int | None = large(default=None)
    expires_on: date | None = None
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)
    undo_of: int | None = Field(default=None, foreign_key="stock_movements.id")
    actor: str = Field(max_length=40)
    at: datetime = instant()


class Reservation(SQLModel, table=True):
    """What an open order holds of a product; closed once, by shipping or by cancelling."""

    __tablename__ = "reservations"
    __table_args__ = (
        UniqueConstraint("order_id", "product_id", "location_id"),
        one_of("state", RESERVATION_STATES),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_reservations_product_state", "product_id", "state"),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    order_id: int = Field(foreign_key="orders.id")
    product_id: int = Field(foreign_key="products.id")
    location_id: int = Field(foreign_key="stock_locations.id")
    quantity: int = large()
    state: str = Field(default="open", max_length=10)
