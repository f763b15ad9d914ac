"""Fetching the files behind the shop's links, with the limits of the channel."""

from __future__ import annotations

from typing import Final

import urllib3

from simulator.errors import SendFailure

MAX_BYTES: Final = 16 * 1024 * 1024


MAX_IMAGE_BYTES: Final = 5 * 1024 * 1024


SECONDS: Final = 10.0


DOCUMENTS: Final = frozenset(
    {
        "application/pdf",
        "application/msword",
        "text/vcard",
        "text/x-vcard",
        "text/csv",
        "text/plain",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


PICTURES: Final = frozenset({"image/jpeg", "image/jpg", "image/png", "image/webp"})


SOUNDS: Final = frozenset({"audio/ogg", "audio/amr", "audio/3gpp", "audio/aac", "audio/mpeg", "audio/mp4"})


ACCEPTED: Final = DOCUMENTS | PICTURES | SOUNDS | {"video/mp4"}


_pool: Final = urllib3.PoolManager(retries=False)


def fetch(url: str) -> tuple[str, str, bytes]:
    """Type, file name and bytes of a link the shop sent; SendFailure when it is away, too big or of a wrong type."""
    try:
        reply = _pool.request("GET", url, timeout=SECONDS, preload_content=False, retries=urllib3.Retry(3, redirect=3))
        data = reply.read(MAX_BYTES + 1)
        reply.release_conn()
    except urllib3.exceptions.HTTPError as problem:
        raise SendFailure(63019, type(problem).__name__) from problem
    if reply.status != 200:
        raise SendFailure(63019, f"HTTP {reply.status}")
    content_type = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in ACCEPTED:
        raise SendFailure(12300, content_type)
    if len(data) > (MAX_IMAGE_BYTES if content_type in PICTURES else MAX_BYTES):
        raise SendFailure(11751)
    return content_type, _filename(reply.headers.get("Content-Disposition", ""), url), data


def kind_of(content_type: str) -> str:
    """What a phone shows a file as: image, sticker, audio, video, contacts or document."""
    if "vcard" in content_type:
        return "contacts"
    family = content_type.partition("/")[0]
    if content_type == "image/webp":
        return "sticker"
    return family if family in ("image", "audio", "video") else "document"


def _filename(disposition: str, url: str) -> str:
    for part in disposition.split(";"):
        name, _, value = part.strip().partition("=")
        if name.lower() == "filename":
            return value.strip('"')
    return url.partition("?")[0].rpartition("/")[2]
