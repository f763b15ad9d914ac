"""Telling sellers what the platform said of their products."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

from bot.commands import Manager
from bot.notices import staff_chats, tell
from bot.outgoing import Bubble
from bot.speech import Envelope, Voice
from models import Product, Store, Tx

AREA: Final = "vendor"


def tell_sellers(tx: Tx, decided: Sequence[Product], now: datetime) -> None:
    """Tell the people of each store which of its products were approved or rejected, in one message."""
    ordered = sorted(decided, key=lambda product: (product.store_id, product.id))
    for store_id, products in groupby(ordered, key=lambda product: product.store_id):
        _tell(tx, tx.session.get_one(Store, store_id), list(products), now)


def _tell(tx: Tx, store: Store, products: list[Product], now: datetime) -> None:
    state, reason = products[0].approval, products[0].approval_note
    bubble = Bubble(AREA, f"{state}_notice", {"names": [one.name for one in products], "reason": reason})
    for chat, language in staff_chats(tx, store, Manager):
        tell(tx, chat, [bubble], Voice(language, now, store.timezone), Envelope(purpose="notice", store_id=store.id))
