"""Every refusal has words for programs in every language, and a code that is told with its fields."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from bot.render import has_block, languages
from tests.project.sources import ROOT

REFUSAL = {"ShopError", "WebError"}


@cache
def refusals() -> frozenset[str]:
    """The code of every refusal in `shop` and `api`, read out of the files so that none is forgotten."""
    found = set()
    for path in (path for folder in ("shop", "api") for path in (ROOT / folder).rglob("*.py")):
        classes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
        found |= {node.name for node in classes if _is_refusal(node, path)}
    return frozenset(re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in found)


def _is_refusal(node: ast.ClassDef, path: Path) -> bool:
    known = {base.id for base in node.bases if isinstance(base, ast.Name)} & REFUSAL
    return bool(known) and path.name != "refusal.py"


@pytest.mark.parametrize("language", languages())
def test_every_refusal_has_words_over_rest(language: str) -> None:
    codes = refusals()
    assert len(codes) > 70
    assert sorted(code for code in codes if not has_block(language, "api", code)) == []
