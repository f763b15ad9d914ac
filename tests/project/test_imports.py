"""What import rules cannot see: single files at the top, and which folders there are."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
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


# What takes long to load and is needed by few calls is loaded by the first of them.
LATER = (
    "apscheduler", "fontpkg_noto_sans", "matplotlib", "openai", "openpyxl", "phonenumbers", "requests", "segno",
    "simulator", "twilio.rest", "typst", "xlsxwriter",
)  # fmt: skip
PROCESSES = {"web": "import wsgi", "worker": "import worker, handlers; handlers.load()"}


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_begins_without_what_it_may_never_need(process: str, tmp_path: Path) -> None:
    script = f"{PROCESSES[process]}; import sys; print(*sorted(set(sys.argv[1:]) & set(sys.modules)))"
    settings = {"ENVIRONMENT": "test", "DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}", "OPENAI_API_KEY": ""}
    done = subprocess.run(
        [sys.executable, "-c", script, *LATER], cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True
    )
    assert (done.stderr, done.stdout.split()) == ("", [])
