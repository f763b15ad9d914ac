"""Twilio's two webhook signatures, in a few lines of our own so that the shop's verifier is tested by another hand."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit


def signature(url: str, params: Mapping[str, str], secret: str, algorithm: str = "sha1") -> str:
    """Base64 HMAC over the URL without its fragment followed by every name and value in order of name."""
    text = url.partition("#")[0] + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), getattr(hashlib, algorithm)).digest()).decode()


def signed_url(url: str, base: str) -> str:
    """The URL as the shop sees it: scheme and host of `base` when one is given."""
    if not base:
        return url
    seen, own = urlsplit(base), urlsplit(url)
    return urlunsplit((seen.scheme, seen.netloc, own.path, own.query, ""))


def signature_headers(
    url: str, params: Mapping[str, str], token: str, shared_key: tuple[str, str] | None
) -> dict[str, str]:
    """The headers of a signed webhook: the account's token with SHA-1, or the shared key with SHA-256."""
    if shared_key is None:
        return {"X-Twilio-Signature": signature(url, params, token)}
    key, secret = shared_key
    return {
        "X-Twilio-Signature": signature(url, params, secret, "sha256"),
        "X-Twilio-Webhooks-Signature-Settings": f"key={key},algorithm=HMAC_SHA256",
    }
