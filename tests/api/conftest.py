"""The API over SQLite, over PostgreSQL, and with a Redis that counts."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models
from api import limiter
from tests.api.client import Api
from tests.chats.world import template_database
from tests.worlds import empty, warung, world

__all__ = ["empty", "warung", "world"]


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table and nothing in it."""
    return template_database(tmp_path_factory.mktemp("tables"))


@pytest.fixture
def sqlite_with_tables(tables: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A copy of that database, connected; an empty PostgreSQL where the environment's TEST_DATABASE says postgres."""
    if os.environ.get("TEST_DATABASE") == "postgres":
        url = request.getfixturevalue("postgres_url")
        engine = models.connect(url)
        SQLModel.metadata.create_all(engine)
        yield url
        engine.dispose()
        return
    shutil.copy(tables, tmp_path / "api.db")
    url = f"sqlite:///{tmp_path / 'api.db'}"
    engine = models.connect(url)
    yield url
    engine.dispose()


@pytest.fixture
def api(sqlite_with_tables: str) -> Api:
    """The API over SQLite, without Redis."""
    return Api.over(sqlite_with_tables)


@pytest.fixture
def counting(sqlite_with_tables: str, redis_url: str) -> Api:
    """The API with a Redis that counts requests."""
    limiter.forget()
    return Api.over(sqlite_with_tables, redis_url=redis_url)
