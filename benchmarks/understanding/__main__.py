"""Runs every set of a folder: `python -m benchmarks.understanding DATA [OUT]`, prints the table, writes predictions."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from benchmarks.understanding.intents import predict_rows, read_rows
from benchmarks.understanding.normalising import Catalog
from benchmarks.understanding.score import Score, score_set
from benchmarks.understanding.score_intents import score_intents
from benchmarks.understanding.speed import baseline_ms, measure
from nlp.catalogue_file import read_catalogue
from nlp.predict import Shop, predict_case

STRICT: Final = {"pizza"}
NOW: Final = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """Run all sets of the folder named first; predictions go to the folder named second."""
    if not arguments:
        sys.stderr.write("Usage: python -m benchmarks.understanding DATA [OUT]\n")
        return 2
    data, out = Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None
    _say(f"{'set':24}{'cases':>6}{'right %':>9}{'95 %':>14}{'turns %':>9}{'p50 us':>8}{'p95 us':>8}{'worst us':>9}")
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        if (folder / "cases.open.jsonl").exists():
            _orders(folder, out)
        elif (folder / "intents.open.jsonl").exists():
            _intents(folder, data, out)
    speed = measure()
    _say(
        f"\n{speed.products} products: built in {speed.build_ms:.0f} ms, refreshed in {speed.refresh_ms:.1f} ms, "
        f"p50 {speed.p50_ms:.2f} ms, p95 {speed.p95_ms:.2f} ms, worst input ({speed.worst}) {speed.worst_ms:.1f} ms"
    )
    _say(f"baseline of this machine: {baseline_ms():.1f} ms")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _orders(folder: Path, out: Path | None) -> None:
    cases = read_rows(folder / "cases.open.jsonl")
    shop = Shop(read_catalogue(folder / "catalog.json"))
    predictions = [predict_case(case, shop) for case in cases]
    _write(out, folder.name, predictions)
    if _scored(cases, "lines", "turns"):
        catalog = Catalog(json.loads((folder / "catalog.json").read_text(encoding="utf-8")))
        _show(folder.name, score_set(cases, predictions, catalog, folder.name in STRICT))


def _intents(folder: Path, data: Path, out: Path | None) -> None:
    language = folder.name.removeprefix("intents-")
    rows = read_rows(folder / "intents.open.jsonl")
    catalogue = read_catalogue(data / f"chat-{language}-1" / "catalog.json")
    predictions = predict_rows(rows, catalogue, language, NOW)
    _write(out, folder.name, predictions)
    if _scored(rows, "meaning"):
        _show(folder.name, score_intents(rows, predictions))


def _scored(rows: list[dict[str, Any]], *fields: str) -> bool:
    """Whether the rows have their right answers with them."""
    return all(any(field in row for field in fields) for row in rows)


def _write(out: Path | None, name: str, predictions: list[dict[str, Any]]) -> None:
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        rows = (json.dumps(row, ensure_ascii=False) for row in predictions)
        (out / f"{name}.jsonl").write_text("\n".join(rows) + "\n", encoding="utf-8")


def _show(name: str, score: Score) -> None:
    low, high = score.interval()
    turns = f"{100 * score.turns_right / score.turns:.1f}" if score.turns else "-"
    span = f"{100 * low:.1f}-{100 * high:.1f}"
    times = [f"{score.percentile(share):.0f}" for share in (0.5, 0.95, 1.0)]
    _say(
        f"{name:24}{score.cases:>6}{100 * score.exact:>9.1f}{span:>14}{turns:>9}{times[0]:>8}{times[1]:>8}{times[2]:>9}"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
