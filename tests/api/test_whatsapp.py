"""Messages with customers over REST: what was said, saying more through the sending plan, and stopping the bot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot import handover
from bot.conversations import MOST_CHATS
from models import Chat, OutboxMessage, Store, User, new_chat, reading, transaction
from shop.people import customer_for, staff_of
from tests.api.client import Api, Person, problem
from tests.api.test_races import anywhere
from tests.chats import shops
from tests.chats.world import World
from values import Address

__all__ = ["anywhere"]


def owner_of(world: World, shop: shops.Shop) -> Person:
    with reading() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        user: User = staff_of(tx, store, "owner")[0][0]
    return Api(world.app, world.app.extensions["bakul"]).signed_in(user)


def customer_id(shop: shops.Shop) -> int:
    with transaction() as tx:
        store = tx.session.get_one(Store, shop.store_id)
        address = Address("whatsapp", shop.people["customer"])
        return customer_for(tx, store.seller_id, address, "Budi", datetime.now(UTC)).id


def test_what_was_said_is_listed_and_answered(world: World, warung: shops.Shop) -> None:
    world.say(warung.people["customer"], warung.business, {"text": "halo"})
    place = {"latitude": -6.2, "longitude": 106.8}
    world.say(warung.people["customer"], warung.business, {"text": "", "location": dict(place)})
    owner, buyer = owner_of(world, warung), customer_id(warung)
    items = owner.data(f"/whatsapp/messages?customer_id={buyer}")["items"]
    assert [(one["direction"], one["type"]) for one in items] == [
        ("out", "text"), ("in", "location"), ("out", "text"), ("in", "text"),
    ]  # fmt: skip
    assert items[1]["location"] == place
    assert (items[2]["reply_to_id"], items[3]["text"]) == (items[3]["id"], "halo")
    assert items[0]["status"] in ("sent", "delivered", "read")
    before = world.last_id()
    said = owner.post("/whatsapp/send-message", {"to": warung.people["customer"][9:], "text": "Sebentar ya kak"})
    assert (said.status_code, said.json["data"]["status"]) == (201, "new")
    world.settle()
    assert [one.body for one in world.heard(warung.people["customer"], before)] == ["Sebentar ya kak"]
    newest = owner.data("/whatsapp/messages")["items"][0]
    assert (newest["id"], newest["text"]) == (said.json["data"]["id"], "Sebentar ya kak")


def test_who_wrote_last_comes_before_those_who_never_did(anywhere: Api) -> None:
    shop, now = anywhere.shop(), datetime.now(UTC)
    with transaction() as tx:
        for number in range(MOST_CHATS + 1):
            address = Address("whatsapp", f"whatsapp:+62812{number:05}")
            buyer = customer_for(tx, shop.store.seller_id, address, f"Budi {number}", now)
            chat = new_chat("whatsapp", address.external_id, "whatsapp:+14155238886")
            mine = {"store_id": shop.store.id, "seller_id": shop.store.seller_id, "customer_id": buyer.id}
            key = tx.insert_once(Chat, chat | mine | ({} if number else {"last_inbound_at": now}))
            said = {"chat_id": key, "store_id": shop.store.id, "token": str(number), "created_at": now}
            tx.save(OutboxMessage(**said, text="Baik" if number else "Halo"))
    with reading() as tx:
        store = tx.session.get_one(Store, shop.store.id)
        assert handover.of_customer(tx, store, "budi")[0].chat.last_inbound_at == now
    told = anywhere.owner(shop).data("/whatsapp/messages?limit=100")["items"]
    assert [one["text"] for one in told].count("Halo") == 1


def test_pages_of_messages_have_no_gaps(world: World, warung: shops.Shop) -> None:
    for text in ("halo", "menu", "jam buka"):
        world.say(warung.people["customer"], warung.business, {"text": text})
    owner = owner_of(world, warung)
    whole = [one["id"] for one in owner.data("/whatsapp/messages?limit=100")["items"]]
    seen, cursor = [], ""
    while True:
        page = owner.data(f"/whatsapp/messages?limit=1{cursor}")
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(whole) >= 6
    assert seen == whole


def test_who_may_not_be_written_to_is_not(world: World, warung: shops.Shop) -> None:
    owner = owner_of(world, warung)
    world.say(warung.people["customer"], warung.business, {"text": "stop"})
    before = len(sent())
    body = {"customer_id": customer_id(warung), "text": "Promo!"}
    assert problem(owner.post("/whatsapp/send-message", body)) == (400, "unreachable")
    unknown = {"to": "+628999999999", "text": "Halo"}
    assert problem(owner.post("/whatsapp/send-message", unknown)) == (404, "unknown_person")
    assert problem(owner.post("/whatsapp/send-message", {"text": "Halo"})) == (422, "invalid")
    assert len(sent()) == before


def sent() -> list[OutboxMessage]:
    with reading() as tx:
        return list(tx.exec(select(OutboxMessage)))


def test_the_bot_is_stopped_and_started(world: World, warung: shops.Shop) -> None:
    owner = owner_of(world, warung)
    assert owner.data("/whatsapp/bot-status")["running"] is True
    assert owner.post("/whatsapp/stop-bot", {}).json["data"]["running"] is False
    before = world.last_id()
    world.say(warung.people["customer"], warung.business, {"text": "halo"})
    assert world.heard(warung.people["customer"], before) == []
    assert owner.data("/whatsapp/bot-status")["stopped_at"] is not None
    assert owner.post("/whatsapp/start-bot", {}).json["data"]["running"] is True
    world.say(warung.people["customer"], warung.business, {"text": "halo"})
    assert len(world.heard(warung.people["customer"], before)) == 1


@pytest.mark.parametrize("path", ["/api/v1/whatsapp/webhook", "/api/whatsapp/webhook"])
def test_the_webhook_has_addresses_in_the_api_and_asks_for_its_signature(world: World, path: str) -> None:
    answer = world.app.test_client().post(path, data={"From": "whatsapp:+1", "To": "whatsapp:+2", "Body": "x"})
    assert (answer.status_code, answer.text) == (403, "signature refused")
