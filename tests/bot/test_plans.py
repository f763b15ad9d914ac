"""What PostgreSQL reads for one message while very many wait, with the statistics of a day on which nothing did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert
from sqlmodel import SQLModel

import bot
import handlers
from benchmarks.speed import people
from bot import engine, outbox, sweep
from models import Chat, InboxMessage, OutboxMessage, Tx, connect, new_chat, transaction
from settings import Settings

CHATS, EACH, ONE = 200, 10, 2000
# So few chats are walked over sooner than found by their key.
FEW = CHATS + 2 * EACH
# The chats from which, and to which, very many messages wait.
UNANSWERED, UNSENT = 0, 1
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
_ids = count(1)


@pytest.fixture
def flooded(postgres_url: str) -> Iterator[Engine]:
    """A store with many chats that wait, and two in which very many messages do, of whom the planner knows nothing."""
    made = connect(postgres_url)
    SQLModel.metadata.create_all(made)
    bot.configure(Settings(environment="test", redis_url="redis://127.0.0.1:1/0", gather_seconds=0))
    handlers.load()
    people.open_store()
    with transaction() as tx:
        values = [new_chat("whatsapp", people.customer(number), people.BUSINESS) for number in range(CHATS)]
        tx.session.execute(insert(Chat), values)
        _came(tx, "done", range(CHATS))
        _leaves(tx, "sent", range(CHATS))
    # Otherwise PostgreSQL might look at the rows again in the middle of a test, and would know.
    _by_itself(made, *(f"ALTER TABLE {table} SET (autovacuum_enabled = off)" for table in ("inbox", "outbox", "chats")))
    _by_itself(made, "VACUUM ANALYZE")
    with transaction() as tx:
        each = [number for number in range(CHATS) for _ in range(EACH)]
        _came(tx, "new", [UNANSWERED] * ONE + each)
        _leaves(tx, "new", [UNSENT] * ONE + each)
    yield made
    made.dispose()


def _came(tx: Tx, state: str, chats: Iterable[int]) -> None:
    fields = {"channel": "whatsapp", "state": state, "text": "jam buka", "media": [], "raw": {}, "received_at": NOW}
    named = [{"chat_id": chat + 1, "external_id": f"SM{next(_ids)}"} for chat in chats]
    tx.session.execute(insert(InboxMessage), [fields | names for names in named])


def _leaves(tx: Tx, state: str, chats: Iterable[int]) -> None:
    fields = {"state": state, "text": "06:00", "choices": [], "variables": {}, "created_at": NOW}
    named = [{"chat_id": chat + 1, "token": f"t{next(_ids)}"} for chat in chats]
    tx.session.execute(insert(OutboxMessage), [fields | names for names in named])


def _by_itself(made: Engine, *statements: str) -> None:
    with made.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            connection.exec_driver_sql(statement)


def read_by(made: Engine, work: Callable[[], object]) -> dict[str, int]:
    """How many rows of messages and chats each statement of some work reads."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        asked.append((statement, parameters))

    event.listen(made, "before_cursor_execute", note)
    work()
    event.remove(made, "before_cursor_execute", note)
    return {statement: _rows(made, statement, values) for statement, values in asked}


def _rows(made: Engine, statement: str, values: Any) -> int:
    if statement.startswith("INSERT"):
        return 0
    with made.connect() as connection:
        explained = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values).scalar_one()
        connection.rollback()
    return sum(_read(node) for node in _nodes(explained[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _read(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"] or node.get("Relation Name") not in ("inbox", "outbox", "chats"):
        return 0
    return int((node["Actual Rows"] + node.get("Rows Removed by Filter", 0)) * node["Actual Loops"])


@pytest.mark.parametrize("chat", [UNANSWERED, CHATS - 1])
def test_answering_reads_no_more_while_many_messages_wait(flooded: Engine, chat: int) -> None:
    assert too_many(read_by(flooded, lambda: engine.handle_next(chat + 1)), FEW) == {}


@pytest.mark.parametrize("chat", [UNSENT, CHATS - 1])
def test_sending_reads_no_more_while_many_messages_wait(flooded: Engine, chat: int) -> None:
    assert too_many(read_by(flooded, lambda: outbox.lease(chat + 1, 8)), FEW) == {}


def test_the_sweep_walks_once_over_what_waits(flooded: Engine) -> None:
    assert too_many(read_by(flooded, sweep.wake_waiting), 2 * (CHATS * EACH + ONE)) == {}


def too_many(rows: dict[str, int], most: int) -> dict[str, int]:
    """Those statements that read more rows than that."""
    assert rows
    return {statement: number for statement, number in rows.items() if number > most}
