"""Transactions that only ask, and have no session until somebody wants rows of the ORM: most lists want none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Executable
from sqlalchemy.engine import Row as RowOf
from sqlmodel import Session

from models.database import Tx, engine

# What a transaction takes over from its session.
OF_SESSION: Final = frozenset(("session", "add", "get", "exec", "flush", "refresh", "delete"))


class Asking(Tx):
    """A transaction that never writes. Opening a session and closing it again takes as long as a small question."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.cause = self.request = None
        self._after, self._found = [], {}

    def __getattr__(self, name: str) -> Any:
        """The session and its verbs, from the first time that one of them is used."""
        if name not in OF_SESSION:
            raise AttributeError(name)
        own = dict(vars(self))
        super().__init__(Session(self._connection, expire_on_commit=False, autoflush=False))
        vars(self).update(own)
        return vars(self)[name]

    def rows(self, statement: Executable, values: dict[str, Any] | None = None) -> Sequence[RowOf[Any]]:
        """The rows of a SELECT of columns."""
        return self._connection.execute(statement, values).all()

    @property
    def is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"

    def let_go(self) -> None:
        """Let what was read stay readable when the connection is given back."""
        if "session" in vars(self):
            self.session.expunge_all()
            self.session.close()


@contextmanager
def asking() -> Iterator[Asking]:
    """The same as `reading`, for requests that mostly ask for columns."""
    with engine().connect() as connection:
        by_itself = {} if connection.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        tx = Asking(connection.execution_options(bakul_reading=True, **by_itself))
        yield tx
        tx.let_go()
