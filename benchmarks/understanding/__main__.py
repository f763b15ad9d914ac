"""Runs every set of a folder: `python -m benchmarks.understanding DATA [OUT] [--engine llm]`, and prints the table."""

from __future__ import annotations

import argparse
import gc
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import settings
from benchmarks.understanding.intents import predict_rows, read_rows
from benchmarks.understanding.normalising import Catalog
from benchmarks.understanding.score import Score, score_set
from benchmarks.understanding.score_intents import score_intents
from benchmarks.understanding.speed import baseline_ms, measure
from bot import model
from nlp.catalogue_file import read_catalogue
from nlp.engine import ALWAYS, KINDS, LOCAL, Engine
from nlp.predict import Shop, predict_case
from nlp.predict_intent import predict_intent

STRICT: Final = {"pizza"}
NOW: Final = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def main(arguments: list[str]) -> int:
    """Run all sets of the folder named first; predictions go to the folder named second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="the folder of the sets, or one with a folder data in it")
    parser.add_argument("out", type=Path, nargs="?", help="where predictions go, as <set>.jsonl")
    parser.add_argument("--engine", choices=KINDS, default=LOCAL)
    chosen = parser.parse_args(arguments)
    engine = Engine(chosen.engine, model.host_of(settings.load()) if chosen.engine != LOCAL else None)
    if engine.kind == ALWAYS and engine.host is None:
        parser.error("no model host is configured: OPENAI_API_KEY is empty")
    if not _run(chosen.data, chosen.out, engine) and not _run(chosen.data / "data", chosen.out, engine):
        parser.error(f"there are no sets in {chosen.data}")
    if engine.kind == LOCAL:
        _speed()
    else:
        _say(f"\nmodel {engine.host.model if engine.host else '-'}: asked {engine.asked}, no answer {engine.failed}")
    _say(f"baseline of this machine: {baseline_ms():.1f} ms")
    return 0


def _run(data: Path, out: Path | None, engine: Engine) -> bool:
    """Run the sets of a folder; whether there were any."""
    folders = sorted(path for path in data.iterdir() if path.is_dir()) if data.is_dir() else []
    orders = [folder for folder in folders if (folder / "cases.open.jsonl").exists()]
    intents = [folder for folder in folders if (folder / "intents.open.jsonl").exists()]
    if orders or intents:
        _say(f"{'set':24}{'cases':>6}{'right %':>9}{'95 %':>14}{'turns %':>9}{'p50 us':>8}{'p95 us':>8}{'worst us':>9}")
    for folder in orders:
        _orders(folder, out, engine)
    for folder in intents:
        _intents(folder, data, out, engine)
    return bool(orders or intents)


def _speed() -> None:
    speed = measure()
    _say(
        f"\n{speed.products} products: built in {speed.build_ms:.0f} ms, refreshed in {speed.refresh_ms:.1f} ms, "
        f"p50 {speed.p50_ms:.2f} ms, p95 {speed.p95_ms:.2f} ms, worst input ({speed.worst}) {speed.worst_ms:.1f} ms"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def _orders(folder: Path, out: Path | None, engine: Engine) -> None:
    cases = read_rows(folder / "cases.open.jsonl")
    shop = Shop(read_catalogue(folder / "catalog.json"))
    gc.freeze()  # as workers do
    predictions = [predict_case(case, shop, engine=engine) for case in cases]
    _write(out, folder.name, predictions)
    if _scored(cases, "lines", "turns"):
        catalog = Catalog(json.loads((folder / "catalog.json").read_text(encoding="utf-8")))
        _show(folder.name, score_set(cases, predictions, catalog, folder.name in STRICT))


def _intents(folder: Path, data: Path, out: Path | None, engine: Engine) -> None:
    language = folder.name.removeprefix("intents-")
    rows = read_rows(folder / "intents.open.jsonl")
    catalogue = read_catalogue(data / f"chat-{language}-1" / "catalog.json")
    for role in ("seller", "customer"):  # sentences are read when they are first asked for
        predict_intent({"role": role, "text": "?"}, catalogue, language, NOW)
    gc.freeze()
    predictions = predict_rows(rows, catalogue, language, NOW, engine)
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
