"""What addresses carry: data with a signature, so that nothing has to be stored to know our own addresses again."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final

from bot.runtime import runtime

SIGNATURE_BYTES: Final = 16


def address_with(purpose: str, data: bytes, ending: str = "") -> str:
    """An address of ours, seen from outside, that carries data for a purpose: `/purpose/token` and the ending."""
    token = urlsafe_b64encode(_signature(purpose, data) + data).decode().rstrip("=")
    return f"{runtime().settings.public_url.rstrip('/')}/{purpose}/{token}{ending}"


def data_in(purpose: str, token: str) -> bytes | None:
    """The data that an address made by `address_with` for this purpose carries; None for any other token."""
    try:
        packed = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (NotBase64, ValueError):
        return None
    signature, data = packed[:SIGNATURE_BYTES], packed[SIGNATURE_BYTES:]
    return data if data and hmac.compare_digest(signature, _signature(purpose, data)) else None


def _signature(purpose: str, data: bytes) -> bytes:
    key = runtime().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, purpose.encode() + b":" + data, hashlib.sha256).digest()[:SIGNATURE_BYTES]
