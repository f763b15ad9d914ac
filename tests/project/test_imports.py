"""What import rules cannot see: single files at the top, and which folders there are."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.project.sources import NOT_OURS, ROOT

PACKAGES = {"api", "bot", "handlers", "models", "nlp", "shop", "simulator", "supervisor"}
ENTRIES = {"cli", "worker", "wsgi"}
VOCABULARY = {"settings", "values"}
OTHER_FOLDERS = {"deploy", "benchmarks", "docs", "migrations", "templates", "tests"}


def imported(path: Path) -> set[str]:
    """The top-level names that a Python file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    pulled = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | pulled}


@pytest.mark.parametrize("name", sorted(VOCABULARY))
def test_the_shared_vocabulary_imports_nothing_of_ours(name: str) -> None:
    assert imported(ROOT / f"{name}.py") & (PACKAGES | ENTRIES | VOCABULARY) == set()


def test_there_are_no_other_python_files_at_the_top() -> None:
    found = {path.stem for path in ROOT.glob("*.py")}
    assert found <= ENTRIES | VOCABULARY | {"gunicorn.conf"}


def test_there_are_no_other_folders_at_the_top() -> None:
    found = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert found <= PACKAGES | OTHER_FOLDERS | NOT_OURS
