"""Access tokens: signed, short-lived, and good only while their session is."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache, lru_cache
from types import ModuleType
from typing import Any, Final

from settings import Settings
from shop.accounts.errors import InvalidToken, TokenExpired

ISSUER: Final = "bakul"
AUDIENCE: Final = "bakul-api"
# Tokens whose signature need not be checked again.
REMEMBERED: Final = 4096
NEEDED: Final = ["exp", "iat", "iss", "aud", "sub", "sid", "jti"]


def access_token(settings: Settings, user_id: int, session_id: int, token_id: str, now: datetime) -> str:
    """A token by which a program acts for a person in a session."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(user_id),
        "sid": session_id,
        "jti": token_id,
        "iat": now,
        "exp": now + timedelta(minutes=settings.access_minutes),
    }
    key = settings.secret_key.get_secret_value()
    made: str = _jwt().encode(claims, key, algorithm=settings.algorithm)
    return made


def session_in(settings: Settings, token: str, now: datetime) -> tuple[int, int]:
    """The person and the session that a token was made for; InvalidToken or TokenExpired."""
    person, session, until = _signed(token, settings.secret_key.get_secret_value(), settings.algorithm)
    if now.timestamp() >= until:
        raise TokenExpired
    return person, session


@lru_cache(REMEMBERED)
def _signed(token: str, key: str, algorithm: str) -> tuple[int, int, float]:
    """Whose a token is, of which session, and until when, if its signature is good.

    The same text with the same key always says the same, so that it is checked once; wrong ones are not remembered.
    """
    jwt = _jwt()
    options = {"require": NEEDED, "verify_exp": False, "verify_iat": False}
    try:
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=[algorithm], audience=AUDIENCE, issuer=ISSUER, options=options
        )
        return int(claims["sub"]), int(claims["sid"]), float(claims["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError) as wrong:
        raise InvalidToken from wrong


@cache
def _jwt() -> ModuleType:
    # Imported when first needed: it brings a whole library of ciphers along.
    import jwt

    return jwt
