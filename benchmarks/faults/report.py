"""What the suite found, as a table in the document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.faults.scenario import Outcome

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
SOAK_BEGIN, SOAK_END = "<!-- measured in an hour: begin -->", "<!-- measured in an hour: end -->"
APART_BEGIN, APART_END = "<!-- measured apart: begin -->", "<!-- measured apart: end -->"
HEAD = (
    "| Fault | What happened | Times | Orders | Messages | Violations | Uncertain sends | Doubled sends | Recovery |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


def row(one: Outcome) -> str:
    """An outcome as a line of the table."""
    counted = (one.times, one.orders, one.messages, one.violations, one.uncertain, one.doubled)
    return f"| {one.name} | {one.does} | {' | '.join(str(n) for n in counted)} | {one.recovery:.1f} s |"


def table(outcomes: Sequence[Outcome]) -> str:
    """All outcomes, and their sum."""
    fields = ("times", "orders", "messages", "violations", "uncertain", "doubled")
    total = Outcome("**all**", "", **{name: sum(getattr(one, name) for one in outcomes) for name in fields})
    total.recovery = max((one.recovery for one in outcomes), default=0.0)
    return "\n".join([HEAD, *(row(one) for one in outcomes), row(total)])


def write(outcomes: Sequence[Outcome], title: str, begin: str = BEGIN, end: str = END, *, after: str = "") -> None:
    """Put the table into the document, in place of the one before, and perhaps another table below it."""
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(begin)
    tables = "\n\n".join(filter(None, (table(outcomes), after)))
    made = f"{begin}\n{title}, {datetime.now(UTC):%Y-%m-%d}.\n\n{tables}\n{end}"
    DOCUMENT.write_text(before + made + rest.partition(end)[2])
