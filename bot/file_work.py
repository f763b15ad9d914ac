"""Files that are made while nobody waits: by a worker of their own, kept with their row, sent when they are done.

A worker that dies in the middle leaves a lease that lapses; what is sent is written in the transaction that keeps the
file, so that each goes once.
"""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlmodel import col

from bot import wake
from bot.exports import AREA, File, Wanted, address_of_made, sheet_title, written
from bot.notices import tell
from bot.outgoing import Bubble
from bot.speech import Envelope, Voice
from models import Chat, ReportFile, Store, Tx, reading, statement, transaction
from shop.calendar import between
from shop.refusal import ShopError

log = logging.getLogger(__name__)

LEASE: Final = 120.0
MOST_ATTEMPTS: Final = 3
# As long as a message may wait for its window.
KEPT: Final = timedelta(days=8)


def ask(tx: Tx, store: Store, chat: Chat, wanted: Wanted, purpose: str = "reply") -> ReportFile:
    """Let a file be made and sent to a chat; a worker is woken after the commit."""
    file = tx.save(
        ReportFile(
            seller_id=store.seller_id,
            store_id=store.id,
            chat_id=chat.id,
            what=wanted.what,
            format=wanted.format,
            language=wanted.language,
            first=wanted.first,
            last=wanted.last,
            purpose=purpose,
            asked_at=wanted.at,
        )
    )
    tx.after_commit(lambda: wake.file(file.id))
    return file


def files_waiting(tx: Tx, limit: int) -> list[int]:
    """The files that nobody is making."""
    found = select(col(ReportFile.id)).where(_free(tx)).order_by(col(ReportFile.id)).limit(limit)
    return list(tx.session.execute(found).scalars())


def _free(tx: Tx) -> ColumnElement[bool]:
    lapsed = and_(col(ReportFile.state) == "leased", col(ReportFile.lease_until) < tx.database_now())
    return or_(col(ReportFile.state) == "new", lapsed)


def make(file_id: int) -> None:
    """Make a file and send it; nothing where another worker has it or it is done."""
    file = lease(file_id)
    if file is None or file.lease_token is None:
        return
    if file.attempts > MOST_ATTEMPTS:
        # Its workers died on it, so nobody was left to say what went wrong.
        log.error("file_given_up", extra={"file_id": file_id})
        _finish(file, None, None)
        return
    try:
        found = written(_wanted(file))
    except ShopError as refusal:
        _finish(file, None, refusal)
    except Exception:
        if file.attempts < MOST_ATTEMPTS:
            # Its lease lapses, and then it is tried again.
            raise
        log.exception("file_given_up", extra={"file_id": file_id})
        _finish(file, None, None)
    else:
        _finish(file, found, None)


def _wanted(file: ReportFile) -> Wanted:
    return Wanted(file.store_id, file.what, file.format, file.language, file.first, file.last, file.asked_at)


def lease(file_id: int) -> ReportFile | None:
    """Take a file to be made for a while; None where somebody else has it or it is done."""
    token = secrets.token_hex(16)
    with statement() as tx:
        mine = update(ReportFile).where(col(ReportFile.id) == file_id, _free(tx))
        taken = mine.values(
            state="leased",
            lease_token=token,
            lease_until=tx.in_seconds(LEASE),
            attempts=col(ReportFile.attempts) + 1,
        )
        done = tx.session.execute(taken.returning(ReportFile), execution_options={"synchronize_session": False})
        return done.scalar_one_or_none()


def _finish(file: ReportFile, found: File | None, refusal: ShopError | None) -> None:
    """Keep the file and send it, or say that it could not be made; unless the lease went to somebody else."""
    with transaction() as tx:
        now = datetime.now(UTC)
        state = "done" if found else "failed"
        mine = (col(ReportFile.id) == file.id, col(ReportFile.lease_token) == file.lease_token)
        values = {"state": state, "lease_token": None, "made_at": now, "content": found.content if found else None}
        values["error"] = "" if found else type(refusal).__name__ if refusal else "it could not be made"
        kept = update(ReportFile).where(*mine, col(ReportFile.state) == "leased").values(**values)
        if tx.changed_one(kept.execution_options(synchronize_session=False)):
            _send(tx, tx.session.get_one(ReportFile, file.id), refusal, now)


def _send(tx: Tx, file: ReportFile, refusal: ShopError | None, now: datetime) -> None:
    store, chat = tx.session.get_one(Store, file.store_id), tx.session.get_one(Chat, file.chat_id)
    voice = Voice(file.language, now, store.timezone)
    envelope = Envelope(purpose=file.purpose, store_id=store.id)
    if refusal is not None:
        tell(tx, chat, [Bubble("errors", refusal.code, refusal.values)], voice, envelope)
        return
    period = between(store, file.first, file.last)
    values = {"what": file.what, "format": file.format, "period": period, "title": sheet_title(store, _wanted(file))}
    name = f"{store.name}-{file.what}-{file.first}-{file.last}"
    block, address = ("done", address_of_made(file, name)) if file.state == "done" else ("failed", "")
    tell(tx, chat, [Bubble(AREA, block, values, media_url=address)], voice, envelope)


def old_files(now: datetime, limit: int) -> list[int]:
    """The files that nobody can fetch any more."""
    old = select(col(ReportFile.id)).where(col(ReportFile.made_at) <= now - KEPT)
    with reading() as tx:
        return list(tx.session.execute(old.limit(limit)).scalars())


def forget(file_id: int, _now: datetime) -> None:
    """Let go of a file that was sent long ago."""
    with transaction() as tx:
        file = tx.get(ReportFile, file_id)
        if file is not None:
            tx.delete(file)
