"""A database is copied whole into an empty one, goes on counting from there, and nothing else is ever written to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from sqlalchemy import insert, null, select, text

import cli
import models
from bot.verify import verify
from models import Chat, Customer, transaction
from models.copying import CannotCopy, copy_database, tables
from tests.project.sources import ROOT
from tests.shop.builders import NOW
from tests.verify.day import live

BUSINESS = "whatsapp:+14155238886"


def migrated(url: str) -> str:
    """A database with every table and nothing in them."""
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["url"] = url
    command.upgrade(config, "head")
    return url


def rows(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Everything in a database."""
    engine = models.make_engine(url, 1)
    with engine.connect() as connection:
        found = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
            for table in tables()
        }
    engine.dispose()
    return found


@pytest.fixture
def source(tmp_path: Path) -> str:
    """A SQLite database after a day of orders, with a document that is the word null and one that is not there."""
    url = migrated(f"sqlite:///{tmp_path / 'source.db'}")
    models.connect(url)
    with transaction() as tx:
        live(tx)
        known = {"channel": "whatsapp", "business": BUSINESS, "profile_name": "Ñandú 🌶", "memory": {"n": 0.1, "é": [1]}}
        common = {"version": 0, "not_understood": 0, "unreachable": "", "last_inbound_at": NOW}
        tx.session.execute(insert(Chat).values(**known, **common, address="one", waiting=None, topic=null()))
    models.engine().dispose()
    return url


@pytest.fixture(params=["postgresql", "sqlite"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database with every table."""
    sqlite = f"sqlite:///{tmp_path / 'target.db'}"
    yield migrated(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    models.engine().dispose()


def test_every_row_of_every_table_arrives_as_it_was(source: str, target: str) -> None:
    copied = copy_database(source, target)
    before, after = rows(source), rows(target)
    assert after == before
    assert {one.table: one.rows for one in copied} == {name: len(found) for name, found in before.items()}
    assert sum(one.rows for one in copied) > 100
    models.connect(target)
    assert [one.invariant.name for one in verify() if one.count] == []
    with transaction() as tx:
        query = "SELECT CAST(waiting AS TEXT), topic IS NULL FROM chats WHERE address = 'one'"
        assert tuple(tx.session.execute(text(query)).one()) == ("null", True)


def test_new_rows_get_numbers_after_the_copied_ones(source: str, target: str) -> None:
    copy_database(source, target)
    highest = max(row[0] for row in rows(source)["customers"])
    models.connect(target)
    with transaction() as tx:
        seller = tx.session.execute(text("SELECT MIN(id) FROM sellers")).scalar_one()
        made = tx.save(Customer(seller_id=seller, name="Baru", created_at=NOW))
        assert made.id == highest + 1


def test_it_goes_back_again(source: str, target: str, tmp_path: Path) -> None:
    copy_database(source, target)
    back = migrated(f"sqlite:///{tmp_path / 'back.db'}")
    copy_database(target, back)
    assert rows(back) == rows(source)


def test_a_target_that_is_not_empty_is_refused_and_stays(source: str, target: str) -> None:
    copy_database(source, target)
    before = rows(target)
    with pytest.raises(CannotCopy, match="^the target is not empty: it has rows in "):
        copy_database(source, target)
    assert rows(target) == before


def test_a_target_without_tables_or_at_another_migration_is_refused(source: str, target: str, tmp_path: Path) -> None:
    bare = f"sqlite:///{tmp_path / 'bare.db'}"
    with pytest.raises(CannotCopy, match="^the target lacks the table "):
        copy_database(source, bare)
    engine = models.make_engine(target, 1)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    engine.dispose()
    with pytest.raises(CannotCopy, match="^source and target stand at different migrations: .+ and older$"):
        copy_database(source, target)
    assert {name: found for name, found in rows(target).items() if found} == {}


def test_a_row_that_the_target_refuses_takes_everything_back(source: str, target: str) -> None:
    engine = models.make_engine(source, 1)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("UPDATE order_lines SET quantity = 0 WHERE id = 1")
        connection.commit()
    engine.dispose()
    with pytest.raises(Exception, match="order_lines|quantity"):
        copy_database(source, target)
    assert {name: found for name, found in rows(target).items() if found} == {}


def test_the_command_tells_what_it_copied_or_why_not(source: str, target: str) -> None:
    app = Flask("operate")
    cli.register(app)
    done = app.test_cli_runner().invoke(args=["db", "copy", source, target])
    assert done.exit_code == 0
    assert f"{len(rows(source)['orders']):>10}  orders" in done.output.splitlines()
    again = app.test_cli_runner().invoke(args=["db", "copy", source, target])
    assert again.exit_code == 1
    assert again.output.startswith("Error: The target is not empty: it has rows in ")
    assert again.output.endswith(". Nothing was copied.\n")
