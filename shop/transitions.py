"""The one table of what may happen to an order."""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec import Struct


class Step(Struct, frozen=True):
    """A step of an order: the state it leads to, those it may start from, the fulfilment it is for (any if None)."""

    to: str
    since: tuple[str, ...]
    fulfilment: str | None = None


STEPS: Final = {
    "confirm": Step("confirmed", ("pending",)),
    "process": Step("processing", ("confirmed",)),
    "ship": Step("shipped", ("confirmed", "processing"), "delivery"),
    "ready": Step("ready", ("confirmed", "processing"), "pickup"),
    "deliver": Step("delivered", ("shipped", "ready")),
    "complete": Step("completed", ("delivered",)),
    "cancel": Step("cancelled", ("pending", "confirmed", "processing", "shipped", "ready")),
}


@cache
def steps_from(state: str, fulfilment: str) -> tuple[str, ...]:
    """The names of the steps that an order in that state can take."""
    return tuple(name for name, step in STEPS.items() if state in step.since and step.fulfilment in (None, fulfilment))


def step_to(state: str) -> str | None:
    """The step that leads to a state, None for a state that no step leads to."""
    return next((name for name, step in STEPS.items() if step.to == state), None)
