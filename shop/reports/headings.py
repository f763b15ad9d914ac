"""The columns of each list, by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "sales": ("figure", "value"),
    "orders": (
        "order", "placed", "customer", "phone", "items", "state", "payment", "way", "subtotal", "fee", "total",
        "refunded", "address",
    ),
    "products": ("product", "category", "price", "unit", "stock", "reserved", "value", "menu"),
    "stock": (
        "at", "product", "movement", "quantity", "unit", "order", "reason", "supplier", "batch", "expires", "cost",
        "place",
    ),
    "customers": ("customer", "phone", "orders", "spent", "first", "last", "note"),
}  # fmt: skip
