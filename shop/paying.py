"""How a store is paid, from the words its seller gives: an account, or the text of a QR code."""

from __future__ import annotations

import re
from datetime import datetime
from itertools import takewhile
from typing import Any, Final

from models import Image, PaymentWay, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue
from shop.images import swap
from shop.qris import is_merchant_code
from shop.stores import add_payment_way, payment_ways, save_way, set_instruction
from shop.terms import Way

MOST_NAME: Final = 24
MOST_TEXT: Final = 500
CODE: Final = "payment.code"
QR_NAMES: Final = {"ID": "QRIS", "IN": "UPI QR"}  # what a code to pay by is called in a country


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
            written = set_instruction(tx, store, way, text, by, now)
            return tx.session.get_one(PaymentWay, way.id), written
    return _add(tx, store, _way(store, "transfer", name, instruction=text), by, now)


def pay_by_picture(
    tx: Tx, store: Store, picture: Image, code: str, by: Actor, now: datetime
) -> tuple[PaymentWay, bool]:
    """Let customers pay by the code in a picture: the way, and whether they get a code with the amount in it.

    A merchant code is made anew for every order; any other picture goes to customers as it is. It takes the place of
    the code there was.
    """
    exact = is_merchant_code(code)
    known = next((way for way in payment_ways(tx, store) if way.kind == "qr"), None)
    if known is None:
        way = _way(store, "qr", QR_NAMES.get(store.country, "QR"), qr_text=code if exact else "")
        way.picture_id = picture.id
        swap(tx, None, picture.id, now)
        return _add(tx, store, way, by, now)[0], exact
    row = tx.session.get_one(PaymentWay, known.id)
    swap(tx, known.picture_id, picture.id, now)
    row.picture_id, row.qr_text = picture.id, code if exact else ""
    save_way(tx, row)
    old, new = ({"picture": one.picture_id, "text": one.qr_text} for one in (known, row))
    log_write(tx, store, Write(CODE, row.id, row.name, old, new), by, now)
    return row, exact


def restore_code(tx: Tx, way_id: int, seen: dict[str, Any], wanted: dict[str, Any], now: datetime) -> bool:
    """Let customers pay by the code there was before; False, and nothing done, where it has changed again, or where
    its picture is forgotten."""
    way = tx.session.get_one(PaymentWay, way_id)
    if {"picture": way.picture_id, "text": way.qr_text} != seen or not swap(tx, way.picture_id, wanted["picture"], now):
        return False
    way.picture_id, way.qr_text = wanted["picture"], wanted["text"]
    save_way(tx, way)
    return True


def _way(store: Store, kind: str, name: str, instruction: str = "", qr_text: str = "") -> PaymentWay:
    belongs: dict[str, Any] = {"seller_id": store.seller_id, "store_id": store.id}
    return PaymentWay(**belongs, kind=kind, name=name, instruction=instruction, qr_text=qr_text)


def _add(tx: Tx, store: Store, way: PaymentWay, by: Actor, now: datetime) -> tuple[PaymentWay, Written]:
    return way, add_payment_way(tx, store, way, by, now)


def _name(text: str) -> str:
    """The bank or wallet: the words before the first with a digit, a mail address or a handle."""
    words = list(takewhile(lambda word: not re.search(r"[\d@:]", word), text.split()))
    return (" ".join(words) or text)[:MOST_NAME].strip(" -–,.")


def _same(way: Way, name: str) -> bool:
    first = name.casefold().split()[:1]
    said = f"{way.name} {way.instruction}".casefold().split()
    return bool(first) and first[0] in said
