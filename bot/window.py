"""The sending plan: what may leave now as free text, what needs a template, what is held back, what never leaves.

WhatsApp takes free text for 24 hours after the person's last message. The provider's own word (error 63016) counts
more than our reckoning. What a store sends of its own accord keeps to its budget; answers and orders never wait for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from bot.channels import Status
from bot.nudges import nudge
from bot.outbox import Message, new_token, read
from bot.unreached import note_unreached
from models import Chat, OutboxMessage, Tx

OPEN_FOR = timedelta(hours=24)
# A message on its way when the window closes is refused, so the last minutes do not count.
MARGIN = timedelta(minutes=2)
# What is owed to somebody who asked for no messages: answers, and the orders he gave or has to fulfil.
WANTED = ("reply", "order", "notice", "nudge")
# Why a message waits: for its chat's window to open, or for the budget of another month.
WINDOW, BUDGET = "window", "budget"
HELD = (WINDOW, BUDGET)
OUTSIDE = 63016
OPTED_OUT = 21610
UNREACHABLE = {21211: "invalid address", 21614: "invalid address", 63003: "not on WhatsApp", 63024: "invalid recipient"}


def is_open(chat: Chat | Message, now: datetime) -> bool:
    """Whether free text may be sent to a chat at that instant."""
    last, closed = chat.last_inbound_at, chat.window_closed_at
    return last is not None and now < last + OPEN_FOR - MARGIN and (closed is None or closed < last)


def keeps_to_budget(row: Message) -> bool:
    """Whether a message may be left for another month: what nobody asked for and no order needs."""
    return row.purpose not in WANTED


def plan(row: Message, now: datetime, has_template: bool, spent: bool = False) -> str:
    """`send`, `template`, `drop`, or why it is held (`window`, `budget`) for a message that is about to leave.

    Who said STOP gets his answers and the news of orders, and nothing else. A nudge has nothing to say any more once
    the person has written. `spent` is whether the store's budget is used up.
    """
    if row.opted_out_at is not None and row.purpose not in WANTED:
        return "drop"
    if spent and keeps_to_budget(row):
        return BUDGET
    if is_open(row, now):
        return "drop" if row.purpose == "nudge" else "send"
    return "template" if has_template else WINDOW


def hold(tx: Tx, row: Message, now: datetime) -> dict[str, Any]:
    """Hold a message back until its chat's window opens, and tell the person of it: the values of the message's row.

    It may go where the window was opened meanwhile: the message that opened it found nothing to let go.
    """
    held = select(Chat).where(col(Chat.id) == row.chat_id).with_for_update(key_share=True)
    chat: Chat = tx.session.execute(held.execution_options(populate_existing=True)).scalar_one()
    if is_open(chat, now):
        return {"state": "new", "held": ""}
    nudge(tx, row, now)
    return {"state": "new", "held": WINDOW}


def refused(tx: Tx, row: Message, code: int | None, now: datetime) -> dict[str, Any]:
    """What the provider's refusal means for the message and its chat: the values of the message's row."""
    if code == OUTSIDE:
        # As of the call: a message that came since has opened the window again.
        closed = update(Chat).where(col(Chat.id) == row.chat_id).values(window_closed_at=row.calling_at or now)
        tx.changed(closed)
        return hold(tx, row, now) | {"error_code": code}
    if code == OPTED_OUT:
        tx.changed(update(Chat).where(col(Chat.id) == row.chat_id).values(opted_out_at=now))
    if code in UNREACHABLE:
        tx.changed(update(Chat).where(col(Chat.id) == row.chat_id).values(unreachable=UNREACHABLE[code]))
    return given_up(tx, row, now) | {"error_code": code}


def given_up(tx: Tx, row: Message, now: datetime) -> dict[str, Any]:
    """A message failed for good, and its store is to hear of it: the values of the message's row."""
    note_unreached(tx, row, "failed_send", now)
    return {"state": "failed"}


def after_status(tx: Tx, key: int | None, status: Status) -> None:
    """What a reported failure means; a report that is not ours, not the latest or not the first means nothing."""
    if key is None or status.status not in ("failed", "undelivered"):
        return
    row = tx.session.get_one(OutboxMessage, key)
    if row.delivery != status.status or row.state != "sent":
        return
    values = refused(tx, read(tx, key), status.error_code, tx.database_now())
    # It is to be another send, of which late reports of this one say nothing.
    again: dict[str, Any] = {"external_id": None, "delivery": "", "delivery_rank": 0, "token": new_token()}
    unsent = update(OutboxMessage).where(col(OutboxMessage.id) == row.id, col(OutboxMessage.state) == "sent")
    tx.changed(unsent.values(**values, **(again if values["state"] == "new" else {})))
