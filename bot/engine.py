"""One message: leased, understood outside any transaction, finished in one. A failure leaves it waiting, or visible."""

from __future__ import annotations

import logging

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import col

from bot import failures, inbox
from bot.inbox import Lease, LostLease
from bot.lease import kept
from bot.perform import perform
from bot.runtime import runtime
from bot.thinking import Thought, think
from models import Chat, transaction

log = logging.getLogger(__name__)

TRANSIENT = (DBAPIError, PoolTimeout, ConnectionError, TimeoutError)


def handle_next(chat_id: int) -> bool:
    """Answer the oldest waiting message of a chat: whether there was one and it was dealt with."""
    seconds = runtime().settings.lease_seconds
    held = inbox.lease(chat_id, seconds)
    if held is None:
        return False
    if held.attempts > inbox.MOST_ATTEMPTS:
        # Its holders died on it, so nobody was left to say what went wrong.
        return _give_up(held, "")
    with kept(held.token, lambda: inbox.renew(held, seconds)):
        return _answer_or_release(held)


def _answer_or_release(held: Lease) -> bool:
    try:
        finish(held, think(held))
    except LostLease:
        log.info("lease_lost", extra={"message_id": held.message_id})
        inbox.release(held, "the chat moved on", 0)
        return False
    except TRANSIENT as error:
        log.warning("message_delayed", extra={"message_id": held.message_id, "error": type(error).__name__})
        return _release(held, error)
    except Exception as error:
        log.exception("message_failed", extra={"message_id": held.message_id, "chat_id": held.chat_id})
        return _release(held, error)
    return True


def _release(held: Lease, error: Exception) -> bool:
    words = f"{type(error).__name__}: {error}"[:2000]
    if held.attempts >= inbox.MOST_ATTEMPTS:
        return _give_up(held, words)
    inbox.release(held, words, inbox.rest_after(held.attempts))
    return False


def _give_up(held: Lease, error: str) -> bool:
    log.error("message_given_up", extra={"message_id": held.message_id, "chat_id": held.chat_id})
    try:
        with transaction() as tx:
            inbox.fail(tx, held, error)
            failures.apologise(tx, held)
    except LostLease:
        return False
    return True


def finish(held: Lease, thought: Thought) -> None:
    """Do what the message asks for and queue the answer, all or nothing.

    Raises `LostLease` when the message was taken over or the chat has moved on since it was read.
    """
    with transaction() as tx:
        inbox.finish(tx, held, thought.record, "ignored" if thought.ignored else "done")
        moved_on = update(Chat).where(col(Chat.id) == held.chat_id, col(Chat.version) == thought.chat.version)
        if not tx.changed_one(moved_on.values(version=Chat.version + 1)):
            raise LostLease
        perform(tx, thought)
