"""What the people of the platform do while a dialogue goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import col, select

from bot.approval_news import tell_sellers
from models import Product, transaction
from shop import approvals
from shop.actors import Actor
from tests.chats.shops import Shop

PLATFORM = Actor.user(0, "admin")


def decide(shop: Shop, what: Mapping[str, Any]) -> None:
    """Approve products of a shop by their names, or reject them with a reason; its people are told."""
    names = what.get("approves") or what["rejects"]
    said = approvals.Decision("approved" if "approves" in what else "rejected", what.get("because", ""))
    now = datetime.now(UTC)
    with transaction() as tx:
        mine = select(Product.id).where(col(Product.store_id) == shop.store_id, col(Product.name).in_(names))
        tell_sellers(tx, approvals.decide(tx, list(tx.exec(mine)), said, PLATFORM, now), now)
