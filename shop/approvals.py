"""Products that the platform looks at before they are sold, where its settings ask for that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, select

from models import APPROVED, DRAFT, PENDING, REJECTED, Product, Store, Tx
from shop.actors import Actor
from shop.errors import NotAValue, UnknownProduct
from shop.events import record
from shop.names import name_key
from shop.paging import Page, Window, page_of
from shop.stores import bump_catalogue

SORTS: Final = {"id": Product.id, "name": Product.key, "created_at": Product.created_at}
MOST_REASON: Final = 300
_asked: list[bool] = [False]


class Decision(Struct, frozen=True):
    """What the platform says of a product, `approved` or `rejected`, and why."""

    state: str
    reason: str = ""


def ask_for_approval(asked: bool) -> None:
    """Let new products of this process wait until somebody of the platform approves them, or not."""
    _asked[:] = [asked]


def state_of_new(by: Actor) -> str:
    """The state in which a product begins: pending where approval is asked for, unless the platform itself adds it."""
    return PENDING if _asked[0] and not by.may("admin") else APPROVED


def is_approved(product: Product) -> bool:
    """Whether a product may be sold, as far as the platform is concerned."""
    return product.approval == APPROVED


def put_away(product: Product) -> bool:
    """Whether its seller wants a product off the menu, which one that waits for approval is in any case."""
    return product.hidden if product.approval == APPROVED else product.approval == DRAFT


def ask(tx: Tx, product: Product, by: Actor, now: datetime) -> bool:
    """Ask for the approval of a product that was rejected or put away; False where it waits already."""
    return product.approval in (DRAFT, REJECTED) and _set(tx, product, Decision(PENDING), by, now)


def withdraw(tx: Tx, product: Product, by: Actor, now: datetime) -> None:
    """Let a product that waits for approval wait no more: nobody is asked until it is to be sold."""
    if product.approval in (PENDING, REJECTED):
        _set(tx, product, Decision(DRAFT), by, now)


def decide(tx: Tx, ids: Sequence[int], decision: Decision, by: Actor, now: datetime) -> list[Product]:
    """Approve products, which are on the menu from then on, or reject them with a reason: those not so before.

    UnknownProduct for one that is not there, NotAValue for a rejection without a reason; then nothing is done.
    """
    by.need("admin")
    reason = " ".join(decision.reason.split())[:MOST_REASON]
    if decision.state not in (APPROVED, REJECTED) or (decision.state == REJECTED and not reason):
        raise NotAValue("reason")
    mine = select(Product).where(col(Product.id).in_(ids), col(Product.removed_at).is_(None))
    held = mine.order_by(col(Product.id)).with_for_update().execution_options(populate_existing=True)
    found = {product.id: product for product in tx.exec(held)}
    for key in ids:
        if key not in found:
            raise UnknownProduct(str(key))
    said = Decision(decision.state, reason)
    return [one for one in found.values() if one.approval != said.state and _set(tx, one, said, by, now)]


def find_waiting(tx: Tx, state: str | None, seller_id: int | None, text: str, window: Window) -> Page[Product]:
    """A page of the products of all sellers or of one, in a state of approval or any, whose name contains that."""
    found = select(Product).where(col(Product.removed_at).is_(None))
    if state is not None:
        found = found.where(col(Product.approval) == state)
    if seller_id is not None:
        found = found.where(col(Product.seller_id) == seller_id)
    for word in name_key(text).split():
        found = found.where(col(Product.key).contains(word, autoescape=True))
    return page_of(tx, found, Product, SORTS, window)


def _set(tx: Tx, product: Product, new: Decision, by: Actor, now: datetime) -> bool:
    told = {"name": product.name, "old": product.approval, "new": new.state, "reason": new.reason}
    record(tx, "product.approval", product, by, now, **told)
    product.hidden = put_away(product) if new.state == APPROVED else True
    product.approval, product.approval_note = new.state, new.reason
    tx.save(product)
    bump_catalogue(tx, tx.session.get_one(Store, product.store_id))
    return True
