"""Talking with the shop as a person does: say something, wait for what comes back, answer what is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping

from benchmarks.faults.fleet import NotReadyError, wait_until
from benchmarks.faults.machine import Machine
from benchmarks.faults.phones import Bubble
from benchmarks.faults.stores import Place

# What a customer says to each question of the checkout. How to get the goods is asked with buttons that anybody may
# use at any time, so no question is open then.
ANSWERS: Mapping[str, str] = {
    "customer.cart.checkout": "pesan",
    "": "ambil sendiri",
    "customer.checkout.address": "Jl. Melati 5",
    "customer.checkout.time": "secepatnya",
    "customer.checkout.pay_by": "1",
}
SUMMARY = "customer.checkout.place"
PATIENCE = 30.0
MOST_QUESTIONS = 8


def newest(machine: Machine, phone: str) -> int:
    """The id of the newest message on a phone, 0 on an empty one."""
    return max((bubble.id for bubble in machine.phones.shown(phone)), default=0)


def answers(machine: Machine, phone: str, after: int) -> list[Bubble]:
    """What the shop said to a phone after a message id, as far as it has arrived."""
    return [bubble for bubble in machine.phones.shown(phone, after, all_of_them=False) if not bubble.mine]


def ask(machine: Machine, place: Place, phone: str, text: str, patience: float = PATIENCE) -> list[Bubble]:
    """Say something and wait for the answer; NotReadyError without one."""
    before = newest(machine, phone)
    machine.phones.say(phone, text, place.business)
    wait_until(lambda: bool(answers(machine, phone, before)), f"an answer to {text!r}", patience, every=0.05)
    return answers(machine, phone, before)


def asked(machine: Machine, place: Place, phone: str) -> str:
    """The command whose question a chat has to answer, empty if none is open."""
    query = "SELECT waiting FROM chats WHERE address = :phone AND business = :business"
    waiting = machine.one(query, phone=phone, business=place.business)
    if isinstance(waiting, str):  # SQLite keeps JSON as text
        waiting = json.loads(waiting)
    return str(waiting["command"]) if isinstance(waiting, dict) else ""


def to_summary(machine: Machine, place: Place, phone: str, order: str) -> None:
    """Order something and answer questions until the summary stands there; a yes places the order."""
    ask(machine, place, phone, order)
    for _ in range(MOST_QUESTIONS):
        question = asked(machine, place, phone)
        if question == SUMMARY:
            return
        ask(machine, place, phone, ANSWERS[question])
    raise NotReadyError(f"{phone} never saw a summary, was asked {asked(machine, place, phone)!r} last")
