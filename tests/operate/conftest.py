"""The whole shop in one process that tests of the machinery have, too."""

from __future__ import annotations

from tests.bot.conftest import empty, world

__all__ = ["empty", "world"]
