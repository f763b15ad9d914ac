"""Coupons: made by the store, put into a cart by its code, used once the order is placed."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, delete, select, update

from models import Coupon, CouponUse, Customer, Order, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue
from shop.errors_people import CouponNotUsable, UnknownCoupon
from shop.whole_carts import AnyCart
from values import Money

SHORTEST, LONGEST = 3, 20
KIND: Final = "coupon"
Kept = dict[str, Any]
MOST_PERCENT: Final = 100


class NewCoupon(Struct, frozen=True):
    """What a coupon takes off: some percent, or an amount; from which subtotal on, how often at most and until when."""

    code: str
    percent: int | None = None
    amount: Money | None = None
    minimum: Money | None = None
    most_uses: int | None = None
    expires_at: datetime | None = None


def code_of(text: str) -> str:
    """A code as it is kept: capital letters and digits."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def make_coupon(tx: Tx, store: Store, new: NewCoupon, by: Actor, now: datetime) -> Written:
    """Make a coupon; one of the same code takes the new values and counts on. NotAValue for what is no discount."""
    code = code_of(new.code)
    if not SHORTEST <= len(code) <= LONGEST or (new.percent is None) == (new.amount is None):
        raise NotAValue("coupon")
    if new.percent is not None and not 1 <= new.percent <= MOST_PERCENT:
        raise NotAValue("coupon")
    if new.amount is not None and (new.amount.amount <= 0 or new.amount.currency != store.currency):
        raise NotAValue("money")
    known = _find(tx, store, code)
    coupon = known or Coupon(seller_id=store.seller_id, store_id=store.id, code=code, created_at=now)
    old = None if known is None else _kept(known)
    coupon.percent, coupon.amount = new.percent, new.amount.amount if new.amount else None
    coupon.minimum_amount = new.minimum.amount if new.minimum else 0
    coupon.most_uses, coupon.expires_at, coupon.active = new.most_uses, new.expires_at, True
    tx.save(coupon)
    return log_write(tx, store, Write(KIND, coupon.id, code, old, _kept(coupon)), by, now)


def stop_coupon(tx: Tx, store: Store, code: str, by: Actor, now: datetime) -> Coupon:
    """Let nobody use a coupon any more; UnknownCoupon if there is none."""
    coupon = _find(tx, store, code_of(code))
    if coupon is None or not coupon.active:
        raise UnknownCoupon(code)
    old, coupon.active = _kept(coupon), False
    tx.save(coupon)
    log_write(tx, store, Write(KIND, coupon.id, coupon.code, old, _kept(coupon)), by, now)
    return coupon


def restore_coupon(tx: Tx, coupon_id: int, seen: Kept, wanted: Kept | None) -> bool:
    """Let a coupon be as it was before a write, which left it as seen; False, and nothing done, where it is no more
    so. One that was not there before can be used by nobody any more; the uses stay counted."""
    coupon = tx.session.get_one(Coupon, coupon_id, populate_existing=True)
    if _kept(coupon) != seen:
        return False
    if wanted is None:
        coupon.active = False
    else:
        coupon.percent, coupon.amount, coupon.minimum_amount = wanted["percent"], wanted["amount"], wanted["minimum"]
        coupon.most_uses, coupon.active = wanted["most_uses"], wanted["active"]
        coupon.expires_at = datetime.fromisoformat(wanted["expires_at"]) if wanted["expires_at"] else None
    tx.save(coupon)
    return True


def _kept(coupon: Coupon) -> Kept:
    """What a coupon takes off from whom, as JSON."""
    return {
        "percent": coupon.percent,
        "amount": coupon.amount,
        "minimum": coupon.minimum_amount,
        "most_uses": coupon.most_uses,
        "expires_at": coupon.expires_at.isoformat() if coupon.expires_at else None,
        "active": coupon.active,
    }


