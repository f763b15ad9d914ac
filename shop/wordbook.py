"""Learning from use: words that were not understood are collected, and become other names of products when a seller
says so. Nothing changes by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, delete, func, select, update

from models import HeardWords, Product, ProductAlias, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import AliasTaken, NotAValue
from shop.names import name_key
from shop.products import aliases_of, set_aliases

MOST_LISTED: Final = 10
MOST_KEPT: Final = 500  # what strangers type must not fill the table
MOST_WORDS, MOST_EXAMPLE = 60, 200


class Heard(Struct, frozen=True):
    """Words that were not understood; `product` is what the last customer chose instead, if he did."""

    words: str
    count: int
    example: str
    product: str | None


def collect(tx: Tx, store: Store, said: Iterable[str], example: str, now: datetime) -> None:
    """Count words that were taken for a product and not understood; the message they came in is kept as an example."""
    for words in dict.fromkeys(name_key(text) for text in said):
        if not _is_name(words):
            continue
        mine = (col(HeardWords.store_id) == store.id, col(HeardWords.words) == words)
        values = {"count": HeardWords.count + 1, "last_at": now, "example": example[:MOST_EXAMPLE]}
        if tx.changed_one(update(HeardWords).where(*mine).values(**values)) or _is_full(tx, store):
            continue
        fresh = {"seller_id": store.seller_id, "store_id": store.id, "words": words}
        tx.insert_once(HeardWords, fresh | {"count": 0, "last_at": now, "example": ""})
        tx.changed(update(HeardWords).where(*mine).values(**values))


def chosen(tx: Tx, store: Store, text: str, product: Product) -> None:
    """Note what a customer chose where his words were not understood; nothing happens if they were not collected."""
    mine = (col(HeardWords.store_id) == store.id, col(HeardWords.words) == name_key(text))
    tx.changed(update(HeardWords).where(*mine).values(product_id=product.id))


def heard(tx: Tx, store: Store, limit: int = MOST_LISTED) -> list[Heard]:
    """The words that came most often, the newest first among equals."""
    rows = (
        select(HeardWords, Product.name)
        .join(Product, col(Product.id) == HeardWords.product_id, isouter=True)
        .where(col(HeardWords.store_id) == store.id)
        .order_by(col(HeardWords.count).desc(), col(HeardWords.last_at).desc(), col(HeardWords.id).desc())
    )
    return [Heard(row.words, row.count, row.example, product) for row, product in tx.exec(rows.limit(limit))]


def add_alias(tx: Tx, store: Store, product: Product, name: str, by: Actor, now: datetime) -> Written:
    """Let a product be called by another name too, and take that name off the list of words not understood.

    Refused: AliasTaken where the name means a product already, NotAValue for what is no name.
    """
    alias, key = " ".join(name.split()), name_key(name)
    if not _is_name(key):
        raise NotAValue("name")
    taken = _called(tx, store, key)
    if taken is not None:
        raise AliasTaken(alias, taken)
    set_aliases(tx, product, [*aliases_of(tx, product), alias])
    tx.changed(delete(HeardWords).where(col(HeardWords.store_id) == store.id, col(HeardWords.words) == key))
    return log_write(tx, store, Write("product.alias", product.id, product.name, None, alias), by, now)


def _is_name(key: str) -> bool:
    return 0 < len(key) <= MOST_WORDS and any(character.isalpha() for character in key)


def _is_full(tx: Tx, store: Store) -> bool:
    counted = select(func.count(col(HeardWords.id))).where(col(HeardWords.store_id) == store.id)
    return tx.exec(counted).one() >= MOST_KEPT


def _called(tx: Tx, store: Store, key: str) -> str | None:
    """The product of the store that goes by that name."""
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    products = {product.id: product for product in tx.exec(mine)}
    named = next((product.name for product in products.values() if product.key == key), None)
    if named is not None:
        return named
    for alias in tx.exec(select(ProductAlias).where(col(ProductAlias.store_id) == store.id)):
        if alias.product_id in products and name_key(alias.name) == key:
            return products[alias.product_id].name
    return None
