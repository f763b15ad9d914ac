"""Files that are sent at fixed times: asked for when they are due, in the transaction that claims them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot import file_work
from bot.exports import Wanted
from models import Chat, Schedule, Store, Tx, reading, transaction
from shop.file_times import days_of
from shop.schedules import FILE, due, rhythm_of, take

PURPOSE: Final = "file"


def due_now(now: datetime, limit: int) -> list[int]:
    """The schedules of files that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, FILE, limit)]


def ask_due(schedule_id: int, now: datetime) -> None:
    """Ask for the file of a schedule, once for each time that it is due."""
    with transaction() as tx:
        taken = take(tx, schedule_id, now)
        if taken is not None:
            _ask(tx, *taken, now)


def _ask(tx: Tx, schedule: Schedule, store: Store, since: datetime, now: datetime) -> None:
    data, chat = schedule.data, tx.session.get_one(Chat, schedule.data["chat"])
    first, last = days_of(store, rhythm_of(schedule), now)
    language = chat.language or data["language"]
    wanted = Wanted(store.id, data["what"], data["format"], language, first, last, now)
    file = file_work.ask(tx, store, chat, wanted, PURPOSE)
    file.schedule, file.due_at = schedule.name, since
    tx.save(file)
