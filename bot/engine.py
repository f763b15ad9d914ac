"""One message: leased, understood outside any transaction, finished in one. A failure leaves it waiting, or visible."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import failures, inbox
from bot.inbox import Lease, LostLease
from bot.lease import kept
from bot.perform import perform
from bot.runtime import runtime
from bot.thinking import Thought, is_fresh, renewed, think
from bot.turn import pass_turn
from models import Tx, transaction
from shop.errors import ShopError

log = logging.getLogger(__name__)

LATE = "came after later ones had been answered"
TRANSIENT = (DBAPIError, PoolTimeout, ConnectionError, TimeoutError)


def handle_next(chat_id: int) -> bool:
    """Answer the oldest waiting message of a chat: whether there is one to go on with."""
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
        thought = think(held)
        if thought.late:
            return _give_up(held, LATE, failures.say_late)
        finish(held, thought)
    except LostLease:
        log.info("lease_lost", extra={"message_id": held.message_id})
        inbox.release(held, "the chat moved on", 0)
        return True
    except TRANSIENT as error:
        log.warning("message_delayed", extra={"message_id": held.message_id, "error": type(error).__name__})
        return _release(held, error)
    except Exception as error:
        log.exception("message_failed", extra={"message_id": held.message_id, "chat_id": held.chat_id})
        return _release(held, error)
    return thought.more


def _release(held: Lease, error: Exception) -> bool:
    words = f"{type(error).__name__}: {error}"[:2000]
    if held.attempts >= inbox.MOST_ATTEMPTS:
        return _give_up(held, words)
    inbox.release(held, words, inbox.rest_after(held.attempts))
    return False


def _give_up(held: Lease, error: str, tell: Callable[[Tx, Lease], None] = failures.apologise) -> bool:
    log.error("message_given_up", extra={"message_id": held.message_id, "chat_id": held.chat_id, "error": error})
    try:
        with transaction() as tx:
            inbox.fail(tx, held, error)
            tell(tx, held)
    except LostLease:
        return False
    return True


def finish(held: Lease, thought: Thought) -> None:
    """Do what the message asks for and queue the answer, all or nothing.

    Most messages are not refused, so the first attempt keeps no point to go back to: a refusal takes back everything,
    and the second attempt, by what is so now, takes back no more than what was refused. Raises `LostLease` when the
    message was taken over or the chat has moved on since it was read.
    """
    try:
        _finish(held, thought if is_fresh(thought) else renewed(held, thought), careful=False)
    except ShopError:
        _finish(held, renewed(held, thought), careful=True)


def _finish(held: Lease, thought: Thought, careful: bool) -> None:
    with transaction() as tx:
        inbox.finish(tx, held, thought.record, "ignored" if thought.ignored else "done")
        if thought.ignored:
            pass_turn(tx, held.chat_id, thought.version)
        else:
            perform(tx, thought, careful)
