"""The files of this repository, for tests that look at the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".venv", ".git", ".hypothesis", "var", "node_modules", "versions", "__pycache__", "build", "dist", "vendor"}
TEXTS = {".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".html", ".js", ".css", ".mako", ".sh", ".ini", ""}


def files(*suffixes: str) -> list[Path]:
    """Every file of ours with one of the suffixes."""
    return sorted(path for path in _walk(ROOT) if path.suffix in suffixes)


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir():
            if path.name not in NOT_OURS and not path.name.endswith("_cache"):
                yield from _walk(path)
        else:
            yield path


def is_test(path: Path) -> bool:
    """Whether a file belongs to the tests."""
    return path.relative_to(ROOT).parts[0] == "tests"


def lines(path: Path) -> int:
    """How many lines a file has."""
    return len(path.read_text().splitlines())


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function of a Python file as (place, number of lines from `def` to its end)."""
    found = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    name = path.relative_to(ROOT)
    return [(f"{name}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]
