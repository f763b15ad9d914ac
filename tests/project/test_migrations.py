"""Migrations from empty give exactly the tables of the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

import models
from tests.project.sources import ROOT


def config(url: str = "") -> Config:
    made = Config(toml_file=str(ROOT / "pyproject.toml"))
    made.attributes["url"] = url
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    sqlite = f"sqlite:///{tmp_path / 'empty.db'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = models.make_engine(url)
    yield made
    made.dispose()


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata))


def test_migrations_from_empty_equal_the_models(engine: Engine) -> None:
    command.upgrade(config(engine.url.render_as_string(hide_password=False)), "head")
    assert differences(engine) == []


def test_running_them_again_changes_nothing(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command.upgrade(config(url), "head")
    command.upgrade(config(url), "head")
    assert differences(engine) == []


def test_they_can_be_taken_back(engine: Engine) -> None:
    url = engine.url.render_as_string(hide_password=False)
    command.upgrade(config(url), "head")
    command.downgrade(config(url), "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_there_is_one_newest_migration_and_the_head_file_names_it() -> None:
    scripts = ScriptDirectory.from_config(config())
    (head,) = scripts.get_heads()
    named = (ROOT / "migrations" / ".head").read_text().strip()
    assert Path(scripts.get_revision(head).path).name == named
