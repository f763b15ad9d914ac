"""Scores predicted meanings: right when the action is the same and every slot has the same value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from benchmarks.understanding.score import Score

FREE: Final = {"reason", "text", "comment", "address", "name", "customer"}
SAME: Final = {"excel": "xlsx", "xls": "xlsx"}
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALIKE: Final = 0.6


def _words(text: object) -> Counter[str]:
    return Counter(re.findall(r"\w+", str(text).lower()))


def _plain(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        return sorted(map(str, map(_plain, value)))
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return _plain_text(str(value).strip().lower())


def _plain_text(text: str) -> float | str:
    day = next((d for d in DAYS if len(text) >= 3 and d.startswith(text)), None)
    if day:
        return day
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else SAME.get(text, text)


def _same(slot: str, gold: Any, predicted: Any) -> bool:
    if predicted is None:
        return False
    if slot in FREE:
        want, got = _words(gold), _words(predicted)
        common = (want & got).total()
        return bool(common) and 2 * common / (want.total() + got.total()) >= ALIKE
    want_value, got_value = _plain(gold), _plain(predicted)
    if slot == "until" and isinstance(want_value, str) and isinstance(got_value, str):
        return got_value.startswith(want_value)
    return bool(want_value == got_value)


def is_right(gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> bool:
    """Whether a meaning is the one meant; free text that the answer does not name may be there."""
    if gold["action"] != predicted.get("action"):
        return False
    if not all(_same(slot, value, predicted.get(slot)) for slot, value in gold.items() if slot != "action"):
        return False
    return not any(slot not in gold and slot not in FREE and value is not None for slot, value in predicted.items())


def score_intents(gold: Iterable[Mapping[str, Any]], predictions: Sequence[Mapping[str, Any]]) -> Score:
    """The score of a set of meanings."""
    by_id = {row["id"]: row.get("meaning") or {} for row in predictions}
    score = Score(times=[float(row["us"]) for row in predictions if "us" in row])
    for row in gold:
        right = is_right(row["meaning"], by_id.get(row["id"], {}))
        score.cases += 1
        score.right += right
        if not right:
            score.wrong.append(row["id"])
    return score
