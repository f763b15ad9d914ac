"""What was said between a store and its customers, in both directions, for programs that show it; and saying more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, or_, tuple_
from sqlmodel import col, select

from bot.notices import customer_chats
from bot.outgoing import Bubble
from bot.passing import address_of
from bot.speech import Envelope, Voice, spoken, written
from models import Chat, Customer, CustomerAddress, InboxMessage, OutboxMessage, Store, Tx
from shop.actors import Actor
from shop.customers import customer_by_id
from shop.events import record
from shop.people import find_customer
from shop.reach import check
from values import Address

IN, OUT = "in", "out"
# How many chats are looked through where no customer is named: those that somebody wrote in last.
MOST_CHATS: Final = 50
KINDS: Final[Mapping[str, str]] = {
    "text": "text", "button": "text", "interactive": "text", "image": "image", "sticker": "image", "audio": "audio",
    "voice": "audio", "location": "location",
}  # fmt: skip
After = tuple[datetime, str, int]


class Line(Struct, frozen=True):
    """A message of a conversation. `way` is `in` from the customer or `out` to him, `reply_to` another line's id."""

    way: str
    number: int
    customer: Customer
    kind: str
    text: str
    files: tuple[str, ...]
    location: dict[str, Any] | None
    reply_to: str
    state: str
    at: datetime

    @property
    def id(self) -> str:
        """The same message's name everywhere: `in:12`."""
        return f"{self.way}:{self.number}"

    @property
    def place(self) -> After:
        """Where it stands in time."""
        return (self.at, self.way, self.number)


def lines(tx: Tx, store: Store, customer_id: int | None, limit: int, after: After | None = None) -> list[Line]:
    """The newest messages with a customer, or with those who wrote last; from before that place on, if told."""
    chats = _chats(tx, store, customer_id)
    received = [_received(tx, row, chats[row.chat_id]) for row in _rows(tx, IN, store, list(chats), limit, after)]
    sent = [_sent(row, chats[row.chat_id]) for row in _rows(tx, OUT, store, list(chats), limit, after)]
    return sorted((*received, *sent), key=lambda line: line.place, reverse=True)[:limit]


def _chats(tx: Tx, store: Store, customer_id: int | None) -> dict[int, Customer]:
    same = and_(
        col(CustomerAddress.channel) == Chat.channel,
        col(CustomerAddress.external_id) == Chat.address,
        col(CustomerAddress.seller_id) == store.seller_id,
    )
    found = select(Chat.id, Customer).join(CustomerAddress, same).join(Customer)
    found = found.where(or_(col(Chat.store_id) == store.id, _has_sent(store)))
    if customer_id is not None:
        found = found.where(col(Customer.id) == customer_by_id(tx, store, customer_id).id)
    return dict(
        tx.exec(found.order_by(col(Chat.last_inbound_at).desc().nulls_last(), col(Chat.id)).limit(MOST_CHATS)).all()
    )


def _has_sent(store: Store) -> ColumnElement[bool]:
    return exists().where(col(OutboxMessage.chat_id) == Chat.id, col(OutboxMessage.store_id) == store.id)


def _rows(tx: Tx, way: str, store: Store, chats: Sequence[int], limit: int, after: After | None) -> Sequence[Any]:
    table: Any = InboxMessage if way == IN else OutboxMessage
    at = InboxMessage.received_at if way == IN else OutboxMessage.created_at
    mine = _told_to(store) if way == IN else _said_by(store)
    found = select(table).join(Chat, table.chat_id == Chat.id).where(col(table.chat_id).in_(chats), mine)
    if after is not None:
        # Of two at the same instant the one that came in is the older line.
        found = found.where(tuple_(at, table.id) < (after[0], after[2]) if way == after[1] else _before(at, way, after))
    return tx.exec(found.order_by(at.desc(), table.id.desc()).limit(limit)).all()  # type: ignore[attr-defined]


def _before(at: Any, way: str, after: After) -> ColumnElement[bool]:
    edge: ColumnElement[bool] = at <= after[0] if way < after[1] else at < after[0]
    return edge


def _told_to(store: Store) -> ColumnElement[bool]:
    """What a customer wrote to this seller. On a number that sellers share only what this store answered counts, unless
    the customer knows no other seller."""
    knows_another = exists().where(
        col(CustomerAddress.channel) == Chat.channel,
        col(CustomerAddress.external_id) == Chat.address,
        col(CustomerAddress.seller_id) != store.seller_id,
    )
    answered = exists().where(col(OutboxMessage.inbox_id) == InboxMessage.id, col(OutboxMessage.store_id) == store.id)
    return or_(col(Chat.business) == (store.number or ""), ~knows_another, answered)


def _said_by(store: Store) -> ColumnElement[bool]:
    return col(OutboxMessage.store_id) == store.id


def _received(tx: Tx, row: InboxMessage, customer: Customer) -> Line:
    quoted = select(OutboxMessage.id).where(col(OutboxMessage.external_id) == row.reply_to)
    found = tx.exec(quoted).first() if row.reply_to else None
    text = row.text or str((row.understood or {}).get("heard", ""))
    files = (address_of(row),) if row.media else ()
    kind = KINDS.get(row.kind, "file")
    reply_to = f"{OUT}:{found}" if found else ""
    return Line(IN, row.id, customer, kind, text, files, row.location, reply_to, row.state, row.received_at)


def _sent(row: OutboxMessage, customer: Customer) -> Line:
    files = (row.media_url,) if row.media_url else ()
    reply_to = f"{IN}:{row.inbox_id}" if row.inbox_id else ""
    kind = "image" if row.media_url else "text"
    return Line(OUT, row.id, customer, kind, row.text, files, None, reply_to, row.delivery or row.state, row.created_at)


def say(tx: Tx, store: Store, customer: Customer, text: str, by: Actor, now: datetime) -> Line:
    """Say something to a customer in the store's name, as the sending plan allows. Unreachable where it may not be."""
    by.need("staff")
    check(tx, store, customer)
    ((chat, language),) = customer_chats(tx, store, customer)
    voice = Voice(language, now, store.timezone)
    envelope = Envelope(purpose="order", store_id=store.id)
    (said,) = spoken(tx, chat, [Bubble("seller/chat", "said", {"text": text})], voice)
    row = written(tx, chat, said, voice, envelope)
    record(tx, "customer.written", customer, by, now, message=row.id)
    return _sent(row, customer)


def customer_at(tx: Tx, store: Store, number: str) -> Customer | None:
    """The customer of a store's seller who writes from that number."""
    digits = "".join(sign for sign in number if sign.isdigit())
    return find_customer(tx, store.seller_id, Address("whatsapp", f"whatsapp:+{digits}"))
