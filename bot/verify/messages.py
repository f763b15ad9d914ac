"""Invariants of the inbox: kept once, answered once, nothing half done."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("inbox")
def messages_are_kept_once(tx: Tx) -> str:
    """A message of the provider has one row, however often it was delivered."""
    return """
        SELECT channel, external_id, COUNT(*) AS times FROM inbox
        GROUP BY channel, external_id HAVING COUNT(*) > 1"""


@invariant("inbox")
def messages_come_to_an_end(tx: Tx) -> str:
    """A message that arrived is answered, ignored or visibly failed; none waits for longer than the patience given."""
    return """
        SELECT id AS inbox_id, chat_id, state, attempts, received_at, error FROM inbox
        WHERE state IN ('new', 'leased') AND received_at < :before AND (retry_at IS NULL OR retry_at < :before)"""


@invariant("inbox")
def failed_messages_say_why(tx: Tx) -> str:
    """A message that was given up tells the reason."""
    return "SELECT id AS inbox_id, chat_id FROM inbox WHERE state = 'failed' AND error = ''"


@invariant("inbox", "outbox")
def given_up_messages_get_an_apology(tx: Tx) -> str:
    """Whoever wrote a message that was given up is told so."""
    return """
        SELECT i.id AS inbox_id, i.chat_id FROM inbox i
        WHERE i.state = 'failed' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.inbox_id = i.id)"""


@invariant("chats", "inbox")
def messages_are_finished_once(tx: Tx) -> str:
    """A chat's version counts its finished messages: none was finished twice, none was lost after it."""
    return """
        SELECT c.id AS chat_id, c.version, COALESCE(f.finished, 0) AS finished FROM chats c
        LEFT JOIN (SELECT chat_id, COUNT(*) AS finished FROM inbox WHERE state IN ('done', 'ignored')
            GROUP BY chat_id) f ON f.chat_id = c.id
        WHERE c.version <> COALESCE(f.finished, 0)"""


@invariant("inbox", "events")
def effects_belong_to_answered_messages(tx: Tx) -> str:
    """What a message caused was committed with its end: nothing was done for one that still waits or failed."""
    return """
        SELECT i.id AS inbox_id, i.state, e.id AS event_id, e.name FROM inbox i JOIN events e ON e.message_id = i.id
        WHERE i.state IN ('new', 'leased', 'failed', 'ignored')"""


@invariant("inbox", "outbox")
def answers_belong_to_answered_messages(tx: Tx) -> str:
    """An answer was committed together with the end of its message; a message given up has an apology alone."""
    return """
        SELECT i.id AS inbox_id, i.state, o.id AS outbox_id, o.block FROM inbox i JOIN outbox o ON o.inbox_id = i.id
        WHERE i.state IN ('new', 'leased', 'failed', 'ignored')
            AND o.block NOT IN ('errors:given_up', 'errors:came_late')"""


@invariant("order_events")
def a_message_places_one_order(tx: Tx) -> str:
    """One message places one order at most."""
    return """
        SELECT message_id AS inbox_id, COUNT(*) AS orders FROM order_events
        WHERE from_state = '' AND message_id IS NOT NULL GROUP BY message_id HAVING COUNT(*) > 1"""


@invariant("order_events", "outbox")
def a_placed_order_is_answered(tx: Tx) -> str:
    """The message that placed an order has its answer in the outbox."""
    return """
        SELECT e.order_id, e.message_id AS inbox_id FROM order_events e
        WHERE e.from_state = '' AND e.message_id IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.inbox_id = e.message_id)"""
