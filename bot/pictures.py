"""QR pictures by signed address: nothing is stored, the address itself carries what the picture says."""

from __future__ import annotations

import hashlib
import hmac
import io
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64

import segno

from bot.runtime import runtime

MOST_TEXT = 700
SIGNATURE_BYTES = 12


def address_of(text: str) -> str:
    """Where a QR picture of that text is found from outside; at most 700 characters."""
    data = text.encode()[:MOST_TEXT]
    name = urlsafe_b64encode(_signature(data) + data).decode().rstrip("=")
    return f"{runtime().settings.public_url.rstrip('/')}/pictures/{name}.png"


def made(name: str) -> bytes | None:
    """The picture (PNG) behind a name that `address_of` gave; None for any other name."""
    try:
        packed = urlsafe_b64decode(name + "=" * (-len(name) % 4))
    except (NotBase64, ValueError):
        return None
    signature, data = packed[:SIGNATURE_BYTES], packed[SIGNATURE_BYTES:]
    if not data or not hmac.compare_digest(signature, _signature(data)):
        return None
    out = io.BytesIO()
    segno.make(data.decode("utf-8", "replace"), error="m").save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def _signature(data: bytes) -> bytes:
    key = runtime().settings.secret_key.get_secret_value().encode()
    return hmac.new(key, b"picture:" + data, hashlib.sha256).digest()[:SIGNATURE_BYTES]
