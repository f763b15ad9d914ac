"""Files that travel with messages, kept as the platform keeps them, and fetched from the shop's links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import urllib3

from simulator.config import Config
from simulator.errors import SendFailure
from simulator.ids import iso, new_sid
from simulator.store import Row, Store

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


@dataclass(frozen=True, slots=True)
class Medium:
    """One file of a message."""

    sid: str
    message_sid: str
    content_type: str
    filename: str
    created: str
    size: int


class Media:
    """The table of files."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config

    def add(self, message_sid: str, content_type: str, data: bytes, filename: str = "") -> Medium:
        """Keep a file for a message."""
        sid, now = new_sid("ME"), iso(self._config.clock())
        self._store.run(
            "INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)", sid, message_sid, content_type, filename, data, now
        )
        return Medium(sid, message_sid, content_type, filename, now, len(data))

    def of(self, message_sid: str) -> list[Medium]:
        """The files of a message in the order they were added."""
        rows = self._store.all(f"SELECT {_META} FROM media WHERE message_sid = ? ORDER BY rowid", message_sid)
        return [_medium(row) for row in rows]

    def find(self, message_sid: str, sid: str) -> Medium | None:
        """One file of that message."""
        row = self._store.one(f"SELECT {_META} FROM media WHERE message_sid = ? AND sid = ?", message_sid, sid)
        return _medium(row) if row else None

    def data(self, sid: str) -> bytes | None:
        """The bytes of a file."""
        row = self._store.one("SELECT data FROM media WHERE sid = ?", sid)
        return bytes(row["data"]) if row else None

    def delete(self, sid: str) -> None:
        """Forget a file."""
        self._store.run("DELETE FROM media WHERE sid = ?", sid)


_META: Final = "sid, message_sid, content_type, filename, created, length(data) AS size"
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


def _medium(row: Row) -> Medium:
    return Medium(**row)
