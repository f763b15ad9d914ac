"""The terms of a store: when it is open, and how it is paid. Nearly every answer needs both: they are read at once."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Date, Integer, String, bindparam, cast, null, select, union_all
from sqlmodel import col

from models import DAY_MINUTES, ClosedDay, OpeningHours, PaymentWay, Store, Tx

Span = tuple[int, int, int]
"""Weekday (Monday is 0), and the minutes of the store's clock from which until which it is open."""
ALL_DAY: Final[tuple[Span, ...]] = tuple((day, 0, DAY_MINUTES) for day in range(7))


class Way(Struct, frozen=True):
    """A way to pay as everybody is told it; who changes one asks for its row."""

    id: int
    kind: str
    name: str
    instruction: str
    picture_url: str
    picture_id: int | None
    qr_text: str


class Terms(Struct, frozen=True):
    """The opening spans of a week in order, the business days closed in spite of them, and the ways to pay in order."""

    hours: list[Span]
    closed: frozenset[date]
    ways: list[Way]


def _terms() -> Any:
    """Rows of three kinds: a span, a closed day, and a way to pay, whose position stands where a span has its day."""
    none = {kind: cast(null(), kind) for kind in (Integer, Date, String)}
    way = [getattr(PaymentWay, name) for name in Way.__struct_fields__]
    no_way = [cast(null(), column.type) for column in way]
    spans = select(*map(col, (OpeningHours.weekday, OpeningHours.opens, OpeningHours.closes)), none[Date], *no_way)
    closed = select(none[Integer], none[Integer], none[Integer], col(ClosedDay.day), *no_way)
    ways = select(col(PaymentWay.position), none[Integer], none[Integer], none[Date], *way)
    store: Any = bindparam("store")
    return union_all(
        spans.where(col(OpeningHours.store_id) == store),
        closed.where(col(ClosedDay.store_id) == store),
        ways.where(col(PaymentWay.store_id) == store, col(PaymentWay.active)),
    )


_TERMS = _terms()


def terms_of(tx: Tx, store: Store) -> Terms:
    """The terms of a store."""
    return tx.once(_key(store.id), lambda: _read(tx, store))


def forget_terms(tx: Tx, store_id: int) -> None:
    """Look at the terms again the next time: they have changed."""
    tx.forget(_key(store_id))


def _key(store_id: int) -> Hashable:
    return "terms", store_id


def _read(tx: Tx, store: Store) -> Terms:
    spans: list[Span] = []
    closed: list[date] = []
    ways: list[tuple[int, Way]] = []
    for place, opens, closes, day, *way in tx.rows(_TERMS, {"store": store.id}):
        if day is not None:
            closed.append(day)
        elif opens is not None:
            spans.append((place, opens, closes))
        else:
            ways.append((place, Way(*way)))
    ways.sort(key=lambda found: (found[0], found[1].id))
    return Terms(sorted(spans), frozenset(closed), [way for _, way in ways])
