"""What becomes of a message when the provider fails in every way it can, and nothing is sent twice unseen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import permutations
from threading import Thread

import pytest
from sqlmodel import col, select, update

from bot import outbox, sweep, uncertain
from bot.channels import Status
from bot.outbox import apply_status
from bot.runtime import runtime
from models import Alert, Chat, OutboxMessage, reading, transaction
from tests.bot.rows import PHONE, chat, deliver, greet, message, row
from tests.chats import shops
from tests.chats.world import World


@pytest.fixture
def key(world: World) -> int:
    """A chat that the stand-in's window is open for too."""
    greet(world)
    return chat()


def arm(world: World, kind: str, **fields: object) -> None:
    world.phones.simulator.faults.add(kind, **fields)


def bodies(world: World) -> list[str]:
    world.phones.settle()
    return [found.body for found in world.heard(PHONE, world.marked)]


def test_a_sent_message_is_marked_with_the_providers_id_and_its_states(world: World, key: int) -> None:
    made = message(key, "Halo kak")
    deliver()
    assert bodies(world) == ["Halo kak"]
    sent = row(made)
    assert (sent.state, sent.delivery, sent.external_id is not None) == ("sent", "delivered", True)


def test_messages_of_a_chat_keep_their_order(world: World, key: int) -> None:
    for n in range(12):
        message(key, f"baris {n}")
    deliver()
    assert bodies(world) == [f"baris {n}" for n in range(12)]


@pytest.mark.parametrize("fields", [{"kind": "send_http", "status": 429}, {"kind": "send_code", "code": 20429}])
def test_too_many_requests_are_tried_again(world: World, key: int, fields: dict[str, object]) -> None:
    arm(world, str(fields.pop("kind")), **fields, when="request")
    made = message(key, "Halo")
    deliver()
    resting = row(made)
    assert (resting.state, resting.attempts, resting.retry_at is not None) == ("new", 1, True)
    world.wait(120)
    assert (row(made).state, bodies(world)) == ("sent", ["Halo"])


def test_an_address_that_does_not_exist_fails_for_good(world: World, key: int) -> None:
    arm(world, "send_code", code=21211, when="request")
    made = message(key, "Halo")
    deliver()
    assert (row(made).state, row(made).error_code) == ("failed", 21211)
    with reading() as tx:
        assert tx.exec(select(Chat.unreachable).where(col(Chat.id) == key)).one() == "invalid address"


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("kind", ["send_reset", "send_bad_json"])
def test_a_lost_answer_is_uncertain_until_it_is_looked_into(
    world: World, key: int, kind: str, *, accepted: bool
) -> None:
    """Taken or not, the person gets it once."""
    arm(world, "callback_lost", times=9)
    arm(world, kind, accepted=accepted)
    made = message(key, "Pesanan 1001 diterima")
    after = message(key, "Terima kasih")
    deliver()
    assert (row(made).state, row(after).state) == ("uncertain", "sent")
    world.wait(300)
    deliver()
    assert row(made).state == "sent"
    assert sorted(bodies(world)) == ["Pesanan 1001 diterima", "Terima kasih"]


def test_the_status_callback_settles_an_uncertain_send_at_once(world: World, key: int) -> None:
    arm(world, "send_reset", accepted=True)
    made = message(key, "Halo")
    deliver()
    assert bodies(world) == ["Halo"]
    assert (row(made).state, row(made).delivery) == ("sent", "delivered")


def test_an_answer_after_our_patience_is_uncertain(world: World, key: int) -> None:
    channel = runtime().channel("whatsapp")
    channel.calls.http.timeout = 0.3  # type: ignore[attr-defined]
    arm(world, "callback_lost", times=9)
    arm(world, "send_late_answer", seconds=1.0)
    made = message(key, "Halo")
    deliver()
    assert row(made).state == "uncertain"
    channel.calls.http.timeout = 10  # type: ignore[attr-defined]
    world.wait(300)
    assert (row(made).state, bodies(world)) == ("sent", ["Halo"])


def test_a_sender_that_died_leaves_an_uncertain_send(world: World, key: int) -> None:
    made = message(key, "Halo")
    assert outbox.lease(key, 10) is not None
    deliver()
    assert row(made).state == "leased"
    world.wait(60)
    assert row(made).state == "uncertain"
    world.wait(300)
    assert (row(made).state, bodies(world)) == ("sent", ["Halo"])


