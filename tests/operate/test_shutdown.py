"""A process that is told to stop finishes what it has begun, leaves the rest to the others, and ends well."""

from __future__ import annotations

import base64
import hashlib
import hmac
import signal
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from pydantic import SecretStr

import bot
from bot import wake
from models import Chat, InboxMessage, OutboxMessage, transaction
from settings import Settings
from tests.chats.shops import BUSINESS
from tests.operate.parts import ACCOUNT, TOKEN, Processes, SlowTwilio, free_port, wait_until

pytestmark = pytest.mark.faults

CUSTOMER = "whatsapp:+6281100000099"
MANY = 60


@pytest.fixture
def processes(tmp_path: Path, redis_url: str) -> Iterator[Processes]:
    """A shop whose processes this test starts."""
    made = Processes(tmp_path, redis_url)
    bot.configure(Settings(environment="test", redis_url=redis_url, secret_key=SecretStr("s" * 40)))
    yield made
    made.stop()


def chat() -> int:
    """A customer's chat."""
    with transaction() as tx:
        now = datetime.now(UTC)
        return tx.save(Chat(channel="whatsapp", address=CUSTOMER, business=BUSINESS, last_inbound_at=now)).id


def test_a_send_that_has_begun_is_waited_for_and_recorded(processes: Processes) -> None:
    twilio, now = SlowTwilio(1.0), datetime.now(UTC)
    chat_id = chat()
    with transaction() as tx:
        key = tx.save(OutboxMessage(chat_id=chat_id, token="t", text="Baik", created_at=now)).id
    worker = processes.start("worker.py", "--queue", "deliveries", TWILIO_API_BASE=twilio.base)
    wait_until(lambda: wake.send(chat_id))  # signals rest after they found no server, as an earlier test may have
    assert twilio.asked.wait(60)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert processes.one(f"SELECT state FROM outbox WHERE id = {key}") == "sent"
    assert processes.one(f"SELECT attempts FROM outbox WHERE id = {key}") == 1
    twilio.stop()


def test_a_chat_that_is_being_answered_is_left_between_two_messages(processes: Processes) -> None:
    chat_id, now = chat(), datetime.now(UTC)
    with transaction() as tx:
        for number in range(MANY):
            row = InboxMessage(channel="whatsapp", external_id=f"SM{number}", chat_id=chat_id, received_at=now)
            row.text, row.raw = "2 nasi goreng", {}
            tx.add(row)
    worker = processes.start("worker.py", "--queue", "messages")
    wait_until(lambda: wake.chat(chat_id))
    wait_until(lambda: processes.one("SELECT COUNT(*) FROM inbox WHERE state = 'done'"))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert processes.one("SELECT COUNT(*) FROM inbox WHERE state IN ('done', 'new')") == MANY
    assert processes.one("SELECT COUNT(*) FROM inbox WHERE state = 'new'") != 0
    assert processes.one("SELECT MAX(attempts) FROM inbox") == 1


def test_a_round_of_the_clock_is_finished(processes: Processes) -> None:
    clock = processes.start("worker.py", "--clock")
    wait_until(lambda: processes.one("SELECT COUNT(*) FROM beats"))
    with processes.engine.connect() as connection:
        connection.exec_driver_sql("DELETE FROM beats")
        connection.commit()
        connection.exec_driver_sql("SELECT 1")  # holds the write lock, which the next round waits for
        time.sleep(6)
        clock.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert clock.poll() is None
        connection.rollback()
    assert clock.wait(60) == 0
    assert processes.one("SELECT COUNT(*) FROM beats") == 1


def test_a_webhook_that_has_begun_is_kept_and_answered(processes: Processes) -> None:
    port, answers = free_port(), []
    listen = ("--config", "gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "wsgi:app")
    web = processes.start("-m", "gunicorn", *listen)
    wait_until(lambda: _ready(port))
    with processes.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")  # holds the write lock, which the webhook waits for
        sending = threading.Thread(target=lambda: answers.append(_post(port)))
        sending.start()
        time.sleep(2)
        web.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert (web.poll(), answers) == (None, [])
        connection.rollback()
    sending.join(60)
    assert answers == [200]
    assert web.wait(60) == 0
    assert processes.one("SELECT state FROM inbox") == "new"


def _ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=30).ok
    except (requests.ConnectionError, requests.Timeout):
        return False


def _post(port: int) -> int:
    form = {"AccountSid": ACCOUNT, "Body": "halo", "From": CUSTOMER, "MessageSid": "SM" + "7" * 32, "To": BUSINESS}
    signed = "https://bakul.example/webhooks/twilio" + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()
    headers = {"X-Twilio-Signature": signature}
    url = f"http://127.0.0.1:{port}/webhooks/twilio"
    return requests.post(url, data=form, headers=headers, timeout=60).status_code
