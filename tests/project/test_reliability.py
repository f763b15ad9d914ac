"""The document of reliability lists what is really checked and thrown in."""

from __future__ import annotations

import pytest

from benchmarks.faults.__main__ import INJECTIONS
from benchmarks.faults.apart_faults import APART
from benchmarks.faults.injections import Injection
from benchmarks.faults.report import APART_BEGIN, APART_END, BEGIN, DOCUMENT, END, SOAK_BEGIN
from benchmarks.faults.soak import Held, piled_up
from bot.verify import INVARIANTS


def test_every_invariant_is_described() -> None:
    text = DOCUMENT.read_text()
    assert [one.name for one in INVARIANTS if f"| `{one.name}` | {one.says} |" not in text] == []


def measured(begin: str, end: str) -> dict[str, dict[str, str]]:
    """The rows of a table by the names of their faults, each by the heads of its columns."""
    text = DOCUMENT.read_text().partition(begin)[2].partition(end)[0]
    head, *rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows if row[0] != "**all**"}


@pytest.mark.parametrize(("known", "begin", "end"), [(INJECTIONS, BEGIN, END), (APART, APART_BEGIN, APART_END)])
def test_every_fault_was_measured_and_broke_nothing(known: list[Injection], begin: str, end: str) -> None:
    rows = measured(begin, end)
    assert [(name, row["What happened"]) for name, row in rows.items()] == [(one.name, one.does) for one in known]
    assert {row["Violations"] for row in rows.values()} == {"0"}
    slow = [one.name for one in known if one.crash and float(rows[one.name]["Recovery"].removesuffix(" s")) > 15]
    assert slow == []


def test_an_hour_of_everything_broke_nothing() -> None:
    legs = measured(SOAK_BEGIN, "| Program").values()
    assert {row["Violations"] for row in legs} == {"0"}


MEGABYTE = 1024 * 1024
FIRST = {"web": Held(7, 100 * MEGABYTE, 40)}


@pytest.mark.parametrize(
    ("last", "found"),
    [
        (Held(7, 120 * MEGABYTE, 50), []),
        (Held(7, 130 * MEGABYTE, 40), ["web grew from 100 to 130 MB"]),
        (Held(7, 100 * MEGABYTE, 57), ["web had 40 files and connections open, and has 57"]),
        (Held(8, 100 * MEGABYTE, 40), ["web was started again, though nobody ended it"]),
    ],
)
def test_what_piles_up_in_that_hour_is_told(last: Held, found: list[str]) -> None:
    assert piled_up(FIRST, {"web": last}) == found
