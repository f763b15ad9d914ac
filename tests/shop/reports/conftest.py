"""The databases of the shop's tests."""

from __future__ import annotations

from tests.shop.conftest import database, postgres, sqlite

__all__ = ["database", "postgres", "sqlite"]
