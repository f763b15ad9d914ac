"""What people agreed to or refused, kept with time, source and words."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from models import Consent, Tx
from values import Address


def record_consent(
    tx: Tx, seller_id: int | None, address: Address, consent: tuple[str, bool], now: datetime, said: tuple[str, str]
) -> Consent:
    """Note a consent (purpose, granted) and how it was given (source such as `chat`, the words themselves). A seller of
    None means every sender of this service."""
    purpose, granted = consent
    source, text = said
    return tx.save(
        Consent(
            seller_id=seller_id,
            channel=address.channel,
            external_id=address.external_id,
            purpose=purpose,
            granted=granted,
            source=source,
            text=text,
            at=now,
        )
    )


def wanted(tx: Tx, seller_id: int | None, address: Address, *purposes: str) -> bool:
    """Whether none of these purposes was refused last; where nothing was ever said it is wanted."""
    return all(consented(tx, seller_id, address, purpose) is not False for purpose in purposes)


def consented(tx: Tx, seller_id: int | None, address: Address, purpose: str) -> bool | None:
    """What counts now for a purpose: the newest word on it, None where nothing was ever said."""
    mine = select(Consent.granted).where(
        col(Consent.channel) == address.channel,
        col(Consent.external_id) == address.external_id,
        col(Consent.purpose) == purpose,
        col(Consent.seller_id).is_(None) if seller_id is None else col(Consent.seller_id) == seller_id,
    )
    return tx.exec(mine.order_by(col(Consent.id).desc()).limit(1)).first()
