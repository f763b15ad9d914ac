"""Scores predicted orders: a case is right when the whole order is, after every turn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.understanding.normalising import Catalog, Leeway, normalise


@dataclass
class Score:
    """How a set went: cases right, and after how many turns the cart was right."""

    cases: int = 0
    right: int = 0
    turns: int = 0
    turns_right: int = 0
    wrong: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def exact(self) -> float:
        """The share of cases that are wholly right."""
        return self.right / self.cases if self.cases else 0.0

    def interval(self, z: float = 1.96) -> tuple[float, float]:
        """The 95 % interval of that share (Wilson)."""
        if not self.cases:
            return 0.0, 0.0
        n, p = self.cases, self.exact
        middle = p + z * z / (2 * n)
        half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)

    def percentile(self, share: float) -> float:
        """The time under which this share of the messages stayed, in microseconds."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def carts(row: Mapping[str, Any] | None) -> list[Any]:
    """The carts a row gives, one after each turn."""
    if row is None:
        return []
    return [turn.get("lines") for turn in row["turns"]] if "turns" in row else [row.get("lines")]


def score_set(
    gold: Iterable[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]], catalog: Catalog, strict: bool = False
) -> Score:
    """The score of predictions against the right answers; `strict` leaves no leeway."""
    by_id = {row["id"]: row for row in predictions}
    score = Score(times=[float(row["us"]) for row in predictions if "us" in row])
    for case in gold:
        leeway = Leeway(case, strict)
        want, got = carts(case), carts(by_id.get(case["id"]))
        got += [[]] * (len(want) - len(got))
        rights = [
            normalise(w, catalog, leeway) == normalise(g, catalog, leeway) for w, g in zip(want, got, strict=False)
        ]
        score.cases += 1
        score.right += all(rights)
        score.turns += len(rights)
        score.turns_right += sum(rights)
        if not all(rights):
            score.wrong.append(case["id"])
    return score
