"""Keeping a lease while long work runs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from bot import inbox
from bot.runtime import runtime

log = logging.getLogger(__name__)


@contextmanager
def kept(held: inbox.Lease) -> Iterator[None]:
    """Renew a message's lease every third of its time for as long as the block runs."""
    seconds = runtime().settings.lease_seconds
    over = threading.Event()
    keeper = threading.Thread(target=_renew, args=(held, seconds, over), daemon=True, name=f"lease-{held.message_id}")
    keeper.start()
    try:
        yield
    finally:
        over.set()


def _renew(held: inbox.Lease, seconds: float, over: threading.Event) -> None:
    while not over.wait(seconds / 3):
        try:
            if not inbox.renew(held, seconds):
                return
        except SQLAlchemyError:
            log.warning("lease_not_renewed", extra={"message_id": held.message_id}, exc_info=True)
