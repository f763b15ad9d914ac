"""The daily summary on its way: made when it is due, in the languages of those who get it, queued with its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlmodel import col

from bot import content, window
from bot.commands import Manager
from bot.formats import filters_of, money
from bot.notices import staff_chats
from bot.outgoing import Bubble
from bot.render import render
from bot.speech import Envelope, Said, Voice, spoken, write
from models import Chat, OutboxMessage, Schedule, Store, Tx, reading, transaction
from shop.consents import consented
from shop.reports.daily import Made, make_due
from shop.reports.figures import Figures
from shop.schedules import DAILY_SUMMARY, due
from values import Address

PURPOSE = "summary"
AREA = "seller/summary"
FAILED_SINCE = timedelta(hours=24)
# A summary's chat goes on as if its figures had been asked for, so that "yesterday?" is understood.
FIGURES = "seller.stats.show"
NEWER = "a newer summary took its place"


def due_now(now: datetime, limit: int) -> list[int]:
    """The schedules of summaries that are due."""
    with reading() as tx:
        return [schedule.id for schedule in due(tx, now, DAILY_SUMMARY, limit)]


def send_due(schedule_id: int, now: datetime) -> None:
    """Make and queue the summaries of one store in one transaction: another clock, or a second try, finds them done."""
    with transaction() as tx:
        schedule = tx.session.get_one(Schedule, schedule_id)
        store = tx.session.get_one(Store, schedule.store_id)
        for made in make_due(tx, schedule, now, _elsewhere(tx, store, now)):
            sent = made.fresh and _send(tx, store, made, now)
            made.row.state, made.row.sent_at = ("sent", now) if sent else ("kept", None)
            tx.save(made.row)


def _elsewhere(tx: Tx, store: Store, now: datetime) -> tuple[int, int]:
    """How many chats of a store wait for a person, and how many of its messages failed within a day."""
    waiting = select(func.count()).select_from(Chat).where(col(Chat.store_id) == store.id)
    failed = select(func.count()).select_from(OutboxMessage).join(Chat).where(col(Chat.store_id) == store.id)
    failed = failed.where(
        col(OutboxMessage.state).in_(("failed", "uncertain")), col(OutboxMessage.created_at) >= now - FAILED_SINCE
    )
    chats = tx.session.execute(waiting.where(col(Chat.handed_over_at).is_not(None))).scalar_one()
    return chats, tx.session.execute(failed).scalar_one()


def _send(tx: Tx, store: Store, made: Made, now: datetime) -> bool:
    """Queue a summary for everybody who is to get it: whether there is anybody."""
    found = list(_readers(tx, store))
    for chat, language in found:
        _tell(tx, store, chat, made.figures, Voice(language, now, store.timezone))
    return bool(found)


def _readers(tx: Tx, store: Store) -> Iterator[tuple[Chat, str]]:
    for chat, language in staff_chats(tx, store, Manager):
        address = Address(chat.channel, chat.address)
        wanted = consented(tx, store.seller_id, address, PURPOSE) is not False
        if wanted and chat.opted_out_at is None:
            yield chat, language


def _tell(tx: Tx, store: Store, chat: Chat, figures: Figures, voice: Voice) -> None:
    """Say it now; where the window is closed hold it for the next chat, and announce it if there is anything in it."""
    _drop_older(tx, chat)
    announced = not window.is_open(chat, voice.now) and _announced(tx, store, chat, figures, voice)
    block = "nothing" if figures.nothing else "daily"
    for said in spoken(tx, chat, [Bubble(AREA, block, {"f": figures})], voice):
        row = write(tx, chat, said, voice, Envelope(purpose=PURPOSE))
        if announced:
            row.held = "window"
            tx.save(row)
    if chat.store_id in (None, store.id):
        topic = {"command": FIGURES, "slots": {}}
        tx.changed(update(Chat).where(col(Chat.id) == chat.id).values(topic=topic))


def _drop_older(tx: Tx, chat: Chat) -> None:
    """Of summaries that wait for the next chat only the newest is worth reading."""
    waiting = (col(OutboxMessage.chat_id) == chat.id, col(OutboxMessage.purpose) == PURPOSE)
    held = (col(OutboxMessage.state) == "new", col(OutboxMessage.held) == "window")
    tx.changed(update(OutboxMessage).where(*waiting, *held).values(state="ignored", error=NEWER))


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
        "day": str(filters_of(voice.language)["day"](figures.period.first)),
        "net": money(figures.sales.net),
        "orders": str(figures.sales.sold),
    }
    variables = {str(n): values[name] for n, name in enumerate(content.TEMPLATES[PURPOSE], 1)}
    text = render(voice.language, "approved", PURPOSE, values, voice.now, voice.zone)
    write(tx, chat, Said(text, "approved:summary", []), voice, Envelope(None, PURPOSE, PURPOSE, variables))
    return True
