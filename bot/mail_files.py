"""Files by e-mail: one that was asked for, and those that go out at fixed times."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.exports import KINDS, Wanted, plain_name, sheet_of, sheet_title
from bot.notify import mail
from bot.notify.mail import Letter
from bot.render import render
from models import Schedule, Store, Tx, reading, transaction
from shop.calendar import between
from shop.errors import ShopError
from shop.file_times import days_of
from shop.mail_times import MAIL
from shop.schedules import due, rhythm_of, take

AREA: Final = "mail"
# The words of refusals for who does not read them in a chat.
REFUSALS: Final = "api"


def letter_with(tx: Tx, store: Store, wanted: Wanted, to: str) -> Letter:
    """A letter with a file; TooManyRows where it does not fit. It takes its time: no transaction is to wait for it."""
    media, write = KINDS[wanted.format]
    content = write(sheet_of(tx, store, wanted))
    name = f"{plain_name(store.name) or 'store'}-{wanted.what}-{wanted.first}-{wanted.last}.{wanted.format}"
    values = {"title": sheet_title(store, wanted), "period": between(store, wanted.first, wanted.last)}
    subject, text = (_words(store, wanted, AREA, block, **values) for block in ("subject", "text"))
    return Letter(to, subject, text, (name, media, content))


def _words(store: Store, wanted: Wanted, area: str, block: str, **values: object) -> str:
    return render(wanted.language, area, block, {"store": store.name, **values}, wanted.at, store.timezone)


def due_now(now: datetime, limit: int) -> list[int]:
    """The files by e-mail that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, MAIL, limit)] if mail.is_on() else []


def send_due(schedule_id: int, now: datetime) -> None:
    """Let the file of a schedule go out, once for each time that it is due; or why it cannot be made."""
    with reading() as tx:
        schedule = tx.get(Schedule, schedule_id)
        if schedule is None or schedule.next_at > now:
            return
        store = tx.session.get_one(Store, schedule.store_id)
        letter = _letter(tx, store, schedule, now)
    with transaction() as tx:
        taken = take(tx, schedule_id, now)
        if taken is not None:
            schedule, store, since = taken
            row = mail.write(tx, store, letter, now)
            row.schedule, row.due_at = schedule.name, since
            tx.save(row)


def _letter(tx: Tx, store: Store, schedule: Schedule, now: datetime) -> Letter:
    data, days = schedule.data, days_of(store, rhythm_of(schedule), now)
    wanted = Wanted(store.id, data["what"], data["format"], data["language"], *days, now)
    try:
        return letter_with(tx, store, wanted, data["to"])
    except ShopError as refusal:
        subject = _words(store, wanted, AREA, "subject", title=sheet_title(store, wanted))
        return Letter(data["to"], subject, _words(store, wanted, REFUSALS, refusal.code, **refusal.values))
