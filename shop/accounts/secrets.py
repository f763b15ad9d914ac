"""Secrets that are handed out once and kept as hashes, and the hashing of passwords."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from shop.accounts.errors import WeakPassword

SHORTEST: Final = 12
LONGEST: Final = 200
LEAST_DIFFERENT: Final = 5

# How costly a password is to try: a setting, since tests hash many.
_hashers = [PasswordHash.recommended()]
_nobody: list[str] = []


def set_cost(memory_kib: int, rounds: int) -> None:
    """How much memory and how many rounds the hashing of a password takes from now on."""
    _hashers[:] = [PasswordHash((Argon2Hasher(memory_cost=memory_kib, time_cost=rounds),))]
    _nobody.clear()


def new_secret() -> str:
    """256 random bits in letters that need no escaping anywhere."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a random secret. It needs no salt and no cost: nobody guesses 256 bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def hashed(password: str, *names: str) -> str:
    """The hash of a password to keep; WeakPassword for one that is easily guessed."""
    if len(password) < SHORTEST:
        raise WeakPassword("short", SHORTEST)
    if len(set(password)) < LEAST_DIFFERENT:
        raise WeakPassword("few", SHORTEST)
    if any(len(name) > 3 and name.casefold() in password.casefold() for name in names):
        raise WeakPassword("name", SHORTEST)
    return _hashers[0].hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password of that hash. An account without one takes as long to refuse as any other."""
    if kept is None:
        if not _nobody:
            _nobody.append(_hashers[0].hash(new_secret()))
        _hashers[0].verify(password, _nobody[0])
        return False
    return _hashers[0].verify(password, kept)
