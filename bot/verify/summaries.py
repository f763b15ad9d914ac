"""Invariants of the summaries that sellers get."""

from __future__ import annotations

from bot.verify.invariants import invariant
from models import Tx


@invariant("summaries")
def a_day_is_summed_up_once(tx: Tx) -> str:
    """A store has one summary of a day, week or month, and one that was sent says when."""
    return """
        SELECT store_id, kind, local_date, COUNT(*) AS times FROM summaries
        GROUP BY store_id, kind, local_date HAVING COUNT(*) > 1
        UNION ALL
        SELECT store_id, kind, local_date, 1 FROM summaries WHERE state = 'sent' AND sent_at IS NULL"""
