"""Messages worded as nobody wrote them into the language data: each means its command, with its slots."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.predict_intent import predict_intent
from tests.nlp.sentences.shops import NOW, data, shop

ROWS = [
    (language, role, text, command, slots)
    for language in ("en", "id", "es", "hi")
    for role, rows in data(language).items()
    for text, command, slots in rows
]


def written(value: Any) -> Any:
    """Dates of the YAML as the plain text predictions have."""
    if isinstance(value, dict):
        return {key: written(one) for key, one in value.items()}
    return value if isinstance(value, str | int | float | list | type(None)) else str(value)


@pytest.mark.parametrize(("language", "role", "text", "command", "slots"), ROWS)
def test_an_unseen_wording_is_understood(language: str, role: str, text: str, command: str | None, slots: Any) -> None:
    found = predict_intent({"role": role, "text": text}, shop(language), language, NOW)
    assert found["command"] == command
    assert {slot: found["slots"].get(slot) for slot in slots} == written(slots)


@pytest.mark.xfail(reason="one word of the shop is enough to be taken for a question about it")
@pytest.mark.parametrize(("language", "role", "text"), data("small_talk"))
def test_small_talk_means_nothing(language: str, role: str, text: str) -> None:
    assert predict_intent({"role": role, "text": text}, shop(language), language, NOW)["command"] is None
