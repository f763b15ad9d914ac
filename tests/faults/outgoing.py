"""Messages put into the outbox directly, for tests of delivery alone."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import col, select

from benchmarks.faults.machine import Machine
from benchmarks.faults.phones import Bubble
from benchmarks.faults.stores import Place
from bot.outbox import new_token
from models import Chat, OutboxMessage, transaction


def put(machine: Machine, place: Place, customer: str, *texts: str, tap: str = "") -> list[int]:
    """Let these texts be sent to a customer; the ids of their rows. The sweep finds them.

    With `tap` they bring a button of that title, for which the sender has to look up a shape.
    """
    choices = [{"title": tap, "token": new_token(), "description": ""}] if tap else []
    if not machine.phones.shown(customer):
        machine.phones.react(customer, place.business)
    now = datetime.now(UTC)
    with transaction() as tx:
        chat = tx.exec(select(Chat).where(col(Chat.address) == customer)).one()
        chat.last_inbound_at = now
        tx.save(chat)
        rows = [
            OutboxMessage(
                chat_id=chat.id,
                token=new_token(),
                text=text,
                choices=choices,
                purpose="order",
                created_at=now,
            )
            for text in texts
        ]
        return [tx.save(row).id for row in rows]


def states(machine: Machine, ids: list[int]) -> list[str]:
    """The states of these rows."""
    found = {row["id"]: row["state"] for row in machine.rows("SELECT id, state FROM outbox")}
    return [found[key] for key in ids]


def got(machine: Machine, customer: str) -> list[Bubble]:
    """What the shop said to a phone."""
    return [bubble for bubble in machine.phones.shown(customer) if not bubble.mine]


def bodies(machine: Machine, customer: str) -> list[str]:
    """The words of that."""
    return [bubble.body for bubble in got(machine, customer)]
