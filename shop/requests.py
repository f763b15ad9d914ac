"""Requests that must not be done twice, and the trail of those that changed something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, delete, select

from models import KeptAnswer, Tx
from shop.refusal import WebError, refusal

KEPT_FOR: Final = timedelta(days=2)


@refusal
class KeyReused(WebError):
    """The idempotency key was used before, for another request."""

    key: str


def first_time(tx: Tx, owner: str, key: str, fingerprint: str, now: datetime) -> KeptAnswer | None:
    """The row to keep the answer in, or None where the request was answered before: `kept_answer` has it then.

    A repeat that comes while the first one is being worked on waits here until that one is done.
    """
    tx.changed(delete(KeptAnswer).where(col(KeptAnswer.created_at) < now - KEPT_FOR))
    values = {"owner": owner, "key": key, "fingerprint": fingerprint, "status": 0, "body": "", "created_at": now}
    made = tx.insert_once(KeptAnswer, values)
    return None if made is None else tx.session.get_one(KeptAnswer, made)


def kept_answer(tx: Tx, owner: str, key: str, fingerprint: str) -> KeptAnswer:
    """What the request with that key was answered; KeyReused where it was another request."""
    kept = tx.exec(select(KeptAnswer).where(col(KeptAnswer.owner) == owner, col(KeptAnswer.key) == key)).one()
    if kept.fingerprint != fingerprint:
        raise KeyReused(key)
    return kept
