"""A whole shop for tests of the machinery, at real time."""

from __future__ import annotations

from tests.worlds import empty, warung, world

__all__ = ["empty", "warung", "world"]
