"""From a model's proposal to an understanding, by the readers and the catalogue that local parsing uses."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from nlp.matching.message import read_message
from nlp.matching.pending import typed
from nlp.matching.slot_types import slot_type
from nlp.orders.result import Change, OrderParse, Unknown
from nlp.providers.openai_compatible import OpenAICompatible
from nlp.providers.proposal import Proposal, ProposedLine
from nlp.situation import Situation, Understanding
from values import CartLine, ChosenOption, Quantity

ENOUGH: Final = 0.6
MOST_SURE: Final = 0.8  # a model's reading is never as sure as plain words
CHANGE: Final = "customer.cart.change"
UNKNOWN: Final = "unknown"  # the slot for words that are none of the products


def is_unsure(found: Understanding) -> bool:
    """Whether a model may help: nothing was understood, little is sure, or an order has words nobody knows."""
    order = found.order
    open_words = bool(order and (order.unknown or order.questions))
    return found.command is None or found.sure < ENOUGH or open_words


def asked(host: OpenAICompatible, text: str, situation: Situation) -> Understanding | None:
    """What a host reads in a message; None when it does not know either. Raises ProviderUnavailable."""
    found = understanding_of(host.propose(text, situation), situation)
    return found if found.command is not None else None


def understanding_of(proposal: Proposal, situation: Situation) -> Understanding:
    """What a checked proposal means; slots whose words do not read as their type are left out."""
    if proposal.command not in situation.commands:
        return Understanding(None, {}, source="model", sure=0.0)
    sure = min(MOST_SURE, proposal.sure)
    why = (f"model: {proposal.command}",)
    if proposal.command == CHANGE:
        order = _order(proposal, situation, sure)
        return Understanding(CHANGE, {"changes": order}, order, "model", sure, why)
    types = situation.commands[proposal.command].slots
    slots: dict[str, object] = {}
    for one in proposal.slots:
        if one.slot in types:
            value = _read(one.words, slot_type(one.slot, types), situation)
            if value is not None:
                slots[one.slot] = value
    return Understanding(proposal.command, slots, source="model", sure=sure, why=why)


def _read(words: str, kind: str, situation: Situation) -> object:
    if kind == "text":
        return words.strip() or None
    message = read_message(words, situation.language, situation.index, situation.now)
    return typed(message, kind)


def _order(proposal: Proposal, situation: Situation, sure: float) -> OrderParse:
    lines = tuple(_line(line, situation) for line in proposal.lines if line.quantity > 0)
    gone = {line.product_id for line in proposal.lines if line.quantity == 0}
    kept = tuple(line for line in situation.cart if line.product_id not in gone) if proposal.keeps else ()
    changes = tuple(Change("add", line.product_id, line.quantity) for line in lines)
    changes += tuple(Change("remove", product_id) for product_id in sorted(gone))
    unknown = tuple(Unknown(slot.words, ()) for slot in proposal.slots if slot.slot == UNKNOWN and slot.words.strip())
    return OrderParse((*kept, *lines), "edit" if situation.cart else "order", sure, changes, unknown=unknown)


def _line(line: ProposedLine, situation: Situation) -> CartLine:
    group_of = situation.index.group_of
    said = line.options
    options = tuple(ChosenOption(group_of[o.option_id], o.option_id, o.count, o.qualifier, o.negated) for o in said)
    return CartLine(line.product_id, Quantity.of(Decimal(str(line.quantity))), options, line.note)
