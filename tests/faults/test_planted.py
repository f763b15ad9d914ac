"""The bugs that `make faults` plants can still be planted, and name tests that exist."""

from __future__ import annotations

import pytest

from benchmarks.faults.planted import BUGS, HOME, Bug


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.says)
def test_a_bug_can_be_planted(bug: Bug) -> None:
    for change in bug.changes:
        assert (HOME / change.file).read_text().count(change.old) == 1, change.file
    for test in bug.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (HOME / file).read_text()
