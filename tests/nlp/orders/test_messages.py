"""Messages of many trades in four languages become the right carts."""

from __future__ import annotations

import pytest

from tests.nlp.orders.shops import cart, chat, data

CASES = [
    pytest.param(name, case["says"], case["cart"], id=f"{name}: {case['says'][-1][:40]}")
    for name, cases in data("messages").items()
    for case in cases
]


@pytest.mark.parametrize(("name", "says", "wanted"), CASES)
def test_the_cart_after_the_last_message(name: str, says: list[str], wanted: list[str]) -> None:
    assert cart(name, chat(name, *says).lines) == wanted
