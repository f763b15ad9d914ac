"""Money of orders: what customers say they paid, what sellers confirm, what goes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, select, update

from models import Order, Payment, PaymentClaim, Tx
from shop.actors import Actor
from shop.commissions import note_refund
from shop.errors import AlreadyPaid, NotAValue, NotPaid, RefundTooLarge, WrongState
from shop.errors_people import OnCredit
from shop.events import record
from shop.terms import Way
from values import Money

UNPAID: Final = ("unpaid", "claimed")


def claim_payment(tx: Tx, order: Order, by: Actor, now: datetime, text: str = "", media_url: str = "") -> PaymentClaim:
    """A customer says he paid, perhaps with a picture: kept, and for the seller to decide. It never marks as paid."""
    turn_unpaid(tx, order, "claimed", claimed_at=now)
    claim = tx.save(PaymentClaim(seller_id=order.seller_id, order_id=order.id, text=text, media_url=media_url, at=now))
    record(tx, "payment.claimed", order, by, now, number=order.number, claim=claim.id)
    return claim


def last_claim(tx: Tx, order: Order) -> PaymentClaim | None:
    """The newest claim of an order that nobody has decided."""
    open_ones = select(PaymentClaim).where(col(PaymentClaim.order_id) == order.id, col(PaymentClaim.accepted).is_(None))
    return tx.exec(open_ones.order_by(col(PaymentClaim.id).desc())).first()


def mark_paid(tx: Tx, order: Order, by: Actor, now: datetime, way: Way | None = None) -> Order:
    """The money is there, all of it: by the way the order chose unless another is given. Once only."""
    turn_unpaid(tx, order, "paid", paid_at=now)
    _decide(tx, order, True)
    kind, name = (order.payment_kind, order.payment_name) if way is None else (way.kind, way.name)
    tx.add(_payment(order, (kind or "cash", name), order.total, by, now))
    record(tx, "payment.paid", order, by, now, number=order.number, total=order.total, kind=kind)
    return order


def reject_claim(tx: Tx, order: Order, by: Actor, now: datetime) -> Order:
    """The money has not come: the order is unpaid again."""
    if not _turned(tx, order, col(Order.payment_state) == "claimed", "unpaid"):
        raise WrongState(order.number, order.payment_state, "unpaid")
    _decide(tx, order, False)
    record(tx, "payment.rejected", order, by, now, number=order.number)
    return order


def turn_unpaid(tx: Tx, order: Order, goal: str, **values: Any) -> None:
    """Let an order that is not paid be claimed, paid or on credit, whoever else does something with it at that moment.
    Refused: WrongState for one called off, OnCredit, AlreadyPaid."""
    if _turned(tx, order, col(Order.payment_state).in_(UNPAID) & (col(Order.state) != "cancelled"), goal, **values):
        return
    if order.state == "cancelled":
        raise WrongState(order.number, order.state, goal)
    raise OnCredit(order.number) if order.payment_state == "credit" else AlreadyPaid(order.number)


def _turned(tx: Tx, order: Order, still: ColumnElement[bool], goal: str, **values: Any) -> bool:
    statement = update(Order).where(col(Order.id) == order.id, still).values(payment_state=goal, **values)
    turned = tx.changed_one(statement.execution_options(synchronize_session=False))
    tx.refresh(order)
    return turned


def refundable(order: Order, amount: Money | None = None) -> Money:
    """What would be given back: the amount, or all that is left of it where none is told. Refused as by
    `refund_order`."""
    if order.payment_state not in ("paid", "refunded"):
        raise NotPaid(order.number)
    left = order.total - order.refunded
    wanted = left if amount is None else amount
    if wanted.currency != order.currency or amount is not None and amount.amount <= 0:
        raise NotAValue("money")
    if wanted > left or left.amount <= 0:
        raise RefundTooLarge(order.number, left)
    return wanted


def refund_order(tx: Tx, order: Order, amount: Money, by: Actor, now: datetime) -> Order:
    """Give money back, at most what was paid and is not given back yet. It subtracts from the sales of its day.

    RefundTooLarge also where somebody else gave something back since the order was read: it may be the same money.
    """
    refundable(order, amount)
    still = (col(Order.id) == order.id, col(Order.refunded_amount) == order.refunded_amount)
    statement = update(Order).where(*still)
    statement = statement.values(refunded_amount=order.refunded_amount + amount.amount, payment_state="refunded")
    given = tx.changed_one(statement.execution_options(synchronize_session=False))
    tx.refresh(order)
    if not given:
        raise RefundTooLarge(order.number, order.total - order.refunded)
    came = payments_of(tx, order)[0]
    tx.add(_payment(order, (came.kind, came.name), -amount, by, now))
    note_refund(tx, order)
    record(tx, "payment.refunded", order, by, now, number=order.number, amount=amount)
    return order


def payments_of(tx: Tx, order: Order) -> list[Payment]:
    """What came in for an order and what went back, the first one first."""
    return list(tx.exec(select(Payment).where(col(Payment.order_id) == order.id).order_by(col(Payment.id))))


def _decide(tx: Tx, order: Order, accepted: bool) -> None:
    open_ones = (col(PaymentClaim.order_id) == order.id, col(PaymentClaim.accepted).is_(None))
    tx.changed(update(PaymentClaim).where(*open_ones).values(accepted=accepted))


def _payment(order: Order, way: tuple[str, str], amount: Money, by: Actor, now: datetime) -> Payment:
    return Payment(
        seller_id=order.seller_id,
        store_id=order.store_id,
        order_id=order.id,
        kind=way[0],
        name=way[1],
        amount=amount.amount,
        currency=amount.currency,
        actor=str(by),
        at=now,
    )
