"""The model proposes when the rules are unsure; the shop checks, prices, and goes on without it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import select

from bot.runtime import runtime
from models import ModelUse, Order, reading
from tests.chats.shops import Shop
from tests.chats.world import World
from tests.nlp.providers.fake_host import Answer, Host, completion, failure, host

# Nothing in it names a product by rule.
STRANGE = "pokoknya kayak kesukaan ponakan saya itu lho bang"


def use(served: Host, *, calls: int = 100) -> None:
    settings = runtime().settings
    settings.openai_base_url, settings.openai_api_key = served.url, SecretStr("key")
    settings.openai_daily_calls = calls


def offered_id(body: dict[str, Any], name: str) -> int:
    """The id under which the prompt offers a product."""
    data = json.loads(body["messages"][1]["content"])["data"]
    return next(int(product["product_id"]) for product in data["products"] if product["name"] == name)


def proposing(name: str, quantity: float) -> Callable[[dict[str, Any]], Answer]:
    def answer(body: dict[str, Any]) -> Answer:
        line = {"product_id": offered_id(body, name), "quantity": quantity, "options": [], "note": ""}
        proposal = {
            "command": "customer.cart.change",
            "slots": [],
            "lines": [line],
            "keeps": True,
            "language": "id",
            "sure": 0.9,
        }
        return completion(json.dumps(proposal))

    return answer


def say(world: World, warung: Shop, text: str) -> str:
    before = world.last_id()
    world.say(warung.people["customer"], warung.business, {"text": text})
    return "\n".join(message.body for message in world.heard(warung.people["customer"], before))


def test_what_the_model_reads_becomes_a_cart_at_the_shops_own_prices(world: World, warung: Shop) -> None:
    with host(proposing("Mie Goreng", 2)) as served:
        use(served)
        assert "2 porsi Mie Goreng = Rp36.000" in say(world, warung, STRANGE)
        with reading() as tx:
            used = tx.exec(select(ModelUse)).one()
        assert (used.calls, used.prompt_tokens, used.answer_tokens) == (1, 100, 20)


def test_plain_orders_never_ask_the_model(world: World, warung: Shop) -> None:
    with host(proposing("Mie Goreng", 2)) as served:
        use(served)
        assert "1 gelas Es Teh" in say(world, warung, "es teh 1")
        assert served.requests == []


def _slow(_body: dict[str, Any]) -> Answer:
    time.sleep(3)
    return completion("{}")


@pytest.mark.parametrize(
    "script",
    [
        lambda _: failure(500),
        lambda _: failure(429),
        lambda _: (200, "text/html", b"<html>busy</html>"),
        lambda _: completion("<think>hm"),
        lambda _: completion('{"command": "seller.price.set"}'),
        lambda _: completion("Sure! I have placed the order for Rp1."),
        _slow,
    ],
    ids=["error", "limit", "page", "cut", "shape", "talk", "slow"],
)
def test_without_a_usable_answer_the_bot_is_the_same(
    world: World, warung: Shop, script: Callable[[dict[str, Any]], Answer]
) -> None:
    alone = say(world, warung, STRANGE)
    with host(script) as served:
        use(served)
        runtime().settings.openai_timeout = 1.0
        runtime()._models.clear()
        started = time.perf_counter()
        answer = say(world, warung, "2 es teh ya bang")
        assert "2 gelas Es Teh" in answer
        say(world, warung, STRANGE)
        assert time.perf_counter() - started < 20
    assert alone != ""
    with reading() as tx:
        assert tx.exec(select(Order)).all() == []


def test_a_store_has_a_number_of_calls_a_day(world: World, warung: Shop) -> None:
    with host(proposing("Mie Goreng", 1)) as served:
        use(served, calls=1)
        say(world, warung, STRANGE)
        say(world, warung, STRANGE)
        assert len(served.requests) == 1


def test_the_model_cannot_confirm_an_order(world: World, warung: Shop) -> None:
    """Only an explicit yes of the person places an order."""

    def confirming(_body: dict[str, Any]) -> Answer:
        proposal = {
            "command": "customer.checkout.place",
            "slots": [],
            "lines": [],
            "keeps": True,
            "language": "id",
            "sure": 1.0,
        }
        return completion(json.dumps(proposal))

    with host(confirming) as served:
        use(served)
        for text in ("2 es teh", "pesan", "ambil sendiri", "secepatnya", "tunai", "hmm gimana enaknya nih bos"):
            say(world, warung, text)
    with reading() as tx:
        assert tx.exec(select(Order)).all() == []
