"""What the database says was sent, held against what the phones show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from benchmarks.faults.machine import Machine
from benchmarks.faults.phones import Bubble

SENT = """SELECT o.id, o.external_id, o.inbox_id, o.attempts, c.address FROM outbox o JOIN chats c ON c.id = o.chat_id
    WHERE o.external_id IS NOT NULL ORDER BY o.id"""
FAILED = "failed"
# What the provider gave up on its phone never showed.
REFUSED = ("failed", "undelivered")


@dataclass(slots=True)
class Comparison:
    """`lost`: sent by the database's word, and on no phone. `doubled`: on a phone, and unknown to the database, so
    that the same words stand there twice. `disordered`: answers that stand before answers to earlier messages.
    `unheard`: accepted messages of people that the database does not have."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    shown: int = 0

    @property
    def problems(self) -> list[str]:
        """Everything that must not be. A doubled send is not among it: it is counted."""
        return [*self.lost, *self.disordered, *self.unheard]


def compare(machine: Machine, phones: Iterable[str]) -> Comparison:
    """Hold every phone against the database."""
    sent = {row["external_id"]: row for row in machine.rows(SENT)}
    shown = {phone: machine.phones.shown(phone) for phone in phones}
    # What the clock had sent meanwhile stands on a phone already.
    machine.quiet()
    known = sent.keys() | {row["external_id"] for row in machine.rows(SENT)}
    heard = {row["external_id"] for row in machine.rows("SELECT external_id FROM inbox")}
    found, seen = Comparison(), set()
    for phone, bubbles in shown.items():
        got = [bubble for bubble in bubbles if not bubble.mine]
        seen |= {bubble.sid for bubble in got}
        found.shown += len(got)
        strange = [bubble for bubble in got if bubble.sid not in known and bubble.status not in REFUSED]
        found.doubled += [f"{phone} {one.sid} {one.body[:40]!r}" for one in strange]
        found.unheard += _unheard(phone, bubbles, heard)
        # What had to be sent again comes late by right.
        first_tries = [sent[one.sid] for one in got if one.sid in sent and sent[one.sid]["attempts"] == 1]
        found.disordered += _disordered(phone, [row["inbox_id"] for row in first_tries])
    found.lost = [f"{row['address']} outbox {row['id']}" for sid, row in sent.items() if sid not in seen]
    return found


def _unheard(phone: str, bubbles: list[Bubble], heard: set[str]) -> list[str]:
    mine = [bubble for bubble in bubbles if bubble.mine and bubble.tick != FAILED]
    return [f"{phone} {bubble.sid} {bubble.body[:40]!r}" for bubble in mine if bubble.sid not in heard]


def _disordered(phone: str, answers: list[int | None]) -> list[str]:
    ids = [number for number in answers if number is not None]
    return [f"{phone} {later} after {earlier}" for earlier, later in zip(ids, ids[1:], strict=False) if later < earlier]
