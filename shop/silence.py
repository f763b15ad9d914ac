"""Whether the bot answers the customers of a store at all."""

from __future__ import annotations

from datetime import datetime

from models import Store, Tx
from shop.actors import Actor
from shop.events import record


def silence(tx: Tx, store: Store, by: Actor, now: datetime) -> bool:
    """Keep the bot quiet: what customers write is passed on to the people of the store. Whether it spoke before."""
    by.need("manager")
    spoke = store.silent_since is None
    if spoke:
        store.silent_since = now
        tx.save(store)
        record(tx, "store.silent", store, by, now)
    return spoke


def speak(tx: Tx, store: Store, by: Actor, now: datetime) -> bool:
    """Let the bot answer again. Whether it was quiet before."""
    by.need("manager")
    was_silent = store.silent_since is not None
    if was_silent:
        store.silent_since = None
        tx.save(store)
        record(tx, "store.speaks", store, by, now)
    return was_silent
