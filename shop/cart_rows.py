"""The lines of a cart as rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import col, delete, select

from models import Cart, CartRow, CartRowOption, Tx
from values import CartLine, ChosenOption, Quantity

LineKey = tuple[int, tuple[ChosenOption, ...], str]


def line_key(line: CartLine) -> LineKey:
    """What makes two lines the same wish, whatever their quantity."""
    return line.product_id, line.options, line.note


def rows_of(tx: Tx, cart: Cart) -> list[tuple[CartRow, CartLine]]:
    """The rows of a cart in order, each with the line it stands for."""
    rows = list(tx.exec(select(CartRow).where(col(CartRow.cart_id) == cart.id).order_by(col(CartRow.position))))
    options: dict[int, list[ChosenOption]] = defaultdict(list)
    chosen = select(CartRowOption).where(col(CartRowOption.cart_line_id).in_([row.id for row in rows]))
    for row in tx.exec(chosen.order_by(col(CartRowOption.id))):
        option = ChosenOption(row.group_id, row.option_id, row.count, row.qualifier, row.negated)
        options[row.cart_line_id].append(option)
    return [(row, CartLine(row.product_id, Quantity(row.quantity), tuple(options[row.id]), row.note)) for row in rows]


def replace_rows(tx: Tx, cart: Cart, lines: Sequence[CartLine], prices: Mapping[LineKey, int]) -> None:
    """Put these lines in the place of the old ones, each with the unit price the customer was last shown. A line that
    was there before, in whatever quantity, keeps its row."""
    known: dict[LineKey, list[CartRow]] = defaultdict(list)
    for row, line in rows_of(tx, cart):
        known[line_key(line)].append(row)
    for position, line in enumerate(lines):
        key = line_key(line)
        row, new = (known[key].pop(0), False) if known[key] else (_row(cart, line), True)
        row.position, row.quantity, row.unit_amount = position, line.quantity.thousandths, prices[key]
        tx.add(row)
        if new:
            _add_options(tx, tx.save(row), line)
    # Last, so that no new row gets the id of one that goes.
    gone = [row.id for rows in known.values() for row in rows]
    tx.changed(delete(CartRowOption).where(col(CartRowOption.cart_line_id).in_(gone)))
    tx.changed(delete(CartRow).where(col(CartRow.id).in_(gone)))


def _row(cart: Cart, line: CartLine) -> CartRow:
    return CartRow(
        seller_id=cart.seller_id,
        cart_id=cart.id,
        position=0,
        product_id=line.product_id,
        quantity=line.quantity.thousandths,
        unit_amount=0,
        note=line.note,
    )


def _add_options(tx: Tx, row: CartRow, line: CartLine) -> None:
    for option in line.options:
        chosen = CartRowOption(
            seller_id=row.seller_id,
            cart_line_id=row.id,
            group_id=option.group_id,
            option_id=option.option_id,
            count=option.count,
            qualifier=option.qualifier,
            negated=option.negated,
        )
        tx.add(chosen)
