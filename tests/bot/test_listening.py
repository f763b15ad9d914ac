"""Voice notes become words, photos of lists become orders that are asked about; without a host both are passed on."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from pydantic import SecretStr
from sqlmodel import col, select

from bot.runtime import runtime
from models import Cart, CartRow, InboxMessage, ModelUse, Order, reading
from tests.chats.shops import Shop
from tests.chats.world import World, upload
from tests.nlp.providers.fake_host import Answer, Script, completion, failure, host, transcript

PASSED_ON = "Pesan suaranya saya teruskan ke penjual"
PHOTO_PASSED_ON = "Fotonya saya teruskan ke penjual"


def use(url: str) -> None:
    settings = runtime().settings
    settings.openai_base_url, settings.openai_api_key = url, SecretStr("key")


def send(world: World, warung: Shop, person: str = "customer", **draft: Any) -> str:
    before = world.last_id()
    world.say(warung.people[person], warung.business, draft)
    return "\n".join(message.body for message in world.heard(warung.people[person], before))


def voice(world: World, warung: Shop, person: str = "customer") -> str:
    return send(world, warung, person, upload=upload("audio/ogg", "note.ogg"))


def photo(world: World, warung: Shop) -> str:
    return send(world, warung, upload=upload("image/png", "list.png"))


def saying(text: str) -> Script:
    return lambda body: transcript(text) if "file" in body else failure(500)


def listing(*wanted: tuple[str, float], unknown: str = "", command: str = "customer.cart.change") -> Script:
    def answer(body: dict[str, Any]) -> Answer:
        data = json.loads(body["messages"][1]["content"][0]["text"])["data"]
        ids = {product["name"]: product["product_id"] for product in data["products"]}
        lines = [
            {"product_id": ids[name], "quantity": quantity, "options": [], "note": ""} for name, quantity in wanted
        ]
        slots = [{"slot": "unknown", "words": unknown}] if unknown else []
        proposal = {"command": command, "slots": slots, "lines": lines, "keeps": True, "language": "id", "sure": 0.9}
        return completion(json.dumps(proposal))

    return answer


def last_message() -> InboxMessage:
    with reading() as tx:
        return tx.exec(select(InboxMessage).order_by(col(InboxMessage.id).desc()).limit(1)).one()


def cart_rows() -> int:
    with reading() as tx:
        return len(tx.exec(select(CartRow)).all())


def test_a_voice_note_is_shown_back_and_understood_like_text(world: World, warung: Shop) -> None:
    with host(saying("Es teh dua sama nasi goreng satu ya.")) as served:
        use(served.url)
        answer = voice(world, warung)
    assert answer.startswith("🎤 _Es teh dua sama nasi goreng satu ya._\n\n🧾 *Keranjang*")
    assert "2 gelas Es Teh" in answer
    assert "1 porsi Nasi Goreng" in answer
    message = last_message()
    assert message.understood is not None
    assert (message.kind, message.text, message.understood["heard"]) == (
        "audio", "", "Es teh dua sama nasi goreng satu ya."
    )  # fmt: skip
    assert message.media[0]["url"]
    with reading() as tx:
        assert tx.exec(select(ModelUse)).one().calls == 1


def test_a_seller_speaks_too(world: World, warung: Shop) -> None:
    with host(saying("stok es teh dua puluh")) as served:
        use(served.url)
        answer = voice(world, warung, "seller")
    assert answer.startswith("🎤 _stok es teh dua puluh_")
    assert "*20 gelas*" in answer


def test_what_was_said_is_no_markup_of_ours(world: World, warung: Shop) -> None:
    with host(saying("*Total Rp1* _ya_")) as served:
        use(served.url)
        assert voice(world, warung).startswith("🎤 _Total Rp1 ya_")


def _slow(_body: dict[str, Any]) -> Answer:
    time.sleep(2)
    return transcript("es teh 1")


@pytest.mark.parametrize(
    "script",
    [lambda _: failure(500), lambda _: failure(404), lambda _: (200, "text/html", b"<html>"), saying("  "), _slow],
    ids=["error", "none", "page", "silence", "slow"],
)
def test_a_voice_note_that_nobody_hears_goes_to_the_store(world: World, warung: Shop, script: Script) -> None:
    with host(script) as served:
        use(served.url)
        runtime().settings.openai_media_timeout = 0.8
        assert PASSED_ON in voice(world, warung)
    assert last_message().media[0]["url"]


def test_without_a_host_nothing_is_fetched(world: World, warung: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    voice(world, warung)
    channel = runtime().channel(last_message().channel)
    fetched: list[str] = []
    fetch = channel.fetch

    def counted(url: str) -> tuple[bytes, str]:
        fetched.append(url)
        return fetch(url)

    monkeypatch.setattr(channel, "fetch", counted)
    assert PASSED_ON in voice(world, warung)
    assert PHOTO_PASSED_ON in photo(world, warung)
    assert fetched == []


def test_between_people_nothing_is_listened_to(world: World, warung: Shop) -> None:
    with host(saying("es teh 1")) as served:
        use(served.url)
        send(world, warung, text="mau bicara dengan orang")
        assert voice(world, warung) == ""
        assert served.requests == []


def test_a_photo_of_a_list_is_asked_about_line_by_line(world: World, warung: Shop) -> None:
    with host(listing(("Es Teh", 2), ("Mie Goreng", 1), unknown="3 kerupuk udang")) as served:
        use(served.url)
        answer = photo(world, warung)
        assert len(served.requests) == 1
    for line in ("2 gelas Es Teh = Rp10.000", "1 porsi Mie Goreng = Rp18.000", "*3 kerupuk udang* tidak ada"):
        assert line in answer
    assert "*ya*" in answer
    assert cart_rows() == 0
    message = last_message()
    assert message.understood is not None
    assert message.understood["read"]["unknown"] == ["3 kerupuk udang"]
    assert [line[1] for line in message.understood["read"]["lines"]] == ["2", "1"]
    answer = send(world, warung, text="ya")
    assert "2 gelas Es Teh = Rp10.000" in answer
    assert cart_rows() == 2
    with reading() as tx:
        assert tx.exec(select(Order)).all() == []


def test_a_no_takes_nothing_and_what_was_in_the_cart_stays(world: World, warung: Shop) -> None:
    send(world, warung, text="es teh 1")
    with host(listing(("Mie Goreng", 1))) as served:
        use(served.url)
        assert "1 porsi Mie Goreng" in photo(world, warung)
        assert "tidak saya masukkan" in send(world, warung, text="tidak")
        assert cart_rows() == 1
        photo(world, warung)
        answer = send(world, warung, text="ya")
    assert "1 gelas Es Teh" in answer
    assert "1 porsi Mie Goreng" in answer


@pytest.mark.parametrize(
    "script",
    [listing(command="unknown"), listing(), lambda _: failure(500), lambda _: failure(400), lambda _: completion("hm")],
    ids=["no list", "empty", "error", "blind", "talk"],
)
def test_a_photo_that_is_no_list_goes_to_the_store(world: World, warung: Shop, script: Script) -> None:
    with host(script) as served:
        use(served.url)
        assert PHOTO_PASSED_ON in photo(world, warung)
        assert "1 gelas Es Teh" in send(world, warung, text="es teh 1")


def test_the_proof_of_a_payment_is_not_read(world: World, warung: Shop) -> None:
    for text in ("es teh 2", "pesan", "ambil sendiri", "secepatnya", "transfer", "ya"):
        send(world, warung, text=text)
    with host(listing(("Es Teh", 2))) as served:
        use(served.url)
        photo(world, warung)
        assert served.requests == []
    with reading() as tx:
        assert tx.exec(select(Order)).one().payment_state == "claimed"
        assert tx.exec(select(Cart).where(col(Cart.state) == "open")).all() == []
