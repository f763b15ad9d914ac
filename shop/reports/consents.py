"""Who agreed to news and who said no: the newest word of each counts, and all of them are kept."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlmodel import col, func, select

from models import Consent, Customer, CustomerAddress, Store, Tx

NEWS: Final = "news"
MOST: Final = 5


class Said(Struct, frozen=True):
    """What a customer said about news, when, and in which words."""

    name: str
    granted: bool
    text: str
    at: datetime


class Ledger(Struct, frozen=True):
    """How many want news, how many do not, and the last of what was said."""

    agreed: int
    refused: int
    last: tuple[Said, ...]


def ledger(tx: Tx, store: Store) -> Ledger:
    """The consents of a seller's customers."""
    mine = (col(Consent.seller_id) == store.seller_id, col(Consent.purpose) == NEWS)
    newest = select(func.max(Consent.id)).where(*mine).group_by(col(Consent.channel), col(Consent.external_id))
    same = (
        col(CustomerAddress.channel) == Consent.channel,
        col(CustomerAddress.external_id) == Consent.external_id,
        col(CustomerAddress.seller_id) == store.seller_id,
    )
    said = select(Consent, Customer.name).join(CustomerAddress, same[0] & same[1] & same[2])
    said = said.join(Customer, col(Customer.id) == CustomerAddress.customer_id).where(col(Consent.id).in_(newest))
    rows = tx.exec(said.order_by(col(Consent.id).desc())).all()
    agreed = sum(consent.granted for consent, _ in rows)
    last = [Said(name, consent.granted, consent.text, consent.at) for consent, name in rows[:MOST]]
    return Ledger(agreed, len(rows) - agreed, tuple(last))
