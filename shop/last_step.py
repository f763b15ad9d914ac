"""The last thing somebody did to an order, which *undo* must not pass over."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from models import Change, Order, OrderEvent, Store, Tx
from shop.actors import Actor


def order_moved_last(tx: Tx, store: Store, by: Actor) -> Order | None:
    """The order this person moved after his last write that can be taken back; None where the write came last."""
    mine = select(Order, OrderEvent.at).join(OrderEvent).where(col(Order.store_id) == store.id)
    step = tx.exec(mine.where(col(OrderEvent.actor) == str(by)).order_by(col(OrderEvent.id).desc()).limit(1)).first()
    if step is None:
        return None
    order, moved_at = step
    written_at = _last_write(tx, store, by)
    return order if written_at is None or written_at < moved_at else None


def _last_write(tx: Tx, store: Store, by: Actor) -> datetime | None:
    writes = select(Change.at).where(col(Change.store_id) == store.id, col(Change.actor) == str(by))
    return tx.exec(writes.where(col(Change.undone_at).is_(None)).order_by(col(Change.id).desc()).limit(1)).first()
