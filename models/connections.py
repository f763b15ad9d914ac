"""What a connection needs so that both databases behave the same, and so that none is asked more than it must be."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DisconnectionError
from sqlmodel import Session

# Seconds without use after which a connection is tried before it is used again.
RESTED = 1.0
# Seconds that the database's clock is reckoned on before it is asked again.
TRUSTED = 5.0
_CLOCK = text("SELECT clock_timestamp()")
# A host that loses its power tells nobody. The database lets go of what it had locked when its transaction has been
# silent for so long; ours ask no network and nobody else while they are open, so none is silent for a second.
SILENT_SECONDS = 5
# How we notice that the database's host is gone: no new connection, and no sign of life from an old one.
ALIVE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class Clock:
    """The database's clock, asked every few seconds and reckoned on in between by a clock that nobody sets.

    A machine that slept reckons behind until it asks again: its leases are short then, and the tokens in them decide.
    """

    def __init__(self) -> None:
        self._answer: tuple[float, datetime] | None = None

    def now(self, session: Session) -> datetime:
        """The instant that the database would tell."""
        reckoned = self.reckoned()
        if reckoned is None:
            answer: datetime = session.execute(_CLOCK).scalar_one()
            reckoned = answer.astimezone(UTC)
            self._answer = (time.monotonic(), reckoned)
        return reckoned

    def reckoned(self) -> datetime | None:
        """The same without asking; None when it is time to ask."""
        known = self._answer
        if known is None or time.monotonic() - known[0] > TRUSTED:
            return None
        return known[1] + timedelta(seconds=time.monotonic() - known[0])

    def forget(self) -> None:
        """Ask next time: it is another database."""
        self._answer = None


def let_go_when_silent(connection: Any, _record: Any) -> None:
    """Have PostgreSQL end a transaction of this connection that asks nothing more."""
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = '{SILENT_SECONDS}s'")
    connection.autocommit = False


def speak_utc(connection: Any, _record: Any) -> None:
    """Have PostgreSQL tell instants in UTC, whatever the zone of its host."""
    connection.autocommit = True
    connection.execute("SET TIME ZONE 'UTC'")
    connection.autocommit = False


def tell_no_values(context: Any) -> None:
    """Leave out of a fault what PostgreSQL adds to it: the row or the key that it is about, with what people wrote."""
    fault, told = context.original_exception, context.sqlalchemy_exception
    plain = getattr(getattr(fault, "diag", None), "message_primary", None)
    if plain is None:
        return
    if told is not None:
        told.args = (told.args[0].replace(str(fault), plain), *told.args[1:])
    fault.args = (plain,)


def look_after(engine: Engine) -> None:
    """Try a connection that was not used for a while before it is used, and take another one if it is dead.

    Trying each time would add a round trip to every transaction.
    """

    def rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    def wake(connection: Any, record: Any, _proxy: Any) -> None:
        since = record.info.get("rests_since")
        if since is None or time.monotonic() - since <= RESTED:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", rest)
    event.listen(engine, "checkout", wake)


def prepare_sqlite(connection: Any, _record: Any) -> None:
    """Settings of every SQLite connection."""
    # SQLAlchemy begins transactions itself (see below), so the driver must not.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: Any) -> None:
    """Begin a transaction, with the write lock unless it only reads.

    A transaction that reads and then writes in WAL mode fails at once when another wrote meanwhile, whatever the busy
    timeout; taking the write lock at the start makes it wait instead.
    """
    reads = connection.get_execution_options().get("bakul_reading", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def make_engine(url: str, pool_size: int = 10) -> Engine:
    """An engine with the settings both databases need to behave the same."""
    # The connection that was used last is the next one's: fewer are kept busy, and those have their statements ready.
    pool: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 20, "pool_use_lifo": True}
    # What people wrote is among the parameters, and a failing statement is logged.
    pool["hide_parameters"] = True
    if url.startswith("sqlite"):
        made = create_engine(url, connect_args={"timeout": 15}, **pool)
        event.listen(made, "connect", prepare_sqlite)
        event.listen(made, "begin", begin_sqlite)
        return made
    from models.cursors import KnowingCursor  # a driver that SQLite does without

    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    asked = make_url(url).query
    alive = {name: value for name, value in ALIVE.items() if name not in asked}
    made = create_engine(url, connect_args={**alive, "cursor_factory": KnowingCursor}, **pool)
    event.listen(made, "connect", speak_utc)
    event.listen(made, "handle_error", tell_no_values)
    look_after(made)
    return made
