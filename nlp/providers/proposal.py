"""What a model is allowed to say: one command, words for its slots, and order lines by the ids it was offered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_ANSWER: Final = 20_000
MAX_LINES: Final = 30
THINKING: Final = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)


class BadProposal(ValueError):
    """The answer is not what was asked for; `reason` may be shown to the model for one repair."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class ProposedSlot(_Strict):
    """The words of the message that fill a slot of the command."""

    slot: str = Field(max_length=40)
    words: str = Field(max_length=500)


class ProposedOption(_Strict):
    """An option of an offered product; `negated` when it is refused, `qualifier` when more or less of it is wanted."""

    option_id: int
    count: int = Field(ge=1, le=100)
    negated: bool
    qualifier: Literal["", "extra", "light"]


class ProposedLine(_Strict):
    """A wish for a product that was offered; `quantity` in its base unit, 0 to take it out."""

    product_id: int
    quantity: float = Field(ge=0, le=100_000)
    options: list[ProposedOption] = Field(max_length=20)
    note: str = Field(max_length=200)


class Proposal(_Strict):
    """One reading of a message. `command` is one of the offered names or "unknown"; lines only for an order.

    `keeps` says that the lines are added to the cart; without it they are the whole cart afterwards.
    """

    command: str = Field(max_length=60)
    slots: list[ProposedSlot] = Field(max_length=8)
    lines: list[ProposedLine] = Field(max_length=MAX_LINES)
    keeps: bool
    language: str = Field(max_length=10)
    sure: float = Field(ge=0, le=1)


class Offer(Struct, frozen=True):
    """The only things a proposal may name: commands, products with the options of each, and languages."""

    commands: frozenset[str]
    options: Mapping[int, frozenset[int]]
    languages: frozenset[str]


def schema() -> dict[str, Any]:
    """The JSON schema of a proposal, every field required and nothing else allowed."""
    return Proposal.model_json_schema()


def read_proposal(answer: str, offer: Offer) -> Proposal:
    """The proposal in a model's answer, thinking and code fences stripped; raises BadProposal for anything else."""
    if len(answer) > MAX_ANSWER:
        raise BadProposal("the answer is too long")
    text = THINKING.sub("", answer)
    try:
        proposal = Proposal.model_validate_json(_object_in(text))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BadProposal(f"{'.'.join(map(str, first['loc'])) or 'answer'}: {first['msg']}") from error
    _check(proposal, offer)
    return proposal


def _object_in(text: str) -> str:
    """The first complete JSON object in a text."""
    decoder = json.JSONDecoder()
    for match in re.finditer(r"\{", text):
        try:
            _, end = decoder.raw_decode(text, match.start())
        except json.JSONDecodeError:
            continue
        return text[match.start() : end]
    raise BadProposal("there is no complete JSON object in the answer")


def _check(proposal: Proposal, offer: Offer) -> None:
    if proposal.command != "unknown" and proposal.command not in offer.commands:
        raise BadProposal("command: not one of those offered")
    if proposal.language not in offer.languages:
        raise BadProposal("language: not one of those offered")
    for line in proposal.lines:
        if line.product_id not in offer.options:
            raise BadProposal("product_id: not one of those offered")
        if any(option.option_id not in offer.options[line.product_id] for option in line.options):
            raise BadProposal("option_id: not an option of that product")
