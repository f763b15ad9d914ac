"""Lines that somebody may want, priced before they are in any cart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from models import Store, Tx
from shop.cart_views import check_offered, load_shelf
from shop.errors import ShopError
from shop.pricing import PricedLine, price_line
from values import CartLine


def priced(
    tx: Tx, store: Store, lines: Sequence[CartLine], now: datetime
) -> tuple[tuple[PricedLine, ...], tuple[ShopError, ...]]:
    """The lines at today's prices, and why others cannot be had. Nothing is written or reserved."""
    shelf = load_shelf(tx, store, (line.product_id for line in lines))
    found: list[PricedLine] = []
    refused: list[ShopError] = []
    for line in lines:
        try:
            product = check_offered(tx, shelf, line.product_id, now)
            found.append(price_line(product, shelf.groups[product.id], line))
        except ShopError as refusal:
            refused.append(refusal)
    return tuple(found), tuple(refused)
