"""What one unit of goods cost, from what was told of an arrival."""

from __future__ import annotations

from decimal import Decimal

from models import Product
from values import Money, Quantity


def unit_cost(
    product: Product, quantity: Quantity, told: Money, *, whole: bool = False, counted: Quantity | None = None
) -> Money:
    """The cost of one unit: the sum told, or its part where it is said to be for all of it, or for each of what was
    `counted` where that holds several: a tray of 30.

    Nobody buys for more than he sells for: a sum above the selling price that would be below it by the piece is for
    all of it, too.
    """
    if counted and not whole and quantity > counted:
        told, whole = told.times(counted), True
    shared = Money.of(told.main_units / max(quantity.decimal, Decimal("0.001")), told.currency)
    dear = told > product.price and shared <= product.price and quantity.decimal > 1
    return shared if whole or dear else told
