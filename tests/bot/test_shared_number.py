"""A number that several stores share: what a store says stays that store's, whatever the chat is about by now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select, update

from bot import lapsing, minutes, stale
from bot.held import held_messages
from models import Alert, Chat, Order, OutboxMessage, Store, Tx, transaction
from shop.actors import Actor
from shop.orders import cancel_order
from tests.chats import shops
from tests.chats.world import World


def shared(world: World) -> tuple[shops.Shop, shops.Shop]:
    """Two sellers on one number; the customer of the first has an order there, and has written to the second since."""
    built = [build("warung with orders"), build("campus")]
    with transaction() as tx:
        chat, second = chat_of(tx, built[0], "customer"), tx.session.get_one(Store, built[1].store_id)
        chat.store_id, chat.seller_id, chat.last_inbound_at = second.id, second.seller_id, None
        tx.save(chat)
    return built[0], built[1]


def build(name: str) -> shops.Shop:
    made = shops.build(name, datetime.now(UTC))
    with transaction() as tx:
        tx.changed(update(Store).where(col(Store.id) == made.store_id).values(number=None))
    return made


def chat_of(tx: Tx, shop: shops.Shop, name: str) -> Chat:
    return tx.exec(select(Chat).where(col(Chat.address) == shop.people[name])).one()


def said(tx: Tx, shop: shops.Shop, name: str) -> list[tuple[str, int | None]]:
    mine = select(OutboxMessage.block, OutboxMessage.store_id).where(
        col(OutboxMessage.chat_id) == chat_of(tx, shop, name).id
    )
    return list(tx.exec(mine.order_by(col(OutboxMessage.id))))


def test_news_of_an_order_are_its_stores(world: World) -> None:
    first, _ = shared(world)
    world.phones.send(first.people["seller"], "terima 1001")
    world.settle()
    with transaction() as tx:
        news, nudge = said(tx, first, "customer")
        assert (news, nudge) == (("seller/order:confirmed_notice", first.store_id), ("", first.store_id))
        announced = tx.exec(select(OutboxMessage.variables).where(col(OutboxMessage.purpose) == "nudge")).one()
        assert announced["1"] == "Warung Melati"


def test_what_the_clock_says_of_an_order_is_its_stores(world: World) -> None:
    first, _ = shared(world)
    minutes.every_minute(datetime.now(UTC) + timedelta(hours=25))
    with transaction() as tx:
        assert said(tx, first, "customer") == [("clock:expired_order", first.store_id)]
        assert {store for _, store in said(tx, first, "seller")} == {first.store_id}


def test_of_a_customer_who_is_not_reached_the_store_that_wrote_hears(world: World) -> None:
    first, second = shared(world)
    world.phones.send(first.people["seller"], "terima 1001")
    world.settle()
    with transaction() as tx:
        stores = [tx.session.get_one(Store, shop.store_id) for shop in (first, second)]
        assert [held_messages(tx, store)[1] for store in stores] == [1, 0]
    with transaction() as tx:
        key = tx.exec(select(OutboxMessage.id).where(col(OutboxMessage.held) == "window")).one()
    lapsing.lapse(key, datetime.now(UTC))
    with transaction() as tx:
        told = tx.exec(select(Alert)).one()
        assert (told.seller_id, told.store_id, told.data["customer"]) == (1, first.store_id, "Budi")


def test_an_announcement_goes_though_another_stores_order_of_that_number_was_called_off(world: World) -> None:
    first, second = shared(world)
    now = datetime.now(UTC)
    with transaction() as tx:
        order = tx.exec(select(Order).where(col(Order.number) == 1001)).one()
        cancel_order(tx, order, "", Actor.user(1, "owner"), now)
        chat = chat_of(tx, first, "seller")
        held = OutboxMessage(chat_id=chat.id, store_id=second.store_id, token="t", text="#1001", language="id",
            purpose="notice", block=stale.ANNOUNCE[0], held="window", created_at=now)  # fmt: skip
        tx.save(held)
        stale.release_held(tx, chat)
    with transaction() as tx:
        row = tx.session.get_one(OutboxMessage, held.id)
        assert (row.state, row.held) == ("new", "")
