"""Predicts the meanings of an intents file with the code of the product."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from time import perf_counter_ns
from typing import Any

from benchmarks.understanding.actions import meaning_of
from nlp.catalogue_file import CatalogueFile
from nlp.engine import Engine
from nlp.predict_intent import predict_intent


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def predict_rows(
    rows: Iterable[Mapping[str, Any]], catalogue: CatalogueFile, language: str | None, now: datetime, engine: Engine
) -> list[dict[str, Any]]:
    """Predictions in the format of the data, with the microseconds each took."""
    found = []
    for row in rows:
        began = perf_counter_ns()
        prediction = predict_intent(row, catalogue, language, now, engine)
        found.append({"id": row["id"], "meaning": meaning_of(prediction), "us": (perf_counter_ns() - began) // 1000})
    return found
