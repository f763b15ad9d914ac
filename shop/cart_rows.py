"""The lines of a cart as rows, read once for each version of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import bindparam, insert, update
from sqlalchemy import select as select_any
from sqlmodel import col, delete

from models import Cart, CartRow, CartRowOption, Product, StockLevel, Tx
from shop.goods import GOODS, HERE, SOLD, Found, Goods, keep_goods
from shop.whole_carts import AnyCart, WholeCart
from values import CartLine, ChosenOption, Quantity

LineKey = tuple[int, tuple[ChosenOption, ...], str]


class Item(Struct, frozen=True):
    """The row of a line: its place in the cart, and the price, options included, that the customer was last shown."""

    id: int
    position: int
    unit_amount: int


Rows = list[tuple[Item, CartLine]]


class Filled(Struct, frozen=True):
    """A cart with its rows in order, each with the line it stands for, and the products they are about."""

    cart: Cart
    rows: Rows
    goods: Found

    @property
    def lines(self) -> tuple[CartLine, ...]:
        """What is in the cart."""
        return tuple(line for _, line in self.rows)


_OPTION: tuple[Any, ...] = tuple(
    getattr(CartRowOption, name) for name in ("group_id", "option_id", "count", "qualifier", "negated")
)
_ROW: tuple[Any, ...] = tuple(
    getattr(CartRow, name) for name in ("id", "position", "unit_amount", "product_id", "quantity", "note")
)
# Where in a row its product's id stands, and where its options end.
_PRODUCT, _WIDE = 3, len(_ROW) + len(_OPTION)
_ORDER = (col(CartRow.position), col(CartRow.id), col(CartRowOption.id))
_ON_ROW = col(CartRowOption.cart_line_id) == col(CartRow.id)
_ROWS = select_any(*_ROW, *_OPTION).select_from(CartRow).outerjoin(CartRowOption, _ON_ROW)
_ROWS = _ROWS.where(col(CartRow.cart_id) == bindparam("cart")).order_by(*_ORDER)
_OPEN = (
    select_any(Cart, *_ROW, *_OPTION, *GOODS)
    .select_from(Cart)
    .outerjoin(CartRow, col(CartRow.cart_id) == col(Cart.id))
    .outerjoin(CartRowOption, _ON_ROW)
    .outerjoin(Product, (col(Product.id) == col(CartRow.product_id)) & SOLD)
    .outerjoin(StockLevel, HERE)
    .where(col(Cart.store_id) == bindparam("store"), col(Cart.customer_id) == bindparam("customer"))
    .where(col(Cart.state) == "open")
    .order_by(*_ORDER)
    .execution_options(populate_existing=True)
)
_ADDING = insert(CartRow).returning(col(CartRow.id), sort_by_parameter_order=True)
_MOVING = (
    update(CartRow)
    .where(col(CartRow.id) == bindparam("row"))
    .values({name: bindparam(f"new_{name}") for name in ("position", "quantity", "unit_amount")})
    .execution_options(synchronize_session=False)
)


def line_key(line: CartLine) -> LineKey:
    """What makes two lines the same wish, whatever their quantity."""
    return line.product_id, line.options, line.note


def filled_cart(tx: Tx, store_id: int, customer_id: int) -> Filled | None:
    """A customer's open cart at a store with what is in it, in one query."""
    found = tx.session.execute(_OPEN, {"store": store_id, "customer": customer_id}).all()
    if not found:
        return None
    lines = [row[1:] for row in found if row[1] is not None]
    goods = {line[_PRODUCT]: None if line[_WIDE] is None else Goods(*line[_WIDE:]) for line in lines}
    return Filled(found[0][0], _in_rows(line[:_WIDE] for line in lines), goods)


def open_key(store_id: int, customer_id: int) -> Hashable:
    """Where a transaction keeps the open cart of a customer."""
    return "open cart", store_id, customer_id


def take_over(tx: Tx, store_id: int, customer_id: int, filled: Filled | None) -> None:
    """Go on with the open cart, or with there being none, as it was read a moment ago: who changes it does so by its
    version."""
    tx.keep(open_key(store_id, customer_id), filled.cart if filled else None)
    if filled is not None:
        tx.take_over(filled.cart)
        _keep(tx, filled.cart, filled.rows)
        keep_goods(tx, store_id, filled.goods)


def begin_rows(tx: Tx, cart: Cart) -> None:
    """Note that nothing is in a cart that was just made."""
    _keep(tx, cart, [])


def fill_rows(tx: Tx, cart: WholeCart, lines: Sequence[CartLine], prices: Mapping[LineKey, int]) -> None:
    """Put these lines, each with its unit price, into a cart that came whole, one in a transaction."""
    _keep(tx, cart, [(Item(0, place, prices[line_key(line)]), line) for place, line in enumerate(lines)])


def rows_of(tx: Tx, cart: AnyCart) -> Rows:
    """The rows of a cart in order, each with the line it stands for."""
    version, rows = tx.once(_key(cart), lambda: _read(tx, cart))
    if version != cart.version:
        tx.forget(_key(cart))
        return rows_of(tx, cart)
    return list(rows)


