"""What the assistant may know of a store, and how much one person may ask it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import update
from sqlmodel import col, select

from models import AssistantUse, Product, Store, Tx
from shop.calendar import period
from shop.menu import categories
from shop.refusal import WebError, refusal
from shop.reports.figures import figures
from shop.reports.goods import sold
from shop.reports.sales import sales
from values import Period

PERIODS: Final = ("today", "yesterday", "this_week", "this_month", "last_month")
MOST_PRODUCTS: Final = 60


@refusal
class AssistantOff(WebError):
    """No model host is set up here."""


@refusal
class AssistantSilent(WebError):
    """The model host does not answer; the shop itself is not concerned."""


@refusal
class AssistantSpent(WebError):
    """This person has asked as much as one may in a day; `seconds` until the next."""

    seconds: int


def facts(tx: Tx, store: Store, now: datetime) -> dict[str, Any]:
    """A store in figures and names, the same that the chat and the reports tell; nothing of its customers."""
    told = {name: _sales(tx, store, period(store, name, now)) for name in PERIODS}
    today = figures(tx, store, period(store, "today", now), now)
    return {
        "store": store.name,
        "about": store.description,
        "country": store.country,
        "currency": store.currency,
        "now": now.astimezone(store.timezone).isoformat(timespec="minutes"),
        "delivers": store.delivers,
        "categories": categories(tx, store),
        "products": _products(tx, store),
        "sales": told,
        "open_orders": today.open_orders,
        "running_out": [
            {"name": one.name, "left": spelled(one.left.decimal), "unit": one.unit} for one in today.running_out
        ],
    }


def spelled(number: Decimal) -> str:
    """A number without zeros that say nothing."""
    return f"{number.normalize():f}"


def _sales(tx: Tx, store: Store, span: Period) -> dict[str, Any]:
    found, goods = sales(tx, store, span), sold(tx, store, span)
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "net_sales": spelled(found.net.main_units),
        "orders": found.sold,
        "cancelled": found.cancelled,
        "average_order": None if found.average is None else spelled(found.average.main_units),
        "best_sellers": [{"name": one.name, "quantity": spelled(one.quantity.decimal)} for one in goods[:5]],
    }


def _products(tx: Tx, store: Store) -> list[dict[str, Any]]:
    mine = select(Product).where(col(Product.store_id) == store.id, col(Product.removed_at).is_(None))
    rows: Sequence[Product] = tx.exec(mine.order_by(col(Product.position)).limit(MOST_PRODUCTS)).all()
    return [{"name": one.name, "price": spelled(one.price.main_units), "category": one.category} for one in rows]


def spend(tx: Tx, user_id: int, most_tokens: int, now: datetime) -> None:
    """Count a question, or AssistantSpent where the day's tokens are used up."""
    day = now.date()
    tx.insert_once(AssistantUse, {"user_id": user_id, "day": day, "calls": 0, "tokens": 0})
    mine = (col(AssistantUse.user_id) == user_id, col(AssistantUse.day) == day)
    left = update(AssistantUse).where(*mine, col(AssistantUse.tokens) < most_tokens)
    if not tx.changed_one(left.values(calls=AssistantUse.calls + 1)):
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        raise AssistantSpent(int((midnight - now).total_seconds()) + 1)


def note_cost(tx: Tx, user_id: int, tokens: int, now: datetime) -> None:
    """Add what a question cost to the day it was asked on."""
    mine = (col(AssistantUse.user_id) == user_id, col(AssistantUse.day) == now.date())
    tx.changed(update(AssistantUse).where(*mine).values(tokens=AssistantUse.tokens + tokens))
