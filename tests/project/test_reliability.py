"""The document of reliability lists what is really checked and thrown in."""

from __future__ import annotations

from benchmarks.faults.__main__ import INJECTIONS
from benchmarks.faults.report import BEGIN, DOCUMENT, END
from bot.verify import INVARIANTS


def test_every_invariant_is_described() -> None:
    text = DOCUMENT.read_text()
    assert [one.name for one in INVARIANTS if f"| `{one.name}` | {one.says} |" not in text] == []


def test_every_fault_was_measured_and_nothing_was_broken_by_it() -> None:
    measured = DOCUMENT.read_text().partition(BEGIN)[2].partition(END)[0]
    rows = [line.split(" | ") for line in measured.splitlines() if line.startswith("| ")]
    violations = {row[0].removeprefix("| "): row[5] for row in rows[1:]}
    assert violations == {one.name: "0" for one in INJECTIONS} | {"**all**": "0"}
