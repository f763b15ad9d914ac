"""What the people of a store should hear of: noted where it happens, told together by the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select, update

from models import Alert, Order, Product, StockLevel, Store, Tx
from shop.actors import CLOCK
from shop.events import record
from shop.goods import Goods
from shop.ledger import main_location_id
from shop.stock import is_low
from values import Quantity


def raise_alert(
    tx: Tx, whose: tuple[int, int], kind: str, subject_id: int, data: Mapping[str, Any], now: datetime
) -> None:
    """Note something for the people of a store (`whose`: seller and store); once while it waits to be told."""
    seller_id, store_id = whose
    same = (col(Alert.store_id) == store_id, col(Alert.kind) == kind, col(Alert.subject_id) == subject_id)
    if tx.exec(select(Alert.id).where(*same, col(Alert.told_at).is_(None))).first() is None:
        tx.add(Alert(seller_id=seller_id, store_id=store_id, kind=kind, subject_id=subject_id, data=dict(data), at=now))


def note_low(tx: Tx, order: Order, taken: Sequence[tuple[Goods, Quantity, Quantity]], now: datetime) -> None:
    """Note the products whose stock an order just took below what counts as low: each with how much of it was taken and
    what there is left."""
    for goods, quantity, left in taken:
        if is_low(goods, left) and not is_low(goods, left + quantity):
            product = tx.session.get_one(Product, goods.id)
            raise_alert(tx, (order.seller_id, order.store_id), "low_stock", product.id, {}, now)
            record(tx, "stock.low", product, CLOCK, now, name=product.name, left=left, unit=product.unit)


def stores_to_tell(tx: Tx) -> list[int]:
    """The stores with something that their people have not heard."""
    return list(tx.exec(select(Alert.store_id).where(col(Alert.told_at).is_(None)).distinct()))


def take_alerts(tx: Tx, store: Store, now: datetime) -> list[Alert]:
    """What a store's people have not heard, the oldest first; from now on they have."""
    mine = (col(Alert.store_id) == store.id, col(Alert.told_at).is_(None))
    waiting = list(tx.exec(select(Alert.id).where(*mine).order_by(col(Alert.id))))
    claim = update(Alert).where(col(Alert.id).in_(waiting), col(Alert.told_at).is_(None)).values(told_at=now)
    taken = set(tx.session.execute(claim.returning(col(Alert.id))).scalars())
    return [tx.session.get_one(Alert, key) for key in waiting if key in taken]


def still_low(tx: Tx, store: Store, product_ids: Iterable[int]) -> list[tuple[Product, Quantity]]:
    """Those of these products that are low now, with what is left of each."""
    mine = select(Product, StockLevel).join(StockLevel).where(col(Product.id).in_(set(product_ids)))
    rows = tx.exec(mine.where(col(StockLevel.location_id) == main_location_id(tx, store.id)).order_by(col(Product.id)))
    return [(product, level.available) for product, level in rows if is_low(product, level.available)]
