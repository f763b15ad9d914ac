"""Refusals: what cannot be done, and the data that says why but no words. Raising one takes every effect back."""

from __future__ import annotations

from datetime import datetime

from shop.refusal import ShopError as ShopError
from shop.refusal import refusal
from values import Money, Quantity


@refusal
class UnknownProduct(ShopError):
    """No product is meant by that text; `nearest` are names that come close."""

    text: str
    nearest: tuple[str, ...] = ()


@refusal
class OutOfStock(ShopError):
    """More was asked than there is. `left` is None where the store does not tell numbers."""

    product: str
    asked: Quantity
    left: Quantity | None
    unit: str = ""
    alternative: str | None = None


@refusal
class SoldOut(ShopError):
    """The seller marked the product as sold out, until a moment or for now."""

    product: str
    until: datetime | None = None
    alternative: str | None = None


@refusal
class NotOffered(ShopError):
    """The product is hidden or was taken off the menu."""

    product: str


@refusal
class OptionUnavailable(ShopError):
    """The product is not sold with that option now."""

    product: str
    option: str


@refusal
class OptionNeeded(ShopError):
    """One of the options of a group has to be chosen first."""

    product: str
    group: str
    options: tuple[str, ...]
    product_id: int
    group_id: int


@refusal
class QuantityNotSold(ShopError):
    """The quantity is not a multiple of `step`, or more than a cart may hold."""

    product: str
    quantity: Quantity
    step: Quantity
    unit: str
    most: Quantity


@refusal
class EmptyCart(ShopError):
    """There is nothing in the cart."""


@refusal
class CartFull(ShopError):
    """A cart holds so many lines at most; those beyond were left out."""

    most: int


@refusal
class CartChanged(ShopError):
    """The cart, or a price in it, is not what the customer was shown; nothing was ordered."""


@refusal
class CheckoutIncomplete(ShopError):
    """The checkout still lacks an answer: fulfilment, address, time or payment."""

    missing: str


@refusal
class BelowMinimum(ShopError):
    """The order is worth less than the store's minimum."""

    minimum: Money
    missing: Money


@refusal
class StoreClosed(ShopError):
    """The store is closed at the time the order is for; `opens_at` is when it opens next, if that is known."""

    store: str
    opens_at: datetime | None


@refusal
class TimePassed(ShopError):
    """The requested time lies in the past."""

    time: datetime


@refusal
class FulfilmentNotOffered(ShopError):
    """The store does not deliver, or has no pickup."""

    fulfilment: str


@refusal
class UnknownPaymentWay(ShopError):
    """The store is not paid that way."""

    text: str
    ways: tuple[str, ...]


@refusal
class UnknownOrder(ShopError):
    """There is no such order, or not for this person."""

    text: str


@refusal
class AmbiguousOrder(ShopError):
    """Several open orders are of somebody called that."""

    text: str
    orders: tuple[int, ...]


@refusal
class WrongState(ShopError):
    """The order is in a state from which it cannot go to `wanted`."""

    order: int
    state: str
    wanted: str


@refusal
class WrongFulfilment(ShopError):
    """A delivery cannot be made ready for pickup, and a pickup cannot be shipped."""

    order: int
    fulfilment: str


@refusal
class TooLateToCancel(ShopError):
    """The store has taken the order: only the seller can cancel it now."""

    order: int
    state: str


@refusal
class AlreadyPaid(ShopError):
    """The order is paid already."""

    order: int


@refusal
class NotPaid(ShopError):
    """The order is not paid, so there is nothing to give back."""

    order: int


@refusal
class RefundTooLarge(ShopError):
    """More was to be given back than was paid."""

    order: int
    most: Money


@refusal
class NotAllowed(ShopError):
    """This needs a higher role."""

    needed: str


@refusal
class UnknownStore(ShopError):
    """No store has that code."""

    text: str


@refusal
class UnknownPerson(ShopError):
    """No such person works here or buys here."""

    text: str


@refusal
class LastOwner(ShopError):
    """A store keeps at least one owner."""

    store: str


@refusal
class DuplicateProduct(ShopError):
    """The store already has a product of that name."""

    product: str
    hidden: bool


@refusal
class NotAValue(ShopError):
    """A value that cannot be stored: a negative price, an empty name, hours that end before they begin."""

    what: str


@refusal
class StockPromised(ShopError):
    """The stock cannot go below what open orders have reserved."""

    product: str
    reserved: Quantity
    unit: str


@refusal
class StockTooLow(ShopError):
    """More was to be taken out than there is."""

    product: str
    on_hand: Quantity
    unit: str


@refusal
class StockNotCounted(ShopError):
    """The store does not count the stock of this product."""

    product: str


@refusal
class AliasTaken(ShopError):
    """The name means that product already."""

    name: str
    product: str


@refusal
class NothingToUndo(ShopError):
    """There is no such write to take back."""


@refusal
class NotUndoable(ShopError):
    """What was written has moved on since, so taking it back would lose the later change."""

    name: str
    kind: str


@refusal
class PinMissing(ShopError):
    """This needs a PIN, and the person has none yet."""


@refusal
class PinLocked(ShopError):
    """Too many wrong PINs: nothing is accepted until then."""

    until: datetime
