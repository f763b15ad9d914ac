"""The trail of what happened, searched: who did what, when, and from where."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, select

from models import AuditEntry, Event, Tx, User
from shop.paging import Page, Window, page_of

SORTS: Final = {"id": Event.id}


class TrailWanted(Struct, frozen=True):
    """Which events: of these sellers (None: of all), of a store, by somebody, of a name or its beginning, about a
    thing, of one request, between two instants."""

    sellers: Collection[int] | None
    store_id: int | None = None
    actor: str | None = None
    name: str | None = None
    subject: str | None = None
    subject_id: int | None = None
    request_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Step(Struct, frozen=True):
    """An event with who it was by name, and the request it came by if it came over REST."""

    event: Event
    who: str
    request: AuditEntry | None

    @property
    def way(self) -> str:
        """`chat`, `api`, or `clock` for what nobody asked for at that moment."""
        if self.event.request_id:
            return "api"
        return "chat" if self.event.message_id else "clock"


def find_steps(tx: Tx, wanted: TrailWanted, window: Window) -> tuple[Page[Event], list[Step]]:
    """A page of the events wanted, each with who and from where."""
    found = select(Event)
    if wanted.sellers is not None:
        found = found.where(col(Event.seller_id).in_(wanted.sellers))
    for column in ("store_id", "actor", "subject", "subject_id", "request_id"):
        value: Any = getattr(wanted, column)
        if value is not None:
            found = found.where(col(getattr(Event, column)) == value)
    if wanted.name is not None:
        found = found.where(col(Event.name).startswith(wanted.name, autoescape=True))
    if wanted.since is not None:
        found = found.where(col(Event.at) >= wanted.since)
    if wanted.until is not None:
        found = found.where(col(Event.at) < wanted.until)
    page = page_of(tx, found, Event, SORTS, window)
    return page, _steps(tx, page.rows)


def _steps(tx: Tx, events: Collection[Event]) -> list[Step]:
    ids = {int(event.actor.partition(":")[2]) for event in events if event.actor.startswith("user:")}
    names = dict(tx.exec(select(User.id, User.name).where(col(User.id).in_(ids))).all())
    asked = [event.request_id for event in events if event.request_id]
    requests = {row.request_id: row for row in tx.exec(select(AuditEntry).where(col(AuditEntry.request_id).in_(asked)))}
    return [
        Step(event, names.get(int(event.actor.partition(":")[2] or 0), "") if event.actor.startswith("user:") else "",
             requests.get(event.request_id or ""))
        for event in events
    ]  # fmt: skip
