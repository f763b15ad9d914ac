"""What was measured: a figure beside its baseline, and what it must keep to."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

SLACK = 3.0


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` is to a bare baseline of the same run; `floor` and `ceiling` bound it.

    A figure without bounds is reported and not judged.
    """

    work: str
    value: float
    unit: str
    baseline: str = ""
    ratio: float | None = None
    floor: float | None = None
    ceiling: float | None = None
    aim: str = ""

    def holds(self, slack: float = 1.0) -> bool:
        """Whether the ratio keeps within its bounds, made wider by that factor."""
        if self.ratio is None:
            return True
        low = self.floor is None or self.ratio >= self.floor / slack
        return low and (self.ceiling is None or self.ratio <= self.ceiling * slack)


def machine() -> dict[str, str]:
    """Where and when this was measured."""
    model = next((line.split(":")[1] for line in _cpu() if line.startswith("model name")), platform.processor())
    cores = str(sum(line.startswith("processor") for line in _cpu()))
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return {"when": when, "processor": model.strip(), "cores": cores, "python": platform.python_version()}


def _cpu() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []


def table(rows: Iterable[Row], slack: float) -> str:
    """A table for the terminal and for documents."""
    lines = ["| work | measured | ratio | of | bound | aim |", "|---|--:|--:|---|---|---|"]
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        broken = "" if row.holds(slack) else " **missed**"
        lines.append(f"| {row.work} | {_shown(row)} | {ratio} | {row.baseline} | {_bound(row)}{broken} | {row.aim} |")
    return "\n".join(lines)


def _shown(row: Row) -> str:
    digits = 0 if row.value >= 100 else 2 if row.value >= 1 else 3
    return f"{row.value:,.{digits}f} {row.unit}"


def _bound(row: Row) -> str:
    if row.floor is not None:
        return f"≥ {row.floor:g}"
    return f"≤ {row.ceiling:g}" if row.ceiling is not None else ""


def write(rows: Iterable[Row], file: Path) -> None:
    """Keep what was measured, for machines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {"machine": machine(), "rows": [asdict(row) for row in rows]}
    file.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
