"""Refusals about changing what was ordered before."""

from __future__ import annotations

from shop.refusal import ShopError, refusal


@refusal
class OrderFixed(ShopError):
    """The lines of the order cannot be changed.

    `why`: it is under way or over (state), paid or in the credit book (paid), sold on a day that is over (day), would
    be left empty (empty), holds the product in several lines (several), or does not hold it (missing).
    """

    order: int
    why: str
