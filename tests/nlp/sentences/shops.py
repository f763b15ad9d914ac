"""Builders for the small shops that the sentences of these tests speak of."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.catalogue_file import CatalogueFile, catalogue_from

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday


def data(name: str) -> Any:
    """A data file that lies beside the tests."""
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def shop(language: str) -> CatalogueFile:
    """The shop of a language; its products have their names as ids."""
    raw = data("shops")[language]
    products = [
        {"id": name, "name": name, "price": price, "unit": unit, "aliases": aliases}
        for name, (price, unit, *aliases) in raw["products"].items()
    ]
    return catalogue_from({"products": products, "currency": raw["currency"], "language": language})