def coupons_of(tx: Tx, store: Store) -> list[Coupon]:
    """The coupons that can be used, the newest first."""
    mine = select(Coupon).where(col(Coupon.store_id) == store.id, col(Coupon.active))
    return list(tx.exec(mine.order_by(col(Coupon.id).desc())))


def coupon_of(tx: Tx, cart: AnyCart, now: datetime) -> Coupon | None:
    """The coupon that a customer has put into his cart, as long as he may use it."""
    coupon = tx.get(Coupon, cart.coupon_id) if cart.coupon_id is not None else None
    if coupon is None:
        return None
    try:
        _check(tx, coupon, cart.customer_id, now)
    except CouponNotUsable:
        return None
    return coupon


def discount(coupon: Coupon, subtotal: Money) -> Money:
    """What a coupon takes off goods of that worth: never more than they cost, nothing below its minimum."""
    if subtotal.amount < coupon.minimum_amount:
        return Money.zero(subtotal.currency)
    if coupon.percent is None:
        return Money(min(coupon.amount or 0, subtotal.amount), subtotal.currency)
    return Money.of(subtotal.main_units * Decimal(coupon.percent) / MOST_PERCENT, subtotal.currency)


def check_coupon(tx: Tx, store: Store, customer: Customer, code: str, now: datetime) -> Coupon:
    """The coupon of that code if this customer may use it. Refused: UnknownCoupon, CouponNotUsable with the reason."""
    coupon = _find(tx, store, code_of(code))
    if coupon is None:
        raise UnknownCoupon(code)
    _check(tx, coupon, customer.id, now)
    return coupon


def use_coupon(tx: Tx, coupon_id: int, order: Order, subtotal: Money, now: datetime) -> None:
    """Count a coupon as used by an order; of all who want the last use at once, one gets it. Refused as above."""
    if not order.discount_amount:
        return
    # Held before it is looked at: two orders of one customer at the same moment would both be his first.
    coupon = tx.session.get_one(Coupon, coupon_id, populate_existing=True, with_for_update={"key_share": True})
    _check(tx, coupon, order.customer_id, now)
    room = (col(Coupon.most_uses).is_(None)) | (col(Coupon.uses) < col(Coupon.most_uses))
    statement = update(Coupon).where(col(Coupon.id) == coupon_id, col(Coupon.active), room)
    if not tx.changed_one(statement.values(uses=Coupon.uses + 1).execution_options(synchronize_session=False)):
        raise CouponNotUsable(coupon.code, "used_up")
    use = CouponUse(order_id=order.id, seller_id=order.seller_id, coupon_id=coupon_id, customer_id=order.customer_id)
    tx.save(use)


def give_back_coupon(tx: Tx, order: Order) -> None:
    """The order is called off: its coupon can be used once more."""
    use = tx.get(CouponUse, order.id)
    if use is not None and tx.changed(delete(CouponUse).where(col(CouponUse.order_id) == order.id)):
        tx.changed(update(Coupon).where(col(Coupon.id) == use.coupon_id).values(uses=Coupon.uses - 1))


def _find(tx: Tx, store: Store, code: str) -> Coupon | None:
    mine = select(Coupon).where(col(Coupon.store_id) == store.id, col(Coupon.code) == code)
    return tx.exec(mine.execution_options(populate_existing=True)).first()


def _check(tx: Tx, coupon: Coupon, customer_id: int, now: datetime) -> None:
    if not coupon.active or (coupon.expires_at is not None and now >= coupon.expires_at):
        raise CouponNotUsable(coupon.code, "over")
    if coupon.most_uses is not None and coupon.uses >= coupon.most_uses:
        raise CouponNotUsable(coupon.code, "used_up")
    mine = (col(CouponUse.coupon_id) == coupon.id, col(CouponUse.customer_id) == customer_id)
    if coupon.once_each and tx.exec(select(CouponUse.order_id).where(*mine)).first() is not None:
        raise CouponNotUsable(coupon.code, "yours")
