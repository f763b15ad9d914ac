"""PINs of people who work in stores: hashed, and locked after five wrong tries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from pwdlib import PasswordHash

from models import Tx, User
from shop.errors import NotAValue, PinLocked, PinMissing

TRIES: Final = 5
LOCK: Final = timedelta(minutes=15)
hasher: Final = PasswordHash.recommended()


class PinAnswer(Struct, frozen=True):
    """Whether a PIN was right; if not, how many tries are left before `locked_until`."""

    right: bool
    tries: int
    locked_until: datetime | None = None


def set_pin(tx: Tx, user: User, pin: str) -> None:
    """Choose a PIN of four to eight digits; NotAValue for anything else."""
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        raise NotAValue("pin")
    user.pin_hash, user.pin_failures, user.pin_locked_until = hasher.hash(pin), 0, None
    tx.save(user)


def check_pin(tx: Tx, user: User, pin: str, now: datetime) -> PinAnswer:
    """Compare a PIN and count the failures. A wrong one is an answer, not a refusal, since the count has to be kept."""
    if user.pin_hash is None:
        raise PinMissing
    if user.pin_locked_until is not None and now < user.pin_locked_until:
        raise PinLocked(user.pin_locked_until)
    right = hasher.verify(pin, user.pin_hash)
    user.pin_failures = 0 if right else user.pin_failures + 1
    user.pin_locked_until = None
    if user.pin_failures >= TRIES:
        user.pin_failures, user.pin_locked_until = 0, now + LOCK
    tx.save(user)
    return PinAnswer(right, TRIES - user.pin_failures, user.pin_locked_until)
