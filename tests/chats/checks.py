"""What a dialogue may say of the shop's state between two lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import col, func, select

from models import (
    CreditAccount,
    Customer,
    InboxMessage,
    Order,
    OutboxMessage,
    Payment,
    Product,
    StockLevel,
    Store,
    Tx,
    reading,
)
from tests.chats.shops import Shop


def check(shop: Shop, wanted: Mapping[str, Any]) -> None:
    """Assert each named fact."""
    with reading() as tx:
        for name, value in wanted.items():
            assert CHECKS[name](tx, shop, value) == value, name


def _orders(tx: Tx, shop: Shop, _value: Any) -> int:
    return tx.exec(select(func.count()).select_from(Order).where(col(Order.store_id) == shop.store_id)).one()


def _states(tx: Tx, shop: Shop, value: Mapping[int, str]) -> dict[int, str]:
    mine = select(Order.number, Order.state).where(col(Order.store_id) == shop.store_id)
    return {number: state for number, state in tx.exec(mine) if number in value}


def _stock(tx: Tx, shop: Shop, value: Mapping[str, Any]) -> dict[str, Any]:
    mine = select(Product.name, StockLevel.on_hand).join(StockLevel).where(col(Product.store_id) == shop.store_id)
    return {name: on_hand / 1000 for name, on_hand in tx.exec(mine) if name in value}


def _reserved(tx: Tx, shop: Shop, value: Mapping[str, Any]) -> dict[str, Any]:
    mine = select(Product.name, StockLevel.reserved).join(StockLevel).where(col(Product.store_id) == shop.store_id)
    return {name: reserved / 1000 for name, reserved in tx.exec(mine) if name in value}


def _prices(tx: Tx, shop: Shop, value: Mapping[str, Any]) -> dict[str, Any]:
    mine = select(Product).where(col(Product.store_id) == shop.store_id)
    return {one.name: one.price_amount / 100 for one in tx.exec(mine) if one.name in value}


def _failed(tx: Tx, _shop: Shop, _value: Any) -> int:
    failed = [
        tx.exec(select(func.count()).select_from(table).where(col(table.state) == "failed")).one()
        for table in (InboxMessage, OutboxMessage)
    ]
    return sum(failed)


def _stores(tx: Tx, _shop: Shop, _value: Any) -> int:
    return tx.exec(select(func.count()).select_from(Store)).one()


def _kept(tx: Tx, _shop: Shop, value: Mapping[str, int]) -> dict[str, int]:
    """In how many messages words are kept, in any form; the same signs inside an id or a time are none."""
    rows = [row.model_dump_json() for table in (InboxMessage, OutboxMessage) for row in tx.exec(select(table))]
    found = {words: re.compile(rf"(?<![0-9A-Fa-f_-]){re.escape(words)}(?![0-9A-Za-z_-])") for words in value}
    return {words: sum(pattern.search(row) is not None for row in rows) for words, pattern in found.items()}


def _credit(tx: Tx, shop: Shop, value: Mapping[str, Any]) -> dict[str, Any]:
    mine = select(Customer.name, CreditAccount.balance_amount).join(Customer)
    found = {name: amount / 100 for name, amount in tx.exec(mine.where(col(CreditAccount.store_id) == shop.store_id))}
    return {name: found.get(name) for name in value}


def _money(tx: Tx, shop: Shop, _value: Any) -> dict[str, Any]:
    """Summed from the rows, not by the reports: what stands of the goods ordered, what was paid and given back."""
    sold = select(func.sum(Order.subtotal_amount - Order.discount_amount)).where(
        col(Order.store_id) == shop.store_id, col(Order.state).not_in(("pending", "cancelled"))
    )
    paid = list(tx.exec(select(Payment.amount).where(col(Payment.store_id) == shop.store_id)))
    return {
        "ordered": (tx.exec(sold).one() or 0) / 100,
        "paid": sum(amount for amount in paid if amount > 0) / 100,
        "given back": -sum(amount for amount in paid if amount < 0) / 100,
    }


CHECKS: Mapping[str, Callable[[Tx, Shop, Any], Any]] = {
    "orders": _orders,
    "states": _states,
    "stock": _stock,
    "reserved": _reserved,
    "prices": _prices,
    "failed": _failed,
    "stores": _stores,
    "kept": _kept,
    "credit": _credit,
    "money": _money,
}
