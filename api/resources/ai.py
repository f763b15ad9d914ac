"""The assistant, and words for products."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Literal

from flask import Response
from pydantic import Field

from api.calls import Call
from api.fields import Answer, Body, Id, Speech, Word
from api.resources.account import Language
from api.routing import CUSTOMER, STAFF, post
from bot import assistant
from models import Tx, transaction
from nlp.providers.openai_compatible import ProviderUnavailable, Usage
from nlp.providers.talking import Talker
from shop.assistant import AssistantOff, AssistantSilent, facts, note_cost, spelled, spend
from shop.errors import UnknownProduct
from shop.product_lists import product_seen

SCOPE = "ai"


class SaidBody(Body):
    """What was said before."""

    role: Literal["user", "assistant"] = Field(examples=["user"])
    content: Speech = Field(examples=["What sells best?"])


class ChatBody(Body):
    """A question; with `stream` the answer comes piece by piece as events."""

    message: Speech = Field(examples=["How did this week go, and what could I post tomorrow?"])
    history: list[SaidBody] = Field([], max_length=10, examples=[[]])
    store_id: Id | None = Field(None, examples=[1], description="Whose figures it may know.")
    language: Language | None = Field(None, examples=["id"])
    stream: bool = Field(False, examples=[False])


class ChatAnswer(Answer):
    """What the assistant says."""

    reply: str = Field(examples=["This week you sold Rp1.250.000 in 48 orders, most of it nasi goreng."])


class CaptionBody(Body):
    """Which product to write about, and how."""

    product_id: Id = Field(examples=[8])
    style: Word = Field("", examples=["funny"])
    language: Language | None = Field(None, examples=["id"])
    count: int = Field(3, ge=1, le=5, examples=[3])


class CaptionAnswer(Answer):
    """Captions to choose from."""

    captions: list[str] = Field(examples=[["Nasi goreng hangat, pas buat makan malam!"]])


@post("/ai/chat", role=CUSTOMER, scope=SCOPE, limit="ai", alone=True, streams=True)
def chat(call: Call, body: ChatBody) -> ChatAnswer:
    """Ask the assistant for sellers: ideas, marketing, descriptions, and what the store's own figures say."""
    known, talker = _prepared(call, lambda tx: _facts(call, tx, body.store_id))
    history = [*((one.role, one.content) for one in body.history), ("user", body.message)]
    pieces = assistant.answer(talker, history, known, body.language or call.language, _report(call))
    if body.stream:
        return _streamed(pieces)  # type: ignore[return-value]
    return ChatAnswer(reply=_whole(lambda: "".join(pieces)).strip())


@post("/ai/captions", role=STAFF, scope=SCOPE, limit="ai", alone=True)
def captions(call: Call, body: CaptionBody) -> CaptionAnswer:
    """Write captions for one of your products, to choose from and to post."""
    product, talker = _prepared(call, lambda tx: _product(call, tx, body.product_id))
    language, wish = body.language or call.language, (body.count, body.style)
    return CaptionAnswer(captions=_whole(lambda: assistant.captions(talker, product, wish, language, _report(call))))


def _prepared(call: Call, read: Callable[[Tx], dict[str, Any]]) -> tuple[dict[str, Any], Talker]:
    """What the question is about and who answers it, once it has its place in the day's budget."""
    with call.apart() as tx:
        found = read(tx)
    talker = assistant.host(call.settings)
    if talker is None:
        raise AssistantOff
    with transaction() as tx:
        spend(tx, _person(call), call.settings.assistant_daily_tokens, call.now)
    return found, talker


def _person(call: Call) -> int:
    return call.caller.user.id if call.caller.user else 0


def _facts(call: Call, tx: Tx, store_id: int | None) -> dict[str, Any]:
    if store_id is None and len(call.caller.roles) != 1:
        return {}
    return facts(tx, call.store(store_id), call.now)


def _product(call: Call, tx: Tx, product_id: int) -> dict[str, Any]:
    stores = None if call.caller.admin else list(call.caller.roles)
    found = product_seen(tx, product_id, stores)
    if found is None or (stores is not None and found.store_id not in stores):
        raise UnknownProduct(str(product_id))
    store = call.store(found.store_id)
    names = ("name", "description", "category", "unit")
    price = f"{spelled(found.price.main_units)} {found.currency}"
    return {**{name: getattr(found, name) for name in names}, "price": price, "store": store.name}


def _report(call: Call) -> Callable[[Usage], None]:
    def report(usage: Usage) -> None:
        with transaction() as tx:
            note_cost(tx, _person(call), usage.prompt_tokens + usage.answer_tokens, call.now)

    return report


def _whole(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except ProviderUnavailable as trouble:
        raise AssistantSilent from trouble


def _streamed(pieces: Iterator[str]) -> Response:
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(_events(pieces), content_type="text/event-stream", headers=headers)


def _events(pieces: Iterator[str]) -> Iterator[str]:
    try:
        for piece in pieces:
            yield f"data: {json.dumps({'text': piece}, ensure_ascii=False)}\n\n"
    except ProviderUnavailable:
        yield f"event: error\ndata: {json.dumps({'code': AssistantSilent().code})}\n\n"
        return
    yield "event: done\ndata: {}\n\n"
