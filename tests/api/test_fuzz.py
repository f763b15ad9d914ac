"""The API against its own document: no fault, no undocumented status, no odd shape, and wrong data refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlmodel import SQLModel

import models
from tests.api.fuzzing import fuzz


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_answers_as_its_document_says(
    database: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    sqlite = f"sqlite:///{tmp_path / 'fuzz.db'}"
    url = sqlite if database == "sqlite" else request.getfixturevalue("postgres_url")
    engine = models.connect(url)
    SQLModel.metadata.create_all(engine)
    # The rows that one database refuses are sought in the first; the second is asked less.
    phases = ("--phases", "examples,fuzzing,stateful") if database == "postgresql" else ()
    done = fuzz(url, 2, tmp_path, *phases)
    engine.dispose()
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
