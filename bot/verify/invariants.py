"""What an invariant is: a name, a sentence, the tables it speaks of, and a query for the rows that break it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, inspect, text
from sqlalchemy.sql.elements import TextClause

from models import Tx, UTCDateTime

Query = Callable[[Tx], str]
# A send of unknown outcome is first waited for, then looked up at the provider.
UNCERTAIN_PATIENCE = timedelta(minutes=10)


class Invariant(Struct, frozen=True):
    """Something that is true of the database at any moment; `query` finds the rows for which it is not."""

    name: str
    says: str
    tables: tuple[str, ...]
    query: Query


class Finding(Struct, frozen=True):
    """What a check found: how many rows break the invariant, and the first of them."""

    invariant: Invariant
    applicable: bool
    count: int = 0
    rows: Sequence[Mapping[str, Any]] = ()


INVARIANTS: list[Invariant] = []


def invariant(*tables: str) -> Callable[[Query], Query]:
    """Register a query as an invariant: its name is the function's, its sentence the first line of the docstring.

    `:before` in the query is the instant before which whatever waits has waited too long, `:long_before` the same
    for sends of unknown outcome.
    """

    def register(query: Query) -> Query:
        says = (query.__doc__ or "").strip().splitlines()[0]
        INVARIANTS.append(Invariant(query.__name__, says, tables, query))
        return query

    return register


def check(tx: Tx, one: Invariant, patience: timedelta, limit: int) -> Finding:
    """Look for rows that break an invariant; `limit` of them are brought along."""
    if not set(one.tables) <= set(inspect(tx.session.connection()).get_table_names()):
        return Finding(one, applicable=False)
    query = one.query(tx)
    now = tx.database_now()
    found = tx.session.execute(_bound(query, now, patience)).mappings()
    rows = [dict(row) for row in found.fetchmany(limit)]
    found.close()
    count = len(rows)
    if count == limit:
        count = tx.session.execute(_bound(f"SELECT COUNT(*) FROM ({query}) AS broken", now, patience)).scalar_one()
    return Finding(one, True, count, rows)


def _bound(query: str, now: datetime, patience: timedelta) -> TextClause:
    instants = {"before": now - patience, "long_before": now - patience}
    if patience:
        instants["long_before"] -= UNCERTAIN_PATIENCE
    named = [bindparam(name, at, UTCDateTime()) for name, at in instants.items() if f":{name}" in query]
    return text(query).bindparams(*named)
