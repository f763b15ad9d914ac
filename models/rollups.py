"""What was sold by day and product, kept beside the orders so that figures need not read all of them."""

from __future__ import annotations

from datetime import date
from typing import Final

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import large

# The day on which an order that stands was called off.
NEVER: Final = date(9999, 12, 31)


class SoldDay(SQLModel, table=True):
    """How much of a product was sold on a business day, in thousandths and minor units before discounts.

    What was called off later stands in a row of its own, under the day on which that happened.
    """

    __tablename__ = "sold_days"
    __table_args__ = (Index("ix_sold_days_product", "product_id"),)

    store_id: int = Field(foreign_key="stores.id", primary_key=True)
    day: date = Field(primary_key=True)
    product_id: int = Field(foreign_key="products.id", primary_key=True)
    off_day: date = Field(default=NEVER, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    quantity: int = large()
    amount: int = large()
