"""Refusals about changing what was ordered before, and about lists of goods that people send."""

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


@refusal
class UnreadableFile(ShopError):
    """No price list can be read out of a file.

    `why`: it is no spreadsheet or CSV (kind), it is damaged (damaged), or no line of it is a heading for names and
    prices (heading).
    """

    why: str


@refusal
class TooManyTimes(ShopError):
    """So many files come by themselves already; one of them has to be stopped first."""

    most: int


@refusal
class BadImage(ShopError):
    """A picture cannot be taken: it is none that is known (kind), damaged (damaged), too large in bytes (bytes) or in
    pixels (pixels), or the product has as many as there may be (many). `most` is the limit."""

    why: str
    most: int = 0


@refusal
class ListGone(ShopError):
    """The price list was taken in already, or a newer one took its place."""


@refusal
class UnknownOption(ShopError):
    """The product offers nothing of that name to choose."""

    product: str
    option: str
