"""What a check found, as lines for a terminal or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from bot.verify.invariants import Finding


def lines(findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each invariant, and under it the rows that break it."""
    for one in findings:
        yield f"{_state(one):<16}{one.invariant.name:<40}{one.invariant.says}"
        for row in one.rows:
            yield "    " + "  ".join(f"{name}={value}" for name, value in row.items())
        if one.count > len(one.rows):
            yield f"    and {one.count - len(one.rows)} more"
    broken = [one for one in findings if one.count]
    yield f"{len(findings)} invariants, {len(broken)} broken, {sum(one.count for one in findings)} violations"


def as_json(findings: Sequence[Finding]) -> str:
    """The same for machines."""
    told = [
        {"name": one.invariant.name, "state": _state(one), "count": one.count, "rows": list(one.rows)}
        for one in findings
    ]
    return json.dumps(told, indent=2, default=str)


def _state(one: Finding) -> str:
    if not one.applicable:
        return "not applicable"
    return f"BROKEN ({one.count})" if one.count else "holds"
