"""Summaries on their way: made when they are due, in the languages of those who get them, queued with their row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select, update
from sqlmodel import col

from bot import charts, content, window
from bot.commands import Manager
from bot.formats import day_in, money
from bot.notices import staff_chats
from bot.outgoing import Bubble
from bot.render import render
from bot.speech import Envelope, Said, Voice, spoken, written
from bot.stored import stored_slots
from models import Chat, OutboxMessage, Schedule, Store, Tx, reading, transaction
from shop.consents import wanted
from shop.reports.due import Made, make_due
from shop.reports.figures import Figures
from shop.schedules import due
from values import Address

PURPOSE: Final = "summary"
AREA: Final = "seller/summary"
NOTHING: Final = "nothing"
# The block of each kind of summary.
BLOCKS: Final = {"daily": "daily", "weekly": "week", "monthly": "month"}
SCHEDULES: Final = "summary."
FAILED_SINCE: Final = timedelta(hours=24)
# A summary's chat goes on as if its figures had been asked for, so that "yesterday?" is understood.
FIGURES: Final = "seller.stats.show"
NEWER: Final = "a newer summary took its place"


def due_now(now: datetime, limit: int) -> list[int]:
    """The schedules of summaries that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, SCHEDULES, limit)]


def send_due(schedule_id: int, now: datetime) -> None:
    """Make and queue the summaries of one store in one transaction: another clock, or a second try, finds them done."""
    with transaction() as tx:
        schedule = tx.get(Schedule, schedule_id)
        if schedule is None:  # switched off meanwhile
            return
        store = tx.session.get_one(Store, schedule.store_id)
        for made in make_due(tx, schedule, now, elsewhere(tx, store, now)):
            sent = made.fresh and _worth(made) and _send(tx, store, made, now)
            made.row.state, made.row.sent_at = ("sent", now) if sent else ("kept", None)
            tx.save(made.row)


def elsewhere(tx: Tx, store: Store, now: datetime) -> tuple[int, int]:
    """How many chats of a store wait for a person, and how many of its messages failed within a day."""
    waiting = select(func.count()).select_from(Chat).where(col(Chat.store_id) == store.id)
    failed = select(func.count()).select_from(OutboxMessage).join(Chat).where(col(Chat.store_id) == store.id)
    failed = failed.where(
        col(OutboxMessage.state).in_(("failed", "uncertain")), col(OutboxMessage.created_at) >= now - FAILED_SINCE
    )
    chats = tx.session.execute(waiting.where(col(Chat.handed_over_at).is_not(None))).scalar_one()
    return chats, tx.session.execute(failed).scalar_one()


def _worth(made: Made) -> bool:
    """A day without sales is told in a line; a week or a month without any is not told at all."""
    return made.stretch is None or not made.figures.nothing


def _send(tx: Tx, store: Store, made: Made, now: datetime) -> bool:
    """Queue a summary for everybody who is to get it: whether there is anybody."""
    found = list(readers(tx, store, PURPOSE, f"{PURPOSE}.{made.row.kind}"))
    for chat, language in found:
        _tell(tx, store, chat, made, Voice(language, now, store.timezone))
    return bool(found)


def readers(tx: Tx, store: Store, *purposes: str) -> Iterator[tuple[Chat, str]]:
    """The chats of those in charge who have not said that they do not want any of these, with their languages."""
    return chats_wanting(tx, store, Manager, *purposes)


def chats_wanting(tx: Tx, store: Store, least_role: str, *purposes: str) -> Iterator[tuple[Chat, str]]:
    """The same for everybody in at least that role."""
    for chat, language in staff_chats(tx, store, least_role):
        address = Address(chat.channel, chat.address)
        if chat.opted_out_at is None and wanted(tx, store.seller_id, address, *purposes):
            yield chat, language


def _tell(tx: Tx, store: Store, chat: Chat, made: Made, voice: Voice) -> None:
    """Say it now; where the window is closed hold it for the next chat, and announce it if there is anything in it."""
    figures = made.figures
    own = BLOCKS[made.row.kind]
    block = NOTHING if figures.nothing else own
    drop_older(tx, chat, PURPOSE, NEWER, (own, NOTHING) if made.stretch is None else (own,))
    announced = not window.is_open(chat, voice.now) and _announced(tx, store, chat, figures, voice)
    picture = charts.address_of(store, figures.period, voice.language, voice.now) if made.stretch else ""
    bubble = Bubble(AREA, block, {"f": figures, "s": made.stretch}, media_url=picture)
    for said in spoken(tx, chat, [bubble], voice):
        row = written(tx, chat, said, voice, Envelope(purpose=PURPOSE, store_id=store.id))
        if announced:
            row.held = "window"
            tx.save(row)
    if chat.store_id in (None, store.id):
        topic = {"command": FIGURES, "slots": {}, "kept": stored_slots({"period": figures.period})}
        tx.changed(update(Chat).where(col(Chat.id) == chat.id).values(topic=topic))


def drop_older(tx: Tx, chat: Chat, purpose: str, why: str, blocks: tuple[str, ...]) -> None:
    """Of messages of a kind that wait for the next chat only the newest is worth reading."""
    waiting = (col(OutboxMessage.chat_id) == chat.id, col(OutboxMessage.purpose) == purpose)
    kind = col(OutboxMessage.block).in_([f"{AREA}:{block}" for block in blocks])
    held = (col(OutboxMessage.state) == "new", col(OutboxMessage.held).in_(window.HELD))
    tx.changed(update(OutboxMessage).where(*waiting, kind, *held).values(state="ignored", error=why))


def _announced(tx: Tx, store: Store, chat: Chat, figures: Figures, voice: Voice) -> bool:
    """Announce a summary by the approved template: whether it need not announce itself. A day without sales is not
    worth a message that costs."""
    if figures.nothing:
        return True
    template = content.find(tx, chat.channel, PURPOSE, voice.language)
    if template is None or not template.approved:
        return False
    values = {
        "store": content.one_line(store.name, 60),
        "day": _days(figures, voice),
        "net": money(figures.sales.net),
        "orders": str(figures.sales.sold),
    }
    variables = {str(n): values[name] for n, name in enumerate(content.TEMPLATES[PURPOSE], 1)}
    text = render(voice.language, "approved", PURPOSE, values, voice.now, voice.zone)
    envelope = Envelope(None, PURPOSE, PURPOSE, variables, store.id)
    written(tx, chat, Said(text, "approved:summary", []), voice, envelope)
    return True


def _days(figures: Figures, voice: Voice) -> str:
    today, period = voice.now.astimezone(voice.zone).date(), figures.period
    first, last = (day_in(voice.language, day, today) for day in (period.first, period.last))
    return first if first == last else f"{first} – {last}"
