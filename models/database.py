"""The engine and the transaction: one database for the process, SQLite or PostgreSQL, behaving the same."""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, event, insert, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, SQLModel, select

from models.answers import named
from models.connections import Clock, let_go_when_silent, make_engine

log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=SQLModel)
Found = TypeVar("Found")


class Tx:
    """An open transaction: the session's verbs that rules need, and what is to happen after the commit.

    `cause` is the inbound message that everything in it happens for, if it is one, `request` the request over REST.
    """

    def __init__(self, connection: Connection, session: Session) -> None:
        self.connection = connection
        self.session = session
        self.cause: int | None = None
        self.request: str | None = None
        self._after: list[Callable[[], object]] = []
        self._found: dict[Hashable, Any] = {}
        self._put: list[tuple[type[SQLModel], dict[str, Any]]] = []
        self.add = session.add
        self.get = session.get
        self.exec = session.exec
        self.flush = session.flush
        self.refresh = session.refresh
        self.delete = session.delete

    def save(self, row: Row) -> Row:
        """Add a row and give it its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def made(self, table: type[Row], **values: Any) -> Row:
        """Insert a row and go on with it, as the database tells it: less work than to make one and to save it."""
        made: Row = self.session.execute(_told_insert(table), values).scalar_one()
        return made

    def rows(self, statement: Executable, values: dict[str, Any] | None = None) -> Sequence[Any]:
        """The rows of a SELECT of columns, asked past the session: half the work where no table's rows are wanted."""
        self.session.flush()
        return named(self.connection.execute(statement, values))

    def write(self, table: type[SQLModel], **values: Any) -> None:
        """Insert a row, every column but its id named, that nobody goes on with: past the session, which takes a third
        of the work."""
        self.session.flush()
        self.connection.execute(_plain_insert(table), values)

    def write_all(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
        """The same for rows of the same columns, at once."""
        if rows:
            self.session.flush()
            self.connection.execute(_plain_insert(table), list(rows))

    def put(self, table: type[SQLModel], **values: Any) -> None:
        """Insert a row with the last statements of the transaction, together with the others of its table, all of the
        same columns: what nobody looks at before."""
        self._put.append((table, values))

    def commit(self) -> None:
        """Write what was put, and commit."""
        self.session.flush()
        for table in dict.fromkeys(table for table, _ in self._put):
            self.write_all(table, [values for other, values in self._put if other is table])
        self.connection.commit()

    def changed(self, statement: Executable, values: dict[str, Any] | None = None) -> int:
        """Run an UPDATE, DELETE or INSERT, with values for its parameters, and tell how many rows it changed.

        One that says `synchronize_session=False` goes past the session, which would only make it dearer.
        """
        self.session.flush()
        past = statement.get_execution_options().get("synchronize_session") is False
        run: Callable[..., Any] = self.connection.execute if past else self.session.execute
        changed: int = run(statement, values).rowcount
        return changed

    def insert_once(self, table: type[SQLModel], values: dict[str, Any]) -> int | None:
        """Insert a row unless a unique constraint knows it already: its id, or None when it was there."""
        mine = inspect(table).primary_key[0].name
        found = self.rows(_insert(table, self.connection.dialect.name, (mine,)), values)
        return found[0][0] if found else None

    def changed_one(self, statement: Executable, values: dict[str, Any] | None = None) -> bool:
        """Run a conditional UPDATE: whether it found its one row as expected."""
        return self.changed(statement, values) == 1

    def once(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """Find something the first time it is asked for; who changes it within the transaction says `forget`."""
        if key not in self._found:
            self._found[key] = find()
        found: Found = self._found[key]
        return found

    def keep(self, key: Hashable, found: object) -> None:
        """Have this answered when it is asked for `once`."""
        self._found[key] = found

    def forget(self, key: Hashable) -> None:
        """Have it found again when it is asked for."""
        self._found.pop(key, None)

    def take_over(self, *rows: SQLModel | None) -> None:
        """Go on with rows that another transaction read a moment ago, without asking for them again."""
        self.session.add_all([row for row in rows if row is not None])

    def outdated(self, table: type[SQLModel], key: int) -> None:
        """Read a row again when it is looked at, if this transaction has it: it was changed beside it."""
        row = self.session.identity_map.get(identity_key(table, key))
        if row is not None:
            self.session.expire(row)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Changes that are taken back alone when the block fails, together with what was found since."""
        found, put = dict(self._found), list(self._put)
        try:
            with self.session.begin_nested():
                yield
                self.session.flush()
        except BaseException:
            self._found, self._put = found, put
            self.session.expire_all()
            raise

    def after_commit(self, effect: Callable[[], object]) -> None:
        """Do this once the transaction is committed; never if it is rolled back."""
        self._after.append(effect)

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    def database_now(self) -> datetime:
        """The database's clock, the only one that leases and retries are measured by.

        SQLite lives on one machine and its clock is that machine's, so it need not be asked.
        """
        return datetime.now(UTC) if self.is_sqlite else _clock.now(self.session)

    def in_seconds(self, seconds: float) -> datetime:
        """An instant that many seconds from the database's now."""
        return self.database_now() + timedelta(seconds=seconds)

    def announce(self) -> None:
        """Run what waited for the commit; a failure there is logged, since the change itself has happened."""
        for effect in self._after:
            try:
                effect()
            except Exception:
                log.exception("after_commit_failed")


_state: dict[str, Engine] = {}
_clock = Clock()
_connections = itertools.count(1)
_guard = threading.Lock()


def connect(url: str, pool_size: int = 10) -> Engine:
    """Choose the process's database. The engine connects when first used, so a process may fork before that."""
    with _guard:
        if "engine" in _state:
            _state["engine"].dispose()
        _state["engine"] = made = make_engine(url, pool_size)
        if made.dialect.name == "postgresql":
            # Not in `make_engine`: copying and migrating keep one transaction open while they do other things.
            event.listen(made, "connect", let_go_when_silent)
        _state["engine"].dialect.bakul_serial = next(_connections)  # type: ignore[attr-defined]
        _clock.forget()
        return _state["engine"]


def engine() -> Engine:
    """The process's engine; `connect` comes first."""
    return _state["engine"]


def serial() -> int:
    """A number that is another one after every `connect`: what is cached of a database belongs under it."""
    number: int = engine().dialect.bakul_serial  # type: ignore[attr-defined]
    return number


def now() -> datetime:
    """The database's clock, from outside any transaction."""
    reckoned = datetime.now(UTC) if engine().dialect.name == "sqlite" else _clock.reckoned()
    if reckoned is not None:
        return reckoned
    with reading() as tx:
        return tx.database_now()


def insert_new(table: type[SQLModel], rows: Sequence[dict[str, Any]], *told: str) -> list[tuple[Any, ...]]:
    """Insert rows at once, but those that a unique constraint knows already: these columns of the ones inserted.

    It commits by itself. A connection that turns out to be dead is replaced once, since a repeat changes nothing.
    """
    try:
        return _insert_new(table, rows, told)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        return _insert_new(table, rows, told)


def _insert_new(table: type[SQLModel], rows: Sequence[dict[str, Any]], told: tuple[str, ...]) -> list[tuple[Any, ...]]:
    with engine().connect() as connection:
        connection.execution_options(**_by_itself())
        found = connection.execute(_insert(table, engine().dialect.name, told), list(rows))
        inserted = [tuple(row) for row in found]
        connection.commit()
    return inserted


@cache
def _plain_insert(table: type[SQLModel]) -> Executable:
    """Made once: making it takes as long as asking it."""
    return insert(table).inline()


@cache
def _told_insert(table: type[SQLModel]) -> Executable:
    """Past what the session does before an INSERT, which takes longer than all the rest of it."""
    plain = inspect(table).local_table
    return select(table).from_statement(insert(plain).returning(*plain.columns))


@cache
def _insert(table: type[SQLModel], dialect: str, told: tuple[str, ...]) -> Executable:
    add = sqlite.insert if dialect == "sqlite" else postgresql.insert
    columns = [inspect(table).columns[name] for name in told]
    return add(table).on_conflict_do_nothing().returning(*columns)


@contextmanager
def transaction() -> Iterator[Tx]:
    """A transaction that commits when the block ends and then runs what waited for the commit."""
    with _begun() as tx:
        yield tx
        tx.commit()
    tx.announce()


@contextmanager
def statement() -> Iterator[Tx]:
    """A transaction of a single statement, which commits by itself: it saves PostgreSQL two of three round trips."""
    with _begun(**_by_itself()) as tx:
        yield tx
        tx.commit()
    tx.announce()


@contextmanager
def reading(where: Engine | None = None) -> Iterator[Tx]:
    """A transaction that never writes, perhaps elsewhere: it takes no write lock and is rolled back at the end.

    On PostgreSQL each statement sees the newest state, as it does inside a transaction there.
    """
    with _begun(where, bakul_reading=True, **_by_itself()) as tx:
        tx.session.autoflush = False
        yield tx
        # Closing rolls back, and what was read stays readable only if the session has let go of it before.
        tx.session.expunge_all()


@contextmanager
def _begun(where: Engine | None = None, **options: Any) -> Iterator[Tx]:
    """The session joins the connection's transaction with its first statement: one that is not asked costs nothing."""
    with (where or engine()).connect() as connection:
        connection.execution_options(**options).begin()
        with Session(connection, expire_on_commit=False) as session:
            yield Tx(connection, session)


def _by_itself() -> dict[str, Any]:
    return {} if engine().dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
