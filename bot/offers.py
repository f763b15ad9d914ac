"""What was offered to be chosen: buttons, list rows and numbers, each leading to a command with its slots."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from bot.channels import MOST_ROWS
from bot.inbox import Message
from bot.outgoing import Button
from bot.waiting import Waiting
from models import Chat, ChatAction, OutboxMessage, Tx

LASTS = timedelta(days=7)
Choices = list[dict[str, Any]]


def offer(tx: Tx, chat: Chat, buttons: Sequence[Button], labels: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Remember what a message offers; the choices come back as the outbox keeps them."""
    rows = []
    for position, (button, label) in enumerate(zip(buttons, labels, strict=True), 1):
        token = secrets.token_urlsafe(12)
        tx.put(
            ChatAction,
            token=token,
            chat_id=chat.id,
            command=button.command,
            slots=dict(button.slots),
            label=label,
            position=position,
            expires_at=now + LASTS,
        )
        rows.append({"title": label, "token": token, "description": button.description})
    return rows[: MOST_ROWS * 3]


def chosen(tx: Tx, message: Message, waiting: Waiting | None, offered: Choices, now: datetime) -> ChatAction | None:
    """What a tap, or the number or name of something just offered, stands for; `offered` are the choices of the newest
    message of ours."""
    if message.payload:
        mine = select(ChatAction).where(
            col(ChatAction.token) == message.payload,
            col(ChatAction.chat_id) == message.chat_id,
            col(ChatAction.expires_at) > now,
        )
        return tx.exec(mine).first()
    return None if waiting is not None and waiting.kind == "choose" else _named(tx, message, offered)


def _named(tx: Tx, message: Message, offered: Choices) -> ChatAction | None:
    said = message.text.strip().casefold().rstrip(".)")
    if not said or len(said) > 40:
        return None
    for number, choice in enumerate(_quoted_choices(tx, message) if message.reply_to else offered, 1):
        if said in (str(number), choice["title"].casefold()):
            found = select(ChatAction).where(col(ChatAction.token) == choice["token"])
            return tx.exec(found).first()
    return None


def _quoted_choices(tx: Tx, message: Message) -> Choices:
    said = quoted(tx, message)
    return said.choices if said else []


def quoted(tx: Tx, message: Message) -> OutboxMessage | None:
    """The message of ours that somebody replied to."""
    if not message.reply_to:
        return None
    mine = select(OutboxMessage).where(
        col(OutboxMessage.chat_id) == message.chat_id, col(OutboxMessage.external_id) == message.reply_to
    )
    return tx.exec(mine).first()
