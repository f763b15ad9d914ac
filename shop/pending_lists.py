"""Price lists that were shown and wait for a yes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, delete

from models import PendingImport, Store, Tx, User
from shop.errors_goods import ListGone
from shop.price_lists import Line
from values import Money, Quantity


def keep_list(tx: Tx, store: Store, who: User, lines: Sequence[Line], seen: str, now: datetime) -> PendingImport:
    """Keep the lines of a list, and what they would have changed when they were shown, until somebody says yes; what
    the same person sent before is dropped."""
    drop_lists(tx, who)
    row = PendingImport(
        seller_id=store.seller_id,
        store_id=store.id,
        user_id=who.id,
        lines=[_kept(line) for line in lines],
        seen=seen,
        created_at=now,
    )
    return tx.save(row)


def kept_list(tx: Tx, store: Store, who: User, key: int) -> tuple[tuple[Line, ...], str]:
    """The lines that a person was shown, and what they would have changed then; ListGone where a newer list took their
    place or they were taken in."""
    row = tx.get(PendingImport, key)
    if row is None or row.store_id != store.id or row.user_id != who.id:
        raise ListGone
    return tuple(_line(one, store.currency) for one in row.lines), row.seen


def drop_lists(tx: Tx, who: User) -> None:
    """Forget the list that waits for this person's yes."""
    tx.changed(delete(PendingImport).where(col(PendingImport.user_id) == who.id))


def _kept(line: Line) -> list[Any]:
    stock = None if line.stock is None else line.stock.thousandths
    return [line.number, line.name, line.price.amount, line.category, line.unit, stock]


def _line(kept: Sequence[Any], currency: str) -> Line:
    number, name, amount, category, unit, stock = kept
    return Line(number, name, Money(amount, currency), category, unit, None if stock is None else Quantity(stock))
