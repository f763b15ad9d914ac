"""Files by e-mail: one that was asked for, and those that go out at fixed times."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bot.exports import KINDS, Wanted, plain_name, sheet_of
from bot.notify import mail
from bot.render import render
from models import Mail, Schedule, Store, Tx, reading, transaction
from shop.calendar import between
from shop.file_times import days_of
from shop.mail_times import MAIL
from shop.schedules import due, rhythm_of, take

AREA: Final = "mail"


def send_file(tx: Tx, store: Store, wanted: Wanted, to: str) -> Mail:
    """Let a file go to an address; MailOff where no server is set up, TooManyRows where it does not fit."""
    media, write = KINDS[wanted.format]
    sheet = sheet_of(tx, store, wanted)
    period = between(store, wanted.first, wanted.last)
    values = {"store": store.name, "title": sheet.title, "period": period}
    subject, text = (
        render(wanted.language, AREA, block, values, wanted.at, store.timezone) for block in ("subject", "text")
    )
    name = f"{plain_name(store.name) or 'store'}-{wanted.what}-{wanted.first}-{wanted.last}.{wanted.format}"
    letter = mail.Letter(to, subject, text, (name, media, write(sheet)))
    return mail.write(tx, store, letter, wanted.at)


def due_now(now: datetime, limit: int) -> list[int]:
    """The files by e-mail that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, MAIL, limit)] if mail.is_on() else []


def send_due(schedule_id: int, now: datetime) -> None:
    """Let the file of a schedule go out, once for each time that it is due."""
    with transaction() as tx:
        taken = take(tx, schedule_id, now)
        if taken is not None:
            _send(tx, *taken, now)


def _send(tx: Tx, schedule: Schedule, store: Store, since: datetime, now: datetime) -> None:
    data, days = schedule.data, days_of(store, rhythm_of(schedule), now)
    letter = send_file(tx, store, _wanted(store, data, days, now), data["to"])
    letter.schedule, letter.due_at = schedule.name, since
    tx.save(letter)


def _wanted(store: Store, data: dict[str, str], days: tuple[date, date], now: datetime) -> Wanted:
    return Wanted(store.id, data["what"], data["format"], data["language"], *days, now)
