"""Cases read from outside a chat, by the rules, by the model, or by the model where the rules are unsure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import settings
from cli import understand
from tests.nlp.providers.fake_host import Answer, completion, failure, host

CATALOGUE = {
    "language": "en",
    "products": [
        {"id": "tulip", "name": "tulip", "price": 2, "option_groups": []},
        {"id": "lily", "name": "lily", "price": 3, "option_groups": []},
    ],
    "option_groups": [],
}
KNOWN = {"id": "known", "text": "2 tulips"}
STRANGE = {"id": "strange", "text": "the pale ones my aunt had last spring pls"}
TULIPS = [{"product": "tulip", "quantity": 2, "options": []}]
LILIES = [{"product": "lily", "quantity": 5, "options": []}]


def five_lilies(body: dict[str, Any]) -> Answer:
    """Five lilies, whatever was said."""
    data = json.loads(body["messages"][1]["content"])["data"]
    lily = next(product["product_id"] for product in data["products"] if product["name"] == "lily")
    proposal = {
        "command": "customer.cart.change",
        "slots": [],
        "lines": [{"product_id": lily, "quantity": 5, "options": [], "note": ""}],
        "keeps": False,
        "language": "en",
        "sure": 0.9,
    }
    return completion(json.dumps(proposal))


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Result]]:
    shop = tmp_path / "shop.json"
    shop.write_text(json.dumps(CATALOGUE))

    def run(*arguments: str, at: str = "", key: str = "key") -> Result:
        typed = "\n".join(json.dumps(row) for row in (KNOWN, STRANGE))
        env = {"OPENAI_BASE_URL": at, "OPENAI_API_KEY": key}
        settings.load.cache_clear()
        return CliRunner().invoke(understand, ["--catalog", str(shop), *arguments], input=typed, env=env)

    yield run
    settings.load.cache_clear()


def lines(result: Result) -> list[Any]:
    return [json.loads(line)["lines"] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("engine", "read", "calls"), [("local", [TULIPS, []], 0), ("auto", [TULIPS, LILIES], 1), ("llm", [LILIES] * 2, 2)]
)
def test_an_engine_reads(run: Callable[..., Result], engine: str, read: list[Any], calls: int) -> None:
    with host(five_lilies) as served:
        assert lines(run("--engine", engine, at=served.url)) == read
        assert len(served.requests) == calls


def test_a_host_that_fails_leaves_what_the_rules_read(run: Callable[..., Result]) -> None:
    with host(lambda _: failure(500)) as served:
        assert lines(run("--engine", "llm", at=served.url)) == [TULIPS, []]


def test_the_model_alone_needs_a_host(run: Callable[..., Result]) -> None:
    refused = run("--engine", "llm", key="")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "No model host is configured" in refused.output


def test_an_explanation_tells_what_the_words_became(run: Callable[..., Result]) -> None:
    assert run("--explain", "2 tulip pls, not 3 zorks", key="").stdout.splitlines() == [
        "amount   2",
        "product  tulip = tulip",
        "word     pls",
        "word     not",
        "amount   3",
        "unknown  zorks",
        "add      2 tulip",
        'cart     {"product": "tulip", "quantity": 2, "options": []}',
        "sure     0.86 (order)",
    ]


def test_an_intent_is_explained_too(run: Callable[..., Result]) -> None:
    assert run("--role", "customer", "--explain", "how much is the lily", key="").stdout.splitlines() == [
        "lily → product",
        "how much → how much",
        "customer.product.price {'product': 'lily'}",
        "sure 1.00 (sentence)",
    ]
