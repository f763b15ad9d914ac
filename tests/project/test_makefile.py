"""`make setup` does its work once, and says in one line what is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.sources import ROOT

# Answers like an interpreter that can make environments; the environment's own python notes what it is asked to do.
GOOD = """#!/bin/sh
case "$*" in
  *sys.version_info\\ \\<*) exit 0 ;;
  *print*) echo 3.12 ;;
  "-m venv --clear .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; echo venv >> calls ;;
  "-m pip --version") exit 0 ;;
  "-m pip install"*) echo install >> calls ;;
esac
"""
OLD = """#!/bin/sh
case "$*" in
  --version) echo Python 3.9.2 ;;
  *) exit 1 ;;
esac
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in
  *ensurepip*) exit 1 ;;
  *print*) echo 3.11 ;;
esac
"""


@pytest.fixture
def copy() -> Iterator[Path]:
    """A folder with what setting up needs. Outside pytest's own folders, which other users cannot enter."""
    folder = Path(tempfile.mkdtemp(prefix="bakul-make-"))
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def setup(folder: Path, python: str, user: int | None = None) -> subprocess.CompletedProcess[str]:
    if os.access(folder, os.W_OK) and user is None:
        (folder / "python").write_text(python)
        (folder / "python").chmod(0o755)
    # A make that is called by another one (`make test`) tells which folder it enters.
    outer = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    command = ("make", "setup", f"PYTHON={folder / 'python'}", f"CANDIDATES={folder / 'python'}")
    return subprocess.run(
        command, cwd=folder, env=outer, capture_output=True, text=True, check=False, user=user, timeout=60
    )


def test_it_installs_once_and_again_when_requirements_change(copy: Path) -> None:
    first = setup(copy, GOOD)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == "Making .venv with Python 3.12, about a minute the first time.\n"
    second = setup(copy, GOOD)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert (copy / "calls").read_text().split() == ["venv", "install"]
    later = (copy / ".venv" / ".installed").stat().st_mtime + 5
    os.utime(copy / "requirements.txt", (later, later))
    assert setup(copy, GOOD).returncode == 0
    assert (copy / "calls").read_text().split() == ["venv", "install", "install"]


def test_too_old_a_python_is_told_in_one_line(copy: Path) -> None:
    answer = setup(copy, OLD)
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[0] == (
        "Python 3.11 or newer is needed, found: Python 3.9.2. Try: make PYTHON=/path/to/python3.11 setup"
    )


def test_a_missing_venv_module_is_told_with_the_package_to_install(copy: Path) -> None:
    answer = setup(copy, WITHOUT_VENV)
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[0] == (
        "Python 3.11 cannot make environments here. Install it first: apt-get install python3.11-venv"
    )
    assert not (copy / ".venv").exists()


def test_a_read_only_folder_is_told_in_one_line(copy: Path) -> None:
    copy.chmod(0o555)
    nobody = 65534 if os.geteuid() == 0 else None  # root may write everywhere
    answer = setup(copy, GOOD, user=nobody)
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[0] == (f"This folder is read-only: {copy}. Copy it to a place you may write to.")
