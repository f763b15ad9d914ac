"""Fixtures and options that every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["tests.servers", "tests.machine"]

TESTS = Path(__file__).parent
# Tests that start and kill processes and watch their times: one after the other, beside all the others.
WITH_PROCESSES = ("browser", "faults", "hosts", "operate", "races", "simulator")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` writes what the shop answers in dialogues into their files."""
    parser.addoption("--accept", action="store_true", help="write the answers of the shop into the dialogues")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests with processes together when several workers share the tests."""
    for item in items:
        if item.path.relative_to(TESTS).parts[0] in WITH_PROCESSES:
            item.add_marker(pytest.mark.xdist_group("processes"))
