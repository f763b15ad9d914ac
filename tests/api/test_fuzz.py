"""The API against its own document: no fault, no undocumented status, no odd shape, and wrong data refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models
from tests.api.fuzzing import fuzz


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database with every table, and a schemathesis that writes plain text."""
    monkeypatch.setenv("NO_COLOR", "1")
    sqlite = f"sqlite:///{tmp_path / 'fuzz.db'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = models.connect(url)
    SQLModel.metadata.create_all(engine)
    yield url
    engine.dispose()


def test_answers_as_its_document_says(database: str, tmp_path: Path) -> None:
    """A few of each kind; `make fuzz` and the test below ask more, of both databases alike."""
    phases = "examples,fuzzing" if database.startswith("sqlite") else "stateful"
    done = fuzz(database, 1, tmp_path, "--phases", phases)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.long
def test_every_limit_of_every_field(database: str, tmp_path: Path) -> None:
    """What lies at and beyond the limits that the document tells, field by field."""
    done = fuzz(database, 20, tmp_path)
    assert done.returncode == 0, done.stdout[-9000:] + done.stderr[-2000:]