def test_nothing_is_settled_while_the_provider_cannot_be_asked(world: World, key: int) -> None:
    made = message(key, "Halo")
    with transaction() as tx:
        lost = tx.session.get_one(OutboxMessage, made)
        lost.state, lost.calling_at = "uncertain", tx.database_now() - timedelta(hours=1)
        tx.save(lost)
    http = runtime().channel("whatsapp").calls.http  # type: ignore[attr-defined]
    http.base = http.base._replace(netloc="127.0.0.1:1")
    assert uncertain.resolve() == 0
    assert row(made).state == "uncertain"


class Garbled(BaseHTTPRequestHandler):
    """A provider whose lists are no lists."""

    def do_GET(self) -> None:  # noqa: N802
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>busy")

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_nor_while_its_answers_cannot_be_read(world: World, key: int) -> None:
    made = message(key, "Halo")
    with transaction() as tx:
        long_ago = tx.database_now() - timedelta(hours=1)
        tx.changed(update(OutboxMessage).values(state="uncertain", calling_at=long_ago))
    server = HTTPServer(("127.0.0.1", 0), Garbled)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    http = runtime().channel("whatsapp").calls.http  # type: ignore[attr-defined]
    http.base = http.base._replace(netloc=f"127.0.0.1:{server.server_port}")
    assert uncertain.resolve() == 0
    assert row(made).state == "uncertain"
    server.shutdown()
    server.server_close()


def test_the_store_hears_of_a_customer_whom_no_try_reached(world: World) -> None:
    shop = shops.build("warung with known", datetime.now(UTC))
    key = chat(shop.people["customer"])
    made = message(key, "Pesanan 1001 dikirim", store_id=shop.store_id, attempts=outbox.MOST_ATTEMPTS)
    with transaction() as tx:
        long_ago = tx.database_now() - timedelta(hours=1)
        tx.changed(update(OutboxMessage).values(state="uncertain", calling_at=long_ago))
    assert uncertain.resolve() == 1
    assert row(made).state == "failed"
    with reading() as tx:
        (alert,) = tx.exec(select(Alert))
        assert (alert.kind, alert.data["words"]) == ("failed_send", "Pesanan 1001 dikirim")


STATES = ("queued", "sent", "delivered", "read")


@pytest.mark.parametrize("order", permutations(STATES), ids="-".join)
def test_states_arrive_in_any_order_and_twice(world: World, key: int, order: tuple[str, ...]) -> None:
    made = message(key, "Halo")
    token = row(made).token
    for state in (*order, *order):
        with transaction() as tx:
            apply_status(tx, Status("SM1", state, token))
    assert (row(made).state, row(made).external_id, row(made).delivery) == ("sent", "SM1", "read")


def test_a_failure_reported_after_delivery_changes_nothing(world: World, key: int) -> None:
    made = message(key, "Halo")
    deliver()
    bodies(world)
    with transaction() as tx:
        apply_status(tx, Status(row(made).external_id or "", "failed", error_code=63016))
    assert row(made).delivery == "delivered"


def test_a_state_of_a_message_that_is_not_ours_is_ignored(world: World) -> None:
    with transaction() as tx:
        assert apply_status(tx, Status("SMunknown", "delivered")) is None


def test_outside_the_window_a_message_is_held_and_a_template_tells_of_it(world: World) -> None:
    world.mark()
    made = message(chat(wrote=False), "*Pesanan baru 1001* dari Budi")
    second = message(chat(wrote=False), "Satu lagi")
    deliver()
    assert (row(made).held, row(second).held) == ("window", "window")
    deliver()
    assert bodies(world) == [
        "Halo, ada kabar dari …: Pesanan baru 1001 dari Budi – ketuk tombol di bawah untuk membaca selengkapnya."
    ]


def test_the_providers_word_closes_the_window(world: World) -> None:
    """We think the window open, the stand-in knows better: nothing is lost, and it leaves when the person writes."""
    made = message(chat(), "Halo")
    deliver()
    world.phones.settle()
    assert (row(made).state, row(made).held) == ("new", "window")
    assert world.phones.send(PHONE, "ya?")[1].accepted
    world.settle()
    assert row(made).state == "sent"


def test_who_said_stop_gets_his_orders_and_no_summaries(world: World, key: int) -> None:
    with transaction() as tx:
        stopped = tx.session.get_one(Chat, key)
        stopped.opted_out_at = tx.database_now()
        tx.save(stopped)
    notice, order = message(key, "Ringkasan", purpose="summary"), message(key, "Dikirim", purpose="order")
    deliver()
    assert (row(notice).state, row(order).state, bodies(world)) == ("ignored", "sent", ["Dikirim"])


def test_the_sweep_finds_what_nobody_was_woken_for(world: World, key: int) -> None:
    message(key, "Halo")
    assert sweep.sweep()["settled"] == 0
    with reading() as tx:
        assert list(outbox.chats_due(tx, 10)) == [key]
