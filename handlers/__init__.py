"""The commands: everything that speaks. Loading this package registers them."""

from __future__ import annotations

import importlib
import pkgutil


def load() -> None:
    """Import every module of commands."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        importlib.import_module(module.name)
