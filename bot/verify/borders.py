"""The border between sellers: no row belongs to one seller and points to another's."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import inspect
from sqlmodel import SQLModel

from bot.verify.invariants import invariant
from models import Tx

# A chat remembers the customer and the store that it was about last, and may be about another seller by now.
_REMEMBERS = {"chats"}


@invariant("sellers")
def nothing_crosses_a_seller(tx: Tx) -> str:
    """A row of a seller refers only to rows of the same seller."""
    here = set(inspect(tx.session.connection()).get_table_names())
    return " UNION ALL ".join(_crossing(*pair) for pair in pairs() if {pair[0], pair[2]} <= here)


def pairs() -> Iterator[tuple[str, str, str, str]]:
    """Every reference between two tables whose rows belong to a seller: (table, column, other table, its column)."""
    for name, table in sorted(SQLModel.metadata.tables.items()):
        for key in table.foreign_keys:
            other = key.column.table
            if name not in _REMEMBERS and "seller_id" in table.c and "seller_id" in other.c:
                yield name, key.parent.name, other.name, key.column.name


def _crossing(table: str, column: str, other: str, key: str) -> str:
    return f"""
        SELECT '{table}.{column}' AS reference, MIN(a.{column}) AS to_id, a.seller_id, b.seller_id AS other_seller_id
        FROM {table} a JOIN {other} b ON b.{key} = a.{column} WHERE a.seller_id <> b.seller_id
        GROUP BY a.seller_id, b.seller_id"""
