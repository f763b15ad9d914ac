"""What the documents tell people to type exists, and every document can be found."""

from __future__ import annotations

import re
from pathlib import Path

from settings import Settings
from supervisor.shop import Place, environment
from tests.project.sources import ROOT, files

TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
ADVISED = re.compile(r"(?:`|^\$ |^)make ((?:[A-Z]+=\S+ )*)([a-z]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_every_make_command_in_a_document_is_a_target() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text()))
    advised = {
        f"{path.relative_to(ROOT)}: make {target}"
        for path in files(".md")
        for _, target in ADVISED.findall(path.read_text())
        if target not in targets
    }
    assert advised == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = {
        f"{path.relative_to(ROOT)}: {link}"
        for path in files(".md")
        for link in LINK.findall(path.read_text())
        if not (path.parent / link).exists()
    }
    assert broken == set()


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = set(LINK.findall((folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("0*.md")}


def test_the_demo_sets_only_settings_that_exist(tmp_path: Path) -> None:
    place = Place(tmp_path, 8000, tmp_path)
    known = {name.upper() for name in Settings.model_fields} | {"PYTHONUNBUFFERED", "PYTHONPATH"}
    assert set(environment(place, {})) <= known


def test_the_demo_keeps_its_secrets_between_starts(tmp_path: Path) -> None:
    place = Place(tmp_path, 8000, tmp_path)
    first = environment(place, {"SECRET_KEY": "from outside"})
    assert first["SECRET_KEY"] != "from outside"
    assert len(first["SECRET_KEY"]) == 64
    assert environment(place, {}) == first
    assert (place.data / "secret_key").stat().st_mode & 0o777 == 0o600
