"""Every dependency is pinned, explained, and under a licence that the project can live with."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.project.sources import ROOT

DECISION = ROOT / "docs" / "decisions" / "0001-dependencies.md"


def requirements(name: str) -> list[Requirement]:
    """What a requirements file names itself."""
    wanted = (line.strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(line) for line in wanted if line and not line.startswith(("#", "-"))]


def closure(name: str) -> set[str]:
    """Everything that a requirements file installs, with what those need in turn."""
    found: set[str] = set()
    waiting = requirements(name)
    while waiting:
        wanted = waiting.pop()
        key = canonicalize_name(wanted.name)
        if key in found:
            continue
        found.add(key)
        for text in distribution(key).requires or []:
            further = Requirement(text)
            extras = [{"extra": extra} for extra in wanted.extras or {""}]
            if further.marker is None or any(further.marker.evaluate(extra) for extra in extras):
                waiting.append(further)
    return found


def licence(name: str) -> str:
    """Everything a package says about its licence, in one line."""
    about = distribution(name).metadata
    kinds = [kind for kind in about.get_all("Classifier") or [] if kind.startswith("License")]
    short = (about.get("License") or "").splitlines()[:1]
    return " ".join([about.get("License-Expression") or "", *short, *kinds])


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_is_pinned_to_one_version(name: str) -> None:
    assert [str(wanted) for wanted in requirements(name) if not re.fullmatch(r"==[\w.]+", str(wanted.specifier))] == []


def test_each_has_its_reason_and_no_reason_is_left_over() -> None:
    explained = set(re.findall(r"^\| `([\w.-]+)` \|", DECISION.read_text(), re.MULTILINE))
    wanted = {item.name for name in ("requirements.txt", "requirements-dev.txt") for item in requirements(name)}
    assert explained == wanted


def test_the_installed_versions_are_the_pinned_ones() -> None:
    wanted = requirements("requirements.txt") + requirements("requirements-dev.txt")
    assert {item.name: version(item.name) for item in wanted if version(item.name) not in item.specifier} == {}


def version(name: str) -> str:
    try:
        return distribution(name).version
    except PackageNotFoundError:
        return "0"


def test_only_psycopg_is_under_the_lesser_gpl_and_nothing_under_the_gpl() -> None:
    copyleft = {name for name in closure("requirements.txt") if "GPL" in licence(name) or "GNU" in licence(name)}
    assert copyleft == {"psycopg", "psycopg-binary"}
    assert all("Lesser" in licence(name) or "LGPL" in licence(name) for name in copyleft)
