"""Refusals of reports."""

from __future__ import annotations

from shop.refusal import ShopError, refusal


@refusal
class TooManyRows(ShopError):
    """The list is longer than one file holds: a shorter time has to be chosen."""

    most: int
