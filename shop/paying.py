"""How a store is paid, from the words its seller gives: an account, or the text of a QR code."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import takewhile
from typing import Any, Final

from models import PaymentWay, Store, Tx
from shop.actors import Actor
from shop.changes import Written
from shop.errors import NotAValue
from shop.qris import is_merchant_code
from shop.stores import add_payment_way, payment_ways, set_instruction

MOST_NAME: Final = 24
MOST_TEXT: Final = 500


def pay_to(tx: Tx, store: Store, text: str, by: Actor, now: datetime) -> tuple[PaymentWay, Written]:
    """Tell customers to pay this way: the way of the same bank gets the new account, another bank is a way more.

    NotAValue for an empty text or an endless one.
    """
    text = " ".join(text.split())
    if not text or len(text) > MOST_TEXT:
        raise NotAValue("payment")
    if is_merchant_code(text):
        return _add(tx, store, _way(store, "qr", "QRIS", qr_text=text), by, now)
    name = _name(text)
    for way in payment_ways(tx, store):
        if way.kind == "transfer" and (_same(way, name) or not way.instruction):
            return way, set_instruction(tx, store, way, text, by, now)
    return _add(tx, store, _way(store, "transfer", name, instruction=text), by, now)


def _way(store: Store, kind: str, name: str, instruction: str = "", qr_text: str = "") -> PaymentWay:
    belongs: dict[str, Any] = {"seller_id": store.seller_id, "store_id": store.id}
    return PaymentWay(**belongs, kind=kind, name=name, instruction=instruction, qr_text=qr_text)


def _add(tx: Tx, store: Store, way: PaymentWay, by: Actor, now: datetime) -> tuple[PaymentWay, Written]:
    return way, add_payment_way(tx, store, way, by, now)


def _name(text: str) -> str:
    """The bank or wallet: the words before the first with a digit, a mail address or a handle."""
    words = list(takewhile(lambda word: not re.search(r"[\d@:]", word), text.split()))
    return (" ".join(words) or text)[:MOST_NAME].strip(" -–,.")


def _same(way: PaymentWay, name: str) -> bool:
    first = name.casefold().split()[:1]
    said = f"{way.name} {way.instruction}".casefold().split()
    return bool(first) and first[0] in said
