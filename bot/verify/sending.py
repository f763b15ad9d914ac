"""Invariants of the outbox: sent once, in order, to people who may be written to."""

from __future__ import annotations

from bot.speech import MERGED
from bot.verify.invariants import invariant
from models import Tx


@invariant("outbox")
def sends_come_to_an_end(tx: Tx) -> str:
    """A message that may be sent is sent or visibly failed; none waits for longer than the patience given."""
    return """
        SELECT id AS outbox_id, chat_id, state, attempts, created_at, error FROM outbox
        WHERE state IN ('new', 'leased') AND held = '' AND created_at < :before
            AND (retry_at IS NULL OR retry_at < :before)"""


@invariant("outbox")
def uncertain_sends_are_settled(tx: Tx) -> str:
    """A send of unknown outcome is matched with what the provider knows, and settled within ten minutes."""
    return """
        SELECT id AS outbox_id, chat_id, calling_at, error FROM outbox
        WHERE state = 'uncertain' AND calling_at < :long_before"""


@invariant("outbox")
def a_send_has_one_id(tx: Tx) -> str:
    """A sent message has the provider's id, no two share one, and what was not sent has none."""
    return """
        SELECT id AS outbox_id, state, external_id FROM outbox
        WHERE (state = 'sent' AND external_id IS NULL)
            OR (state IN ('new', 'leased', 'uncertain', 'ignored') AND external_id IS NOT NULL)
        UNION ALL
        SELECT MIN(id), 'shared', external_id FROM outbox WHERE external_id IS NOT NULL
        GROUP BY external_id HAVING COUNT(*) > 1"""


@invariant("outbox")
def merged_words_went_along(tx: Tx) -> str:
    """Words that joined a later message have one in their chat."""
    return f"""
        SELECT o.id AS outbox_id, o.chat_id FROM outbox o
        JOIN (SELECT chat_id, MAX(id) AS newest FROM outbox GROUP BY chat_id) n ON n.chat_id = o.chat_id
        WHERE o.state = 'ignored' AND o.error = '{MERGED}' AND o.id >= n.newest"""


@invariant("outbox", "chats")
def nothing_is_sent_after_stop(tx: Tx) -> str:
    """Who asked for no more messages gets answers and news of his own orders, and nothing else."""
    # Whoever works in the store has its orders to fulfil; a nudge only says that such a message waits.
    return """
        SELECT o.id AS outbox_id, o.chat_id, o.purpose, o.calling_at, c.opted_out_at FROM chats c
        JOIN outbox o ON o.chat_id = c.id
        WHERE c.opted_out_at IS NOT NULL AND o.state = 'sent' AND o.purpose NOT IN ('reply', 'order', 'nudge')
            AND (o.purpose <> 'notice' OR c.user_id IS NULL) AND o.calling_at > c.opted_out_at"""


@invariant("outbox", "inbox")
def free_text_stays_within_the_window(tx: Tx) -> str:
    """Free text is sent only within 24 hours of the person's last message."""
    late = "julianday(at) - julianday(heard) > 1" if tx.is_sqlite else "at - heard > INTERVAL '1 day'"
    return f"""
        SELECT outbox_id, chat_id, at AS calling_at, heard AS last_heard_at FROM (
            SELECT outbox_id, chat_id, at, MAX(heard_at) OVER (PARTITION BY chat_id ORDER BY at, outbox_id) AS heard
            FROM (
                SELECT id AS outbox_id, chat_id, calling_at AS at, NULL AS heard_at FROM outbox
                WHERE state = 'sent' AND template = ''
                UNION ALL SELECT 0, chat_id, received_at, received_at FROM inbox
            ) AS said
        ) AS placed
        WHERE outbox_id > 0 AND (heard IS NULL OR {late})"""


@invariant("outbox")
def answers_keep_their_order(tx: Tx) -> str:
    """In a chat, answers are written and sent in the order of the messages they answer.

    A send or a message that was tried again went out of turn by right, and is left out.
    """
    return """
        SELECT id AS outbox_id, chat_id, inbox_id, earlier_inbox_id, calling_at, earlier_calling_at FROM (
            SELECT id, chat_id, inbox_id, calling_at,
                LAG(inbox_id) OVER (PARTITION BY chat_id ORDER BY id) AS earlier_inbox_id,
                LAG(calling_at) OVER (PARTITION BY chat_id ORDER BY id) AS earlier_calling_at
            FROM outbox o WHERE purpose = 'reply' AND state = 'sent' AND inbox_id IS NOT NULL AND attempts = 1
                AND NOT EXISTS (SELECT 1 FROM outbox a WHERE a.inbox_id = o.inbox_id AND a.block = 'errors:given_up')
        ) AS said
        WHERE inbox_id < earlier_inbox_id OR calling_at < earlier_calling_at"""
