"""The types that bodies, queries and answers are made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    ValidationInfo,
)
from pydantic import WithJsonSchema as Shown
from pydantic_core import PydanticCustomError

from values import Money, Quantity

# The context of validation in which numbers come as text.
FORM: Final = "form"
MOST_ID: Final = 2**31 - 1
# Main units of a currency: times the largest quantity it still fits into 64 bits of minor units.
MOST_AMOUNT: Final = 10**10
MOST_QUANTITY: Final = 10**6
# Long before and after these years there is no shop, and the calendar ends.
DAY: Final = "^(19[7-9]|2[0-9][0-9])[0-9]-[0-9]{2}-[0-9]{2}"
CLOCK: Final = "^[0-9]{2}:[0-9]{2}"


class Body(BaseModel):
    """What a request sends: nothing but the fields named, each of its own type. Nobody changes it afterwards, so that
    one which another is by default need not be copied."""

    model_config = ConfigDict(extra="forbid", defer_build=True, frozen=True)


class Answer(BaseModel):
    """What an answer tells."""

    model_config = ConfigDict(defer_build=True)


class Query(BaseModel):
    """What stands behind the question mark; numbers and dates come as text there."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


def _clean(text: str) -> str:
    """The text unless it holds characters that no keyboard sends and no database keeps."""
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t\r" for sign in text):
        raise ValueError("control characters")
    return text


def _number(value: Any, info: ValidationInfo) -> Any:
    if info.context == FORM and isinstance(value, str) and len(value) <= 30:
        return value  # a form knows nothing but text
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise ValueError("not a number")
    return Decimal(str(value))


def _shown(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


Id = Annotated[int, Field(ge=1, le=MOST_ID, examples=[8])]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(_clean)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(_clean)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(_clean)]
Speech = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_clean)]

# An amount of money in main units, beside a field `currency`.
Amount = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=MOST_AMOUNT),
    PlainSerializer(_shown, return_type=int | float),
    Shown({"type": "number", "minimum": 0, "maximum": MOST_AMOUNT}),
]
# The same in answers, where a difference may be less than nothing.
Sum = Annotated[Decimal, PlainSerializer(_shown, return_type=int | float), Shown({"type": "number"})]
# A quantity in the product's own unit, to a thousandth.
HowMuch = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, le=MOST_QUANTITY),
    PlainSerializer(_shown, return_type=int | float),
    Shown({"type": "number", "minimum": 0, "maximum": MOST_QUANTITY}),
]


def money(amount: Decimal, currency: str) -> Money:
    """An amount of a body as money."""
    return Money.of(amount, currency)


def quantity(amount: Decimal) -> Quantity:
    """A quantity of a body."""
    return Quantity.of(amount)


def _spelled(read: Callable[[str], Any], kind: str, pattern: str) -> BeforeValidator:
    """Text like that only: a bare number would be read as seconds since 1970."""

    def check(value: Any) -> Any:
        if isinstance(value, str) and re.match(pattern, value):
            with suppress(ValueError):
                return read(value)
        raise PydanticCustomError("format", "not spelled as ISO 8601 does", {"format": kind, "pattern": pattern})

    return BeforeValidator(check)


def _aware(value: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=UTC)


# An amount to compare with, as an address tells it.
AskedAmount = Annotated[
    Decimal, Field(ge=0, le=MOST_AMOUNT), Shown({"type": "number", "minimum": 0, "maximum": MOST_AMOUNT})
]

# Not whether the address exists, only that it can be one, and one alone: a comma or a bracket makes others of it.
WORD: Final = r"[^@\s\x00-\x1f.,:;<>()\[\]\\\"]+"
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=200, pattern=rf"^{WORD}(\.{WORD})*@{WORD}(\.{WORD})*\.[a-zA-Z]{{2,24}}$"
    ),
]

# A day.
Day = Annotated[
    date,
    _spelled(date.fromisoformat, "date", f"{DAY}$"),
    Shown({"type": "string", "format": "date", "pattern": f"{DAY}$"}),
]
# An instant; one without a zone is taken for UTC.
Instant = Annotated[
    datetime,
    _spelled(datetime.fromisoformat, "date-time", DAY),
    AfterValidator(_aware),
    Shown({"type": "string", "format": "date-time", "pattern": DAY}),
]
# What a clock shows.
Clock = Annotated[
    time, _spelled(time.fromisoformat, "time", CLOCK), Shown({"type": "string", "format": "time", "pattern": CLOCK})
]
