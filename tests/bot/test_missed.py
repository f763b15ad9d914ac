"""Messages that no webhook brought are found in the provider's list, answered in their order, and once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from bot import inbox, missed
from bot.channels.twilio import TwilioChannel
from bot.runtime import runtime
from bot.verify import verify
from models import Chat, InboxMessage, Order, Store, reading, transaction
from simulator.config import Business, Phone
from simulator.drafts import Draft, Upload
from tests.bot.rows import PHONE
from tests.chats import shops
from tests.chats.shops import BUSINESS
from tests.chats.world import World

OWN = "whatsapp:+628999000111"

pytestmark = pytest.mark.usefixtures("warung")


def write(world: World, text: str, *, business: str = BUSINESS, **draft: Any) -> str:
    """Write from the phone; no webhook ever comes."""
    simulator = world.phones.simulator
    phone = simulator.tables.people.find(PHONE) or simulator.tables.people.add(Phone(PHONE, "Ani"))
    simulator.faults.add("inbound_lost", phone=PHONE)
    return simulator.inbound.send(phone, business, Draft(body=text, **draft)).sid


def pass_time(world: World, seconds: float = 61) -> None:
    """Let a minute pass and the clock look."""
    world.wait(seconds)
    missed.fetch(datetime.now(UTC))
    world.settle()


def rows() -> list[InboxMessage]:
    with reading() as tx:
        return list(tx.exec(select(InboxMessage).order_by(col(InboxMessage.id))))


def heard(world: World) -> list[str]:
    return [message.body for message in world.heard(PHONE, world.marked)]


@pytest.fixture
def talking(world: World) -> Iterator[World]:
    """Somebody has written before, and the number has been looked into; in the end every invariant holds."""
    missed.fetch(datetime.now(UTC))
    world.say(PHONE, BUSINESS, {"text": "menu"})
    world.mark()
    yield world
    assert [one.invariant.name for one in verify(timedelta(0)) if one.count] == []


def test_an_order_that_no_webhook_told_is_placed_all_the_same(talking: World) -> None:
    for text in ("2 nasi goreng", "pesan", "ambil sendiri", "jam 7 malam", "tunai", "ya"):
        write(talking, text)
        pass_time(talking)
    with reading() as tx:
        assert len(tx.exec(select(Order)).all()) == 1


def test_of_a_tap_its_words_are_enough(talking: World) -> None:
    for text in ("2 nasi goreng", "pesan"):
        talking.say(PHONE, BUSINESS, {"text": text})
    talking.mark()
    offered = talking.heard(PHONE, 0)[-1].extra["shown"]["buttons"]
    write(talking, "", button=next(button for button in offered if button["title"] == "Ambil sendiri"))
    pass_time(talking)
    assert rows()[-1].payload == ""
    assert "diambil" in heard(talking)[-1]


def test_what_is_young_may_still_come_by_itself(talking: World) -> None:
    write(talking, "2 nasi goreng")
    pass_time(talking, 10)
    assert len(rows()) == 1
    pass_time(talking, 25)
    assert [row.text for row in rows()] == ["menu", "2 nasi goreng"]


def test_looked_into_again_and_told_after_all_it_is_one_message(talking: World) -> None:
    sid = write(talking, "2 nasi goreng")
    pass_time(talking)
    pass_time(talking)
    stored = talking.phones.simulator.tables.messages.find(sid)
    assert stored is not None
    assert talking.phones.simulator.inbound.post(stored).accepted
    talking.settle()
    assert (len(rows()), len(heard(talking))) == (2, 1)


def test_several_are_answered_in_the_order_they_were_written_in(talking: World) -> None:
    for text in ("1 nasi goreng", "tambah 2 es teh", "es tehnya 1 aja"):
        write(talking, text)
        talking.wait(20)
    pass_time(talking)
    assert [row.text for row in rows()] == ["menu", "1 nasi goreng", "tambah 2 es teh", "es tehnya 1 aja"]
    assert "1 gelas Es Teh" in heard(talking)[-1]


def test_after_which_he_wrote_again_nothing_is_done_and_he_is_told(talking: World) -> None:
    """He may have said it again: done late it would be there twice."""
    write(talking, "2 nasi goreng")
    talking.wait(10)
    write(talking, "halo kak, pesanan saya?")
    talking.wait(30)
    talking.say(PHONE, BUSINESS, {"text": "2 nasi goreng"})
    talking.mark()
    pass_time(talking)
    (said,) = heard(talking)
    assert "_2 nasi goreng_" in said
    assert "_halo kak, pesanan saya?_" in said
    assert [(row.state, row.text) for row in rows()][2:] == [
        ("failed", "2 nasi goreng"), ("failed", "halo kak, pesanan saya?"),
    ]  # fmt: skip
    pass_time(talking)
    assert len(heard(talking)) == 1


def test_what_came_late_can_still_be_done_by_hand(talking: World) -> None:
    write(talking, "2 nasi goreng")
    talking.wait(40)
    talking.say(PHONE, BUSINESS, {"text": "menu"})
    pass_time(talking)
    (late,) = [row for row in rows() if row.state == "failed"]
    inbox.retry(late.id)
    talking.mark()
    talking.settle()
    assert "Nasi Goreng" in heard(talking)[-1]


def test_what_is_for_the_people_of_the_store_is_passed_on_to_them(talking: World, warung: shops.Shop) -> None:
    talking.say(warung.people["seller"], BUSINESS, {"text": "menu"})
    talking.say(PHONE, BUSINESS, {"text": "admin"})
    write(talking, "alergi kacang ya kak")
    talking.wait(10)
    talking.say(PHONE, BUSINESS, {"text": "halo?"})
    talking.mark()
    pass_time(talking)
    assert heard(talking) == []
    assert [row.state for row in rows() if row.text == "alergi kacang ya kak"] != ["failed"]
    assert "alergi kacang" in talking.heard(warung.people["seller"], talking.marked)[-1].body


def test_a_picture_is_fetched_with_its_file(talking: World) -> None:
    write(talking, "bukti", upload=Upload("image/png", b"a picture", "bukti.png"))
    pass_time(talking)
    newest = rows()[-1]
    assert (newest.kind, newest.text, [medium["type"] for medium in newest.media]) == ("image", "bukti", ["image/png"])


def test_what_the_list_tells_nothing_of_is_asked_for_again(talking: World) -> None:
    write(talking, "", location={"latitude": -6.2, "longitude": 106.8})
    pass_time(talking)
    assert rows()[-1].kind == "unsupported"
    assert len(heard(talking)) == 1


def test_a_number_is_looked_into_from_the_first_time_on(world: World) -> None:
    """What came before the shop was there is none of its business."""
    write(world, "2 nasi goreng")
    world.wait(120)
    pass_time(world)
    assert rows() == []


def test_more_than_a_day_is_not_made_up_for(talking: World) -> None:
    write(talking, "2 nasi goreng")
    talking.wait(25 * 3600)
    write(talking, "1 es teh")
    pass_time(talking)
    assert [row.text for row in rows()] == ["menu", "1 es teh"]


def test_while_the_provider_is_away_nothing_is_passed_over(talking: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write(talking, "2 nasi goreng")
    away = TwilioChannel(runtime().settings.model_copy(update={"twilio_api_base": "http://127.0.0.1:1"}))
    with monkeypatch.context() as patched:
        patched.setitem(runtime().channels, "whatsapp", away)
        for _ in range(20):
            talking.wait(60)
            missed.fetch(datetime.now(UTC))
    assert len(rows()) == 1
    pass_time(talking)
    assert rows()[-1].text == "2 nasi goreng"


def test_a_stores_own_number_is_looked_into_too(talking: World) -> None:
    talking.phones.simulator.tables.people.add_business(Business(OWN, "Warung Melati"))
    with transaction() as tx:
        store = tx.exec(select(Store)).one()
        store.number = OWN
        tx.save(store)
    missed.fetch(datetime.now(UTC))
    write(talking, "2 nasi goreng", business=OWN)
    pass_time(talking)
    with reading() as tx:
        assert tx.exec(select(Chat.business).order_by(col(Chat.id).desc())).first() == OWN
    assert "Nasi Goreng" in heard(talking)[-1]


def test_who_leaves_looks_into_nothing_more(talking: World) -> None:
    write(talking, "2 nasi goreng")
    talking.wait(60)
    missed.fetch(datetime.now(UTC), lambda: True)
    assert len(rows()) == 1
