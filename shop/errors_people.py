"""Refusals about people: their debts, their roles, what may be sent to them."""

from __future__ import annotations

from datetime import datetime

from shop.refusal import ShopError, refusal
from values import Money


@refusal
class NothingOwed(ShopError):
    """The customer owes nothing."""

    customer: str


@refusal
class OverpaidCredit(ShopError):
    """More was to be paid back than the customer owes."""

    customer: str
    most: Money


@refusal
class RemindedAlready(ShopError):
    """The customer was reminded of his debt less than a day ago."""

    customer: str
    at: datetime


@refusal
class Unreachable(ShopError):
    """The customer cannot be written to: he has never written, asked for no messages, or is blocked."""

    customer: str
    why: str


@refusal
class OnCredit(ShopError):
    """The order stands in the credit book: it is paid there."""

    order: int


@refusal
class NothingToReview(ShopError):
    """The customer has received no order that could be rated."""


@refusal
class UnknownReview(ShopError):
    """The customer of that order gave no review."""

    order: int


@refusal
class UnknownInvite(ShopError):
    """The code invites nobody: it is none, was used, has expired or is for another number."""

    text: str


@refusal
class UnknownCoupon(ShopError):
    """The store has no coupon of that code."""

    text: str


@refusal
class CouponNotUsable(ShopError):
    """The coupon cannot be used: it is `over`, `used_up`, or was used by this customer before (`yours`)."""

    coupon: str
    why: str


@refusal
class UnknownZone(ShopError):
    """The store has no delivery zone of that name."""

    text: str


@refusal
class OutsideZones(ShopError):
    """The store does not deliver so far; `metres` is how far it does."""

    store: str
    metres: int


@refusal
class NobodyToTell(ShopError):
    """No customer of that segment has agreed to get news."""

    segment: str
