"""How often the database is asked for one answer. Each question costs a third of a millisecond wherever it is asked, so
that this number, which does not depend on the machine, is held instead of a time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel, col, select, update

import bot
import handlers
from benchmarks.speed import people
from bot import engine, inbox
from bot.channels import Inbound
from models import Cart, Chat, InboxMessage, Order, OutboxMessage, connect, reading, transaction
from settings import Settings

BUYER = people.customer(1)
_ids = count(1)


@pytest.fixture
def asked(postgres_url: str) -> Iterator[list[str]]:
    """A store on PostgreSQL, and every statement it is asked."""
    made = connect(postgres_url)
    SQLModel.metadata.create_all(made)
    bot.configure(Settings(environment="test", redis_url="redis://127.0.0.1:1/0", gather_seconds=0))
    handlers.load()
    people.open_store()
    found: list[str] = []
    event.listen(made, "before_cursor_execute", lambda _c, _cursor, statement, *_rest: found.append(statement))
    yield found
    made.dispose()


def say(text: str, asked: list[str]) -> int:
    """A customer writes and is answered: how many statements that took."""
    came = Inbound("whatsapp", f"SM{next(_ids)}", BUYER, people.BUSINESS, text=text, profile_name="Budi")
    chat_id, _ = inbox.store(came)
    asked.clear()
    engine.handle_next(chat_id)
    took = len(asked)
    with transaction() as tx:
        tx.changed(update(OutboxMessage).values(state="sent"))
    return took


def test_an_order_takes_few_questions_from_the_first_word_to_the_yes(asked: list[str]) -> None:
    for text in ("halo", "2 nasi goreng, 1 es teh dan 3 sate ayam", "pesan", "secepatnya", "ya"):
        say(text, asked)
    most = {
        "2 nasi goreng, 1 es teh dan 3 sate ayam": 13,
        "tambah 1 es jeruk": 11,
        "hapus es teh": 12,
        "lihat keranjang": 8,
        "pesan": 8,
        "secepatnya": 11,
        "ya": 20,
        "menu": 9,
        "jam buka": 9,
    }
    took = {text: say(text, asked) for text in most}
    assert {text: number for text, number in took.items() if number > most[text]} == {}
    with reading() as tx:
        assert len(tx.exec(select(Order.id)).all()) == 2


def test_a_refusal_takes_back_what_it_refused_and_nothing_else(asked: list[str]) -> None:
    say("2 nasi goreng", asked)
    with reading() as tx:
        cart, chat = tx.exec(select(Cart.version)).one(), tx.exec(select(Chat.version)).one()
    assert say("status pesanan #4321", asked) <= 25
    with reading() as tx:
        assert (tx.exec(select(Cart.version)).one(), tx.exec(select(Chat.version)).one()) == (cart, chat + 1)
        assert list(tx.exec(select(InboxMessage.state))) == ["done", "done"]
        said = tx.exec(select(OutboxMessage.block).order_by(col(OutboxMessage.id))).all()
    assert said == ["customer/cart:next", "errors:unknown_order"]


def test_what_is_known_of_a_chat_outlives_a_step_that_was_refused(asked: list[str]) -> None:
    say("2 nasi goreng", asked)
    say("status pesanan #4321", asked)
    with reading() as tx:
        chat = tx.exec(select(Chat)).one()
        came = tx.exec(select(InboxMessage.received_at).order_by(col(InboxMessage.id).desc())).first()
        cart = tx.exec(select(Cart)).one()
    assert (chat.last_inbound_at, chat.profile_name, chat.customer_id) == (came, "Budi", cart.customer_id)
    assert (chat.topic or {})["command"] == "customer.order.status"


def test_a_chat_is_written_once_with_its_answer(asked: list[str]) -> None:
    say("halo", asked)
    say("2 nasi goreng", asked)
    assert [statement.split()[1] for statement in asked].count("chats") == 1