def same_rows(tx: Tx, cart: Cart, before: int) -> None:
    """Note that the rows read at the version before are those of the version now."""
    version, rows = tx.once(_key(cart), lambda: _nothing(before))
    if version == before and rows is not None:
        _keep(tx, cart, rows)
    else:
        tx.forget(_key(cart))


def _nothing(version: int) -> tuple[int, Rows | None]:
    return version, None


def replace_rows(tx: Tx, cart: Cart, lines: Sequence[CartLine], prices: Mapping[LineKey, int]) -> None:
    """Put these lines in the place of the old ones, each with the unit price the customer was last shown. A line that
    was there before, in whatever quantity, keeps its row."""
    known: dict[LineKey, list[tuple[Item, CartLine]]] = defaultdict(list)
    for row, line in rows_of(tx, cart):
        known[line_key(line)].append((row, line))
    rows: Rows = []
    moved: list[tuple[Item, CartLine]] = []
    for position, line in enumerate(lines):
        key = line_key(line)
        before = known[key].pop(0) if known[key] else None
        now = (Item(before[0].id if before else 0, position, prices[key]), line)
        moved += [now] if before is not None and before != now else []
        rows.append(now)
    _move(tx, moved)
    rows = _add(tx, cart, rows)
    # Last, so that no new row gets the id of one that goes.
    _delete(tx, [row.id for gone in known.values() for row, _ in gone])
    _keep(tx, cart, rows)


def show_prices(tx: Tx, cart: Cart, prices: Sequence[int | None]) -> None:
    """Note the unit price of each line that the customer is shown now; None for one that stays as it was."""
    rows = [
        (row if price is None else replace(row, unit_amount=price), line)
        for (row, line), price in zip(rows_of(tx, cart), prices, strict=True)
    ]
    _move(tx, [now for now, before in zip(rows, rows_of(tx, cart), strict=True) if now != before])
    _keep(tx, cart, rows)


def _move(tx: Tx, rows: Rows) -> None:
    changes = [
        {
            "row": row.id,
            "new_position": row.position,
            "new_quantity": line.quantity.thousandths,
            "new_unit_amount": row.unit_amount,
        }
        for row, line in rows
    ]
    if changes:
        tx.connection.execute(_MOVING, changes)


def _add(tx: Tx, cart: Cart, rows: Rows) -> Rows:
    """Write down the rows that have no id yet: all rows, each with its id."""
    new = [(row, line) for row, line in rows if not row.id]
    if not new:
        return rows
    ids = tx.connection.execute(_ADDING, [_values(cart, row, line) for row, line in new]).scalars().all()
    added = [(replace(row, id=key), line) for key, (row, line) in zip(ids, new, strict=True)]
    tx.write_all(CartRowOption, [option for row, line in added for option in _options(cart, row, line)])
    return sorted([*(one for one in rows if one[0].id), *added], key=lambda one: one[0].position)


def _delete(tx: Tx, gone: list[int]) -> None:
    if gone:
        tx.changed(delete(CartRowOption).where(col(CartRowOption.cart_line_id).in_(gone)))
        tx.changed(delete(CartRow).where(col(CartRow.id).in_(gone)))


def _key(cart: AnyCart) -> Hashable:
    return "cart rows", cart.id


def _keep(tx: Tx, cart: AnyCart, rows: Rows) -> None:
    tx.keep(_key(cart), (cart.version, rows))


def _read(tx: Tx, cart: AnyCart) -> tuple[int, Rows]:
    return cart.version, _in_rows(tx.rows(_ROWS, {"cart": cart.id}))


def _in_rows(found: Iterable[Any]) -> Rows:
    """Rows joined with their options, one after the other, as rows with their lines."""
    options: dict[int, list[ChosenOption]] = defaultdict(list)
    rows: dict[int, Any] = {}
    for key, position, amount, product, quantity, note, group, option, count, qualifier, negated in found:
        rows[key] = (Item(key, position, amount), product, Quantity(quantity), note)
        if option is not None:
            options[key].append(ChosenOption(group, option, count, qualifier, negated))
    return [
        (row, CartLine(product, quantity, tuple(options[key]), note))
        for key, (row, product, quantity, note) in rows.items()
    ]


def _values(cart: Cart, row: Item, line: CartLine) -> dict[str, Any]:
    return {
        "seller_id": cart.seller_id,
        "cart_id": cart.id,
        "position": row.position,
        "product_id": line.product_id,
        "quantity": line.quantity.thousandths,
        "unit_amount": row.unit_amount,
        "note": line.note,
    }


def _options(cart: Cart, row: Item, line: CartLine) -> list[dict[str, Any]]:
    return [
        {
            "seller_id": cart.seller_id,
            "cart_line_id": row.id,
            "group_id": option.group_id,
            "option_id": option.option_id,
            "count": option.count,
            "qualifier": option.qualifier,
            "negated": option.negated,
        }
        for option in line.options
    ]
