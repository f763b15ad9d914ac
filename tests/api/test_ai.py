"""The assistant over REST: what it is told, how it answers, what it may cost, and that the shop does without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pydantic import SecretStr
from sqlmodel import select

from models import AssistantUse, reading
from tests.api.client import Api, problem
from tests.nlp.providers.fake_host import Answer, Host, failure, host

CHAT = {"message": "Bagaimana penjualan hari ini?"}


def streamed(*pieces: str, tokens: tuple[int, int] | None = (300, 40)) -> Answer:
    """A completion in pieces, with what it cost at the end."""
    chunks: list[dict[str, Any]] = [
        {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]} for piece in pieces
    ]
    if tokens:
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1], "total_tokens": sum(tokens)}
        chunks.append({"choices": [], "usage": usage})
    common = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    lines = "".join(f"data: {json.dumps({**common, **chunk})}\n\n" for chunk in chunks)
    return 200, "text/event-stream", (lines + "data: [DONE]\n\n").encode()


@contextmanager
def assisted(database: str, answer: Answer, **more: Any) -> Iterator[tuple[Api, Host]]:
    """The API with a model host that always answers the same."""
    with host(lambda _: answer) as served:
        key = SecretStr("key")
        yield Api.over(database, openai_base_url=served.url, openai_api_key=key, openai_model="m", **more), served


def tokens_used() -> list[tuple[int, int]]:
    with reading() as tx:
        return [(row.calls, row.tokens) for row in tx.exec(select(AssistantUse))]


def test_it_knows_the_stores_figures_and_nothing_of_others(sqlite_with_tables: str) -> None:
    with assisted(sqlite_with_tables, streamed("Hari ini ", "belum ada.")) as (api, served):
        shop, other = api.shop(), api.shop("whatsapp:+628111000010", name="Warung Lain")
        api.product(shop, "Bakso")
        api.product(other, "Rahasia Lain")
        history = [{"role": "user", "content": "Halo"}, {"role": "assistant", "content": "Halo!"}]
        answer = api.owner(shop).post("/ai/chat", CHAT | {"history": history})
        assert answer.json["data"] == {"reply": "Hari ini belum ada."}
        (asked,) = served.requests
        system = asked["messages"][0]["content"]
        assert "Indonesian" in system
        facts = json.loads(system.partition("JSON:\n")[2])
        assert (facts["store"], [one["name"] for one in facts["products"]]) == ("Warung Uji", ["Bakso"])
        assert facts["sales"]["today"]["orders"] == 0
        assert "Lain" not in system
        assert [one["content"] for one in asked["messages"][1:]] == ["Halo", "Halo!", CHAT["message"]]
        assert tokens_used() == [(1, 340)]
        body = CHAT | {"store_id": other.store.id}
        assert problem(api.owner(shop).post("/ai/chat", body)) == (404, "unknown_store")
        assert len(served.requests) == 1


def test_it_answers_piece_by_piece(sqlite_with_tables: str) -> None:
    with assisted(sqlite_with_tables, streamed("Coba ", "promo", " ☕")) as (api, _):
        answer = api.owner(api.shop()).post("/ai/chat", CHAT | {"stream": True})
        assert answer.content_type.startswith("text/event-stream")
        events = answer.text.split("\n\n")
        assert [json.loads(one.removeprefix("data: "))["text"] for one in events[:3]] == ["Coba ", "promo", " ☕"]
        assert events[3] == "event: done\ndata: {}"
        assert tokens_used() == [(1, 340)]


def test_no_piece_is_waited_for_before_the_first_is_told(sqlite_with_tables: str) -> None:
    with assisted(sqlite_with_tables, streamed("Coba ", "promo")) as (api, _):
        answer = api.owner(api.shop()).post("/ai/chat", CHAT | {"stream": True})
        assert tokens_used() == [(1, 0)]
        assert "promo" in answer.text
        assert tokens_used() == [(1, 340)]


def test_a_days_budget_ends(sqlite_with_tables: str) -> None:
    with assisted(sqlite_with_tables, streamed("Ya."), assistant_daily_tokens=300) as (api, served):
        owner = api.owner(api.shop())
        assert owner.post("/ai/chat", CHAT).status_code == 200
        over = owner.post("/ai/chat", CHAT)
        assert problem(over) == (429, "assistant_spent")
        assert 0 < int(over.headers["Retry-After"]) <= 86401
        assert len(served.requests) == 1
        assert api.signed_in(api.user()).post("/ai/chat", CHAT).status_code == 200


def test_a_host_that_counts_nothing_is_reckoned(sqlite_with_tables: str) -> None:
    with assisted(sqlite_with_tables, streamed("a" * 400, tokens=None)) as (api, _):
        api.signed_in(api.user()).post("/ai/chat", CHAT)
        ((calls, tokens),) = tokens_used()
        assert (calls, tokens > 200) == (1, True)


def test_a_host_that_fails_or_is_none_is_told(api: Api, sqlite_with_tables: str) -> None:
    assert problem(api.owner(api.shop()).post("/ai/chat", CHAT)) == (400, "assistant_off")
    with assisted(sqlite_with_tables, failure(500)) as (broken, _):
        person = broken.signed_in(broken.user())
        assert problem(person.post("/ai/chat", CHAT)) == (503, "assistant_silent")
        events = person.post("/ai/chat", CHAT | {"stream": True}).text
        assert events == 'event: error\ndata: {"code": "assistant_silent"}\n\n'


def test_captions_are_of_ones_own_product_and_one_on_each_line(sqlite_with_tables: str) -> None:
    said = streamed('1. Bakso hangat!\n- "Sore hujan, bakso dulu"\n\n3) Kuahnya juara\nlebih')
    with assisted(sqlite_with_tables, said) as (api, served):
        shop = api.shop()
        product = api.product(shop, "Bakso")
        answer = api.owner(shop).post("/ai/captions", {"product_id": product, "style": "lucu"})
        assert answer.json["data"]["captions"] == ["Bakso hangat!", "Sore hujan, bakso dulu", "Kuahnya juara"]
        told = json.loads(served.requests[0]["messages"][1]["content"])
        assert (told["name"], told["price"]) == ("Bakso", "15000 IDR")
        stranger = api.owner(api.shop("whatsapp:+628111000010"))
        assert problem(stranger.post("/ai/captions", {"product_id": product})) == (404, "unknown_product")
        assert len(served.requests) == 1
