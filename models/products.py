"""The catalogue: products with their names, units and options."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import instant, large, one_of, only, words
from values import Money, Quantity

APPROVED, PENDING, REJECTED, DRAFT = "approved", "pending", "rejected", "draft"
APPROVALS = (APPROVED, PENDING, REJECTED, DRAFT)


class Product(SQLModel, table=True):
    """Something a store sells. `key` is the name as it is compared; quantities are thousandths of the base unit.

    Until it is approved it is hidden: `pending` waits, `draft` is to be sold later only, `rejected` says why not.
    """

    __tablename__ = "products"
    __table_args__ = (
        UniqueConstraint("store_id", "key"),
        Index("ix_products_store", "store_id", "id"),
        Index("ix_products_store_position", "store_id", "position", "id"),
        CheckConstraint("price_amount >= 0", name="price"),
        CheckConstraint("step > 0", name="step"),
        one_of("approval", APPROVALS),
        CheckConstraint("approval = 'approved' OR hidden", name="unapproved_hidden"),
        Index("ix_products_unapproved", "approval", "id", **only("approval <> 'approved'")),
    )

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id", index=True)
    store_id: int = Field(foreign_key="stores.id")
    name: str = Field(max_length=120)
    key: str = Field(max_length=140)
    description: str = words()
    category: str = Field(default="", max_length=60)
    unit: str = Field(default="", max_length=20)
    step: int = large(default=1000)
    price_amount: int = large()
    currency: str = Field(max_length=3)
    tracked: bool = True
    low_at: int | None = large(default=None)
    hidden: bool = False
    approval: str = Field(default=APPROVED, max_length=10, sa_column_kwargs={"server_default": APPROVED})
    approval_note: str = words()
    sold_out_until: datetime | None = instant(default=None)
    removed_at: datetime | None = instant(default=None)
    position: int = 0
    created_at: datetime = instant()

    @property
    def price(self) -> Money:
        """The price of one base unit without options."""
        return Money(self.price_amount, self.currency)

    @property
    def smallest(self) -> Quantity:
        """The smallest quantity sold; every quantity is a multiple of it."""
        return Quantity(self.step)


class ProductAlias(SQLModel, table=True):
    """Another name people use for a product."""

    __tablename__ = "product_aliases"
    __table_args__ = (UniqueConstraint("product_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    product_id: int = Field(foreign_key="products.id")
    name: str = Field(max_length=120)


class ProductUnit(SQLModel, table=True):
    """Another unit of a product and how many thousandths of the base unit one of it is: a gram of a kilo is 1."""

    __tablename__ = "product_units"
    __table_args__ = (UniqueConstraint("product_id", "name"), CheckConstraint("thousandths > 0", name="thousandths"))

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    product_id: int = Field(foreign_key="products.id")
    name: str = Field(max_length=20)
    thousandths: int = large()


class OptionGroup(SQLModel, table=True):
    """A choice that products offer: one of several sizes, any of several toppings."""

    __tablename__ = "option_groups"

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    name: str = Field(max_length=60)
    required: bool = False
    multi: bool = False
    qualifiable: bool = False
    negatable: bool = False
    countable: bool = False
    default_option_id: int | None = None
    position: int = 0


class Option(SQLModel, table=True):
    """One value of a group and what it adds to the price of one base unit; `any_of` names the options it stands for."""

    __tablename__ = "options"
    __table_args__ = (UniqueConstraint("group_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    group_id: int = Field(foreign_key="option_groups.id")
    name: str = Field(max_length=60)
    price_amount: int = large(default=0)
    available: bool = True
    unit: str = Field(default="", max_length=20)
    any_of: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 0


class OptionAlias(SQLModel, table=True):
    """Another name of an option; a `counted` one is used with a number ("two extra shots")."""

    __tablename__ = "option_aliases"
    __table_args__ = (UniqueConstraint("option_id", "name"),)

    id: int = Field(default=None, primary_key=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    option_id: int = Field(foreign_key="options.id")
    name: str = Field(max_length=60)
    counted: bool = False


class ProductOptionGroup(SQLModel, table=True):
    """That a product offers a group, in which order, and without which of its options."""

    __tablename__ = "product_option_groups"

    product_id: int = Field(foreign_key="products.id", primary_key=True)
    group_id: int = Field(foreign_key="option_groups.id", primary_key=True, index=True)
    seller_id: int = Field(foreign_key="sellers.id")
    store_id: int = Field(foreign_key="stores.id", index=True)
    without: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int = 0
