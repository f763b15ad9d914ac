"""Fixtures and options that every test may ask for."""

from __future__ import annotations

import pytest

pytest_plugins = ["tests.servers", "tests.machine"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--accept` writes what the shop answers in dialogues into their files."""
    parser.addoption("--accept", action="store_true", help="write the answers of the shop into the dialogues")
