"""The document of reliability lists what is really checked and thrown in."""

from __future__ import annotations

from benchmarks.faults.__main__ import INJECTIONS
from benchmarks.faults.report import BEGIN, DOCUMENT, END
from bot.verify import INVARIANTS


def test_every_invariant_is_described() -> None:
    text = DOCUMENT.read_text()
    assert [one.name for one in INVARIANTS if f"| `{one.name}` | {one.says} |" not in text] == []


def test_what_was_measured_broke_nothing() -> None:
    """Rows appear when `make faults` has run; a row of a fault that is no more, or with a violation, must not stay."""
    measured = DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]
    rows = [line.split(" | ") for line in measured.splitlines() if line.startswith("| ")]
    violations = {row[0].removeprefix("| "): row[5] for row in rows[1:]}
    assert violations.keys() - {one.name for one in INJECTIONS} - {"**all**"} == set()
    assert set(violations.values()) <= {"0"}
