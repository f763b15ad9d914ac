"""Answers that are told as they are: what they hold was checked when it was written, so that no model checks and turns
it into text once more. A route names the model whose form they have; tests hold them against it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct, json
from pydantic import BaseModel

from values import THOUSANDTHS

Form = TypeVar("Form", bound=BaseModel)

MINOR_UNITS: Final = 100


class Told(Struct, Generic[Form], frozen=True):
    """What an answer of that form tells: text, numbers, instants, lists and dictionaries of these."""

    content: dict[str, Any]

    @property
    def data(self) -> bytes:
        """The same as JSON."""
        return json.encode(self.content)


def main_units(minor: int) -> int | float:
    """An amount of money in minor units as answers tell it: in main units."""
    return minor / MINOR_UNITS if minor % MINOR_UNITS else minor // MINOR_UNITS


def base_units(thousandths: int) -> int | float:
    """A quantity in thousandths as answers tell it: in the unit of its product."""
    return thousandths / THOUSANDTHS if thousandths % THOUSANDTHS else thousandths // THOUSANDTHS


def at(instant: datetime | None, zone: tzinfo) -> datetime | None:
    """An instant by the clock of a zone; nothing for none."""
    return instant and instant.astimezone(zone)
