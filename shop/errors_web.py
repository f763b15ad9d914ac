"""Refusals that only programs meet, since chats never get that far."""

from __future__ import annotations

from shop.refusal import WebError, refusal
from values import Quantity


@refusal
class NotOrderable(WebError):
    """There is no such product on sale here, or too little of it."""

    product_id: int


@refusal
class InsufficientStock(WebError):
    """There is too little of a product for the cart; `left` is None where the store does not tell numbers."""

    product: str
    left: Quantity | None


@refusal
class NotInCart(WebError):
    """The cart holds no line of that id."""

    item: int


@refusal
class NotReceived(WebError):
    """Only who received a product may review it."""

    product: str


@refusal
class ReviewedAlready(WebError):
    """There is a review of this product by the same person; it can be changed."""

    review: int


@refusal
class UnknownProductReview(WebError):
    """There is no such review, or it is somebody else's."""

    text: str


@refusal
class MailOff(WebError):
    """No mail server is set up here."""


@refusal
class SellerNotActive(WebError):
    """The seller's business is not approved yet, suspended or closed."""

    state: str


@refusal
class NothingToPayOut(WebError):
    """No commission is pending."""


@refusal
class UnknownImage(WebError):
    """There is no such picture."""

    text: str


@refusal
class UnknownChoice(WebError):
    """There is no such group of options."""

    text: str


@refusal
class UnknownSeller(WebError):
    """There is no such vendor."""

    text: str


@refusal
class UnknownSchedule(WebError):
    """Nothing goes out by that number."""

    text: str
