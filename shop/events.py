"""Event rows: what every operation leaves in its own transaction."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlmodel import SQLModel

from models import Event, Seller, Store, Tx
from shop.actors import Actor
from values import Money, Quantity


def record(tx: Tx, name: str, row: SQLModel, by: Actor, now: datetime, /, **data: Any) -> None:
    """Write down that `name` happened to a row (an order, a product, a store) and with which values."""
    tx.write(
        Event,
        seller_id=row.id if isinstance(row, Seller) else getattr(row, "seller_id", None),
        store_id=row.id if isinstance(row, Store) else getattr(row, "store_id", None),
        name=name,
        subject=str(row.__tablename__),
        subject_id=row.id,  # type: ignore[attr-defined]
        data={key: plain(value) for key, value in data.items()},
        actor=str(by),
        message_id=tx.cause,
        request_id=tx.request,
        at=now,
    )


def plain(value: Any) -> Any:
    """A value as JSON: money as amount and currency, quantities in thousandths, instants in ISO 8601."""
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if isinstance(value, Quantity):
        return {"thousandths": value.thousandths}
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return value


def restored(value: Any) -> Any:
    """Money and quantities back from their JSON; anything else as it is."""
    if isinstance(value, dict) and value.keys() == {"amount", "currency"}:
        return Money(value["amount"], value["currency"])
    if isinstance(value, dict) and value.keys() == {"thousandths"}:
        return Quantity(value["thousandths"])
    if isinstance(value, dict):
        return {key: restored(part) for key, part in value.items()}
    return value
