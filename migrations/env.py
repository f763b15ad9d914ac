"""How migrations reach the database: the settings' own, or the one a caller passes as `config.attributes["url"]`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.script import write_hooks
from sqlalchemy import Connection, event, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

import models
import settings

HEAD = Path(__file__).parent / ".head"
# Any number that no other user of the same PostgreSQL takes: one process migrates, the others wait for it.
LOCK = 7_216_054


def render_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as the plain ones they stand on, so that old migrations need none of our later code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


@write_hooks.register("head")
def note_head(path: str, _options: dict[str, Any]) -> str | None:
    """Name the newest migration in a file, where two branches that both add one must collide."""
    HEAD.write_text(f"{Path(path).name}\n")
    return None


def migrate(connection: Connection) -> None:
    """Bring the tables to the wanted revision in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        render_item=render_type,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        context.run_migrations()


def run() -> None:
    """Migrate the chosen database."""
    url = context.config.attributes.get("url") or settings.load().database_url
    engine = models.make_engine(url, pool_size=1)
    if engine.dialect.name == "sqlite":
        # Altering a table on SQLite copies and drops it; with foreign keys on, the drop would empty its children.
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA foreign_keys=OFF"))
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()


run()
