"""Databases with our tables, one after the other or both."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from models import connect


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[str]:
    """An empty SQLite database the process is connected to."""
    yield from _connected(f"sqlite:///{tmp_path / 'shop.db'}")


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[str]:
    """An empty PostgreSQL database the process is connected to."""
    yield from _connected(postgres_url)


@pytest.fixture
def somewhere(request: pytest.FixtureRequest) -> str:
    """One database: SQLite, or the one that the environment's TEST_DATABASE names (sqlite, postgres)."""
    url: str = request.getfixturevalue(os.environ.get("TEST_DATABASE", "sqlite"))
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    url: str = request.getfixturevalue(request.param)
    return url


def _connected(url: str) -> Iterator[str]:
    engine = connect(url)
    SQLModel.metadata.create_all(engine)
    yield url
    engine.dispose()
