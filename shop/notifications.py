"""Notices inside the application: the events of a shop, as those whom they concern may want to hear of them.

They are not rows of their own: an event is written once, however many people it concerns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, func, select

from models import Customer, CustomerAddress, Event, NoticeRead, Order, Staff, Tx, User, UserAddress
from shop.accounts.errors import UnknownNotice
from shop.accounts.people import NOTICES
from shop.events import restored
from shop.paging import Page, Window, page_of

NEW_ORDER, STATUS, PAYMENT, REVIEW, MESSAGE = "new_order", "order_status", "payment", "review", "message"
LOW_STOCK, PAYOUT = "low_stock", "payout"
STATES: Final = ("confirmed", "processing", "shipped", "ready", "delivered", "completed", "cancelled")
# What an event is called → the type of its notice: for the people of the store, and for its customer.
FOR_STAFF: Final[Mapping[str, str]] = {
    "order.placed": NEW_ORDER,
    "order.cancelled": STATUS,
    "order.refund_due": PAYMENT,
    "payment.claimed": PAYMENT,
    "payment.paid": PAYMENT,
    "review.given": REVIEW,
    "complaint.told": MESSAGE,
    "stock.low": LOW_STOCK,
}
# What concerns a seller as a whole is for owners.
FOR_OWNERS: Final[Mapping[str, str]] = {"payout.made": PAYOUT}
FOR_CUSTOMERS: Final[Mapping[str, str]] = {
    **{f"order.{state}": STATUS for state in STATES},
    "order.tracking": STATUS,
    "payment.paid": PAYMENT,
    "payment.refunded": PAYMENT,
    "payment.rejected": PAYMENT,
    "review.answered": REVIEW,
}
TYPES: Final = (NEW_ORDER, STATUS, PAYMENT, REVIEW, MESSAGE, LOW_STOCK, PAYOUT)
SORTS: Final = {"id": Event.id}


class Notice(Struct, frozen=True):
    """An event as a person hears of it: `name` is the event's, `values` what it was recorded with."""

    id: int
    type: str
    name: str
    related: str
    related_id: int
    store_id: int | None
    values: dict[str, Any]
    read: bool
    at: datetime


def find_notices(
    tx: Tx, user: User, stores: Collection[int], window: Window, only_unread: bool = False
) -> tuple[Page[Event], list[Notice]]:
    """A page of what concerns somebody who works in these stores, the newest first; only of the types he wants."""
    wanted = select(Event).where(_concerns(user, stores), col(Event.actor) != f"user:{user.id}")
    if only_unread:
        wanted = wanted.where(col(Event.id) > _all_read(tx, user), ~_seen(user))
    found = page_of(tx, wanted, Event, SORTS, window)
    return found, _notices(tx, user, stores, found.rows)


def _concerns(user: User, stores: Collection[int]) -> ColumnElement[bool]:
    on = [kind for kind, wanted in preferences_of(user).items() if wanted]
    inside = [name for name, kind in FOR_STAFF.items() if kind in on]
    outside = [name for name, kind in FOR_CUSTOMERS.items() if kind in on]
    same = (
        col(UserAddress.channel) == CustomerAddress.channel,
        col(UserAddress.external_id) == CustomerAddress.external_id,
    )
    buys = select(Order.id).join(Customer).join(CustomerAddress).join(UserAddress, and_(*same))
    own = buys.where(col(UserAddress.user_id) == user.id)
    of_store = and_(col(Event.store_id).in_(stores), col(Event.name).in_(inside))
    of_order = and_(col(Event.subject) == "orders", col(Event.subject_id).in_(own), col(Event.name).in_(outside))
    owned = select(Staff.seller_id).where(col(Staff.user_id) == user.id, col(Staff.role) == "owner")
    of_seller = and_(
        col(Event.seller_id).in_(owned), col(Event.name).in_([name for name, kind in FOR_OWNERS.items() if kind in on])
    )
    return or_(of_store, of_seller, of_order) if stores else of_order


def _notices(tx: Tx, user: User, stores: Collection[int], rows: Collection[Event]) -> list[Notice]:
    all_read = _all_read(tx, user)
    mine = (col(NoticeRead.user_id) == user.id, col(NoticeRead.event_id).in_([row.id for row in rows]))
    seen = set(tx.exec(select(NoticeRead.event_id).where(*mine)))
    return [
        Notice(
            row.id,
            _type(row, stores),
            row.name,
            row.subject,
            row.subject_id,
            row.store_id,
            {key: restored(value) for key, value in row.data.items()},
            row.id <= all_read or row.id in seen,
            row.at,
        )
        for row in rows
    ]


def _type(row: Event, stores: Collection[int]) -> str:
    kinds = FOR_STAFF if row.store_id in stores and row.name in FOR_STAFF else {**FOR_CUSTOMERS, **FOR_OWNERS}
    return kinds[row.name]


def _seen(user: User) -> ColumnElement[bool]:
    mine = select(NoticeRead.id).where(col(NoticeRead.user_id) == user.id)
    return mine.where(col(NoticeRead.event_id) == Event.id).exists()


def _all_read(tx: Tx, user: User) -> int:
    mine = (col(NoticeRead.user_id) == user.id, col(NoticeRead.and_before))
    return tx.exec(select(func.max(NoticeRead.event_id)).where(*mine)).one() or 0


def read_notice(tx: Tx, user: User, stores: Collection[int], notice_id: int, now: datetime) -> Notice:
    """Note that somebody has seen a notice; UnknownNotice where it is none of his."""
    wanted = select(Event).where(_concerns(user, stores), col(Event.id) == notice_id)
    event = tx.exec(wanted.where(col(Event.actor) != f"user:{user.id}")).first()
    if event is None:
        raise UnknownNotice(notice_id)
    _note(tx, user, notice_id, False, now)
    return _notices(tx, user, stores, [event])[0]


def read_all(tx: Tx, user: User, now: datetime) -> None:
    """Note that somebody has seen everything there is now."""
    newest = tx.exec(select(func.max(Event.id))).one()
    if newest is not None:
        _note(tx, user, newest, True, now)


def _note(tx: Tx, user: User, event_id: int, and_before: bool, now: datetime) -> None:
    tx.insert_once(NoticeRead, {"user_id": user.id, "event_id": event_id, "and_before": and_before, "at": now})


def preferences_of(user: User) -> dict[str, bool]:
    """Which types of notices somebody wants; all unless he said otherwise."""
    told = (user.preferences or {}).get(NOTICES) or {}
    return {kind: bool(told.get(kind, True)) for kind in TYPES}


def set_preferences(tx: Tx, user: User, wanted: Mapping[str, bool]) -> dict[str, bool]:
    """Want or no longer want some types; the others stay as they are."""
    chosen = preferences_of(user) | {kind: on for kind, on in wanted.items() if kind in TYPES}
    user.preferences = {**(user.preferences or {}), NOTICES: chosen}
    tx.save(user)
    return chosen
