"""What hurried people type: each message is all the commands it means, and a question changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

import handlers
from bot.commands import CUSTOMER, REGISTRY
from bot.doubt import PLAIN
from nlp.predict_intent import ASKED as PENDING
from nlp.predict_intent import plain_slots, situation_for
from nlp.situation import Situation, Topic, Understanding
from nlp.together import understand_all
from nlp.understanding import understand
from tests.nlp.sentences.shops import NOW, data, shop
from values import CartLine, Quantity

handlers.load()
LANGUAGES = ("en", "id", "es", "hi")
SAID = [(language, data(f"{name}_{language}")) for language in LANGUAGES for name in ("hurried", "fresh")]
TOLD = [(language, row) for language, rows in SAID for row in rows["told"]]
ASKED = [(language, *row) for language, rows in SAID for row in rows["asked"]]
CONFIRM = "?"  # what stands before an answer to the question whether to place the order


def situation(language: str, role: str, before: str = "") -> Situation:
    """The commands that there are, for one who has said `before`."""
    areas = ("chat", "register", role)
    spoken = {name: one.spec() for name, one in REGISTRY.items() if not one.waits and name.split(".")[0] in areas}
    found = replace(situation_for(role, shop(language), language, NOW), commands=spoken)
    if before == CONFIRM:
        cart = tuple(CartLine(product, Quantity.of(1)) for product in shop(language).product_ids)
        return replace(found, pending=PENDING["confirm_order"], cart=cart)
    topic = understand(before, found) if before else None
    return replace(found, topic=Topic(topic.command, topic.slots)) if topic and topic.command else found


def carried_out(one: Understanding) -> bool:
    """Whether what was understood changes something at once, without asking first or asking back."""
    known = REGISTRY.get(one.command or "")
    if known is None or known.keeps or known.at_least == CUSTOMER:
        return False
    return one.sure >= PLAIN and known.spec().required <= one.slots.keys()


@pytest.mark.parametrize(("language", "row"), TOLD)
def test_a_hurried_message_means_its_commands(language: str, row: list[Any]) -> None:
    role, text, commands, *before = row
    found = understand_all(text, situation(language, role, *before))
    assert [one.command for one in found] == [command for command, _ in commands]
    for one, (_, slots) in zip(found, commands, strict=True):
        plain = plain_slots(one, shop(language))
        assert {slot: plain.get(slot) for slot in slots} == slots


@pytest.mark.parametrize(("language", "role", "text"), ASKED)
def test_who_asks_or_talks_changes_nothing(language: str, role: str, text: str) -> None:
    assert not any(carried_out(one) for one in understand_all(text, situation(language, role)))
