"""Messages with customers, and the bot itself."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Id, Query, Speech
from api.paging import Page
from api.refusals import Invalid
from api.routing import MANAGER, STAFF, get, post
from bot import conversations
from bot.conversations import After, Line
from shop.customers import customer_by_id
from shop.errors import UnknownPerson
from shop.silence import silence, speak

READ, WRITE = "messages:read", "messages:write"

Number = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{7,15}$")]


class StoreBody(Body):
    """Which store; whoever works in one only may leave it out."""

    store_id: Id | None = Field(None, examples=[1])


class StoreQuery(Query):
    """Which store; whoever works in one only may leave it out."""

    store_id: Id | None = None


class MessageBody(StoreBody):
    """Words for a customer, named by id or by the number he writes from."""

    customer_id: Id | None = Field(None, examples=[42])
    to: Number | None = Field(None, examples=[None], description="Instead of `customer_id`.")
    text: Speech = Field(examples=["Your order is on its way."])


class MessageQuery(StoreQuery):
    """Which messages."""

    customer_id: Id | None = Field(None, description="Of one customer; of those who wrote last if left out.")
    limit: int = Field(20, ge=1, le=100, description="How many at most.")
    cursor: str | None = Field(None, max_length=600, description="`next` of the page before.")


class PlaceAnswer(Answer):
    """A place that a customer shared."""

    latitude: float = Field(examples=[-6.2])
    longitude: float = Field(examples=[106.8])


class MessageAnswer(Answer):
    """A message; `direction` is `in` from the customer or `out` to him."""

    id: str = Field(examples=["out:18"])
    direction: str = Field(examples=["out"], json_schema_extra={"enum": ["in", "out"]})
    customer_id: Id = Field(examples=[42])
    customer_name: str = Field(examples=["Budi"])
    type: str = Field(examples=["text"], json_schema_extra={"enum": ["text", "image", "file", "audio", "location"]})
    text: str = Field(examples=["Your order is on its way."])
    attachments: list[str] = Field(examples=[[]], description="Addresses of what came along.")
    location: PlaceAnswer | None = Field(examples=[None])
    reply_to_id: str | None = Field(examples=["in:17"])
    status: str = Field(examples=["delivered"])
    created_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


class BotAnswer(Answer):
    """Whether the bot answers a store's customers."""

    store_id: Id = Field(examples=[1])
    running: bool = Field(examples=[True])
    stopped_at: datetime | None = Field(examples=[None])


@get("/whatsapp/messages", role=STAFF, scope=READ, limit="messages.read")
def messages(call: Call, query: MessageQuery) -> Page[MessageAnswer]:
    """List what was said with customers, the newest first."""
    store = call.store(query.store_id)
    after = _after(query.cursor) if query.cursor else None
    found = conversations.lines(call.tx, store, query.customer_id, query.limit + 1, after)
    shown = found[: query.limit]
    more = _cursor(shown[-1].place) if len(found) > query.limit else None
    return Page(items=[_told(line, store.timezone) for line in shown], next=more)


@post("/whatsapp/send-message", role=STAFF, scope=WRITE, limit="messages.send", status=201)
def send_message(call: Call, body: MessageBody) -> MessageAnswer:
    """Say something to a customer who has written before. It waits where his 24 hours are over, and he is told so."""
    store = call.store(body.store_id)
    if (body.customer_id is None) == (body.to is None):
        raise Invalid({"customer_id": {"rule": "one_of", "expected": "customer_id or to"}})
    if body.customer_id is not None:
        customer = customer_by_id(call.tx, store, body.customer_id)
    else:
        found = conversations.customer_at(call.tx, store, body.to or "")
        if found is None:
            raise UnknownPerson(body.to or "")
        customer = found
    line = conversations.say(call.tx, store, customer, body.text, call.actor_in(store), call.now)
    return _told(line, store.timezone)


@post("/whatsapp/stop-bot", role=MANAGER, scope=WRITE, limit="stores.write")
def stop_bot(call: Call, body: StoreBody) -> BotAnswer:
    """Keep the bot quiet: what customers write is passed on to the people of the store."""
    store = call.store(body.store_id, MANAGER)
    silence(call.tx, store, call.actor_in(store), call.now)
    return BotAnswer(store_id=store.id, running=False, stopped_at=store.silent_since)


@post("/whatsapp/start-bot", role=MANAGER, scope=WRITE, limit="stores.write")
def start_bot(call: Call, body: StoreBody) -> BotAnswer:
    """Let the bot answer again."""
    store = call.store(body.store_id, MANAGER)
    speak(call.tx, store, call.actor_in(store), call.now)
    return BotAnswer(store_id=store.id, running=True, stopped_at=None)


@get("/whatsapp/bot-status", role=STAFF, scope=READ, limit="stores.read")
def bot_status(call: Call, query: StoreQuery) -> BotAnswer:
    """Tell whether the bot answers, and since when it does not."""
    store = call.store(query.store_id)
    return BotAnswer(store_id=store.id, running=store.silent_since is None, stopped_at=store.silent_since)


def _told(line: Line, zone: Any) -> MessageAnswer:
    place = line.location
    return MessageAnswer(
        id=line.id,
        direction=line.way,
        customer_id=line.customer.id,
        customer_name=line.customer.name,
        type=line.kind,
        text=line.text,
        attachments=list(line.files),
        location=PlaceAnswer(latitude=place["latitude"], longitude=place["longitude"]) if place else None,
        reply_to_id=line.reply_to or None,
        status=line.state,
        created_at=line.at.astimezone(zone),
    )


def _cursor(place: After) -> str:
    told = [place[0].isoformat(), place[1], place[2]]
    return urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")


def _after(cursor: str) -> After:
    try:
        at, way, number = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        instant = datetime.fromisoformat(at)
        found = (instant.astimezone(UTC), way, number)
    except (NotBase64, ValueError, TypeError, OverflowError, RecursionError) as wrong:
        raise Invalid({"cursor": {"rule": "unknown"}}) from wrong
    if way not in ("in", "out") or not isinstance(number, int) or instant.tzinfo is None or not 0 < number < 2**31:
        raise Invalid({"cursor": {"rule": "unknown"}})
    return found
