"""A line of the log: the event with its ids, for people or as JSON."""

from __future__ import annotations

import json
import logging
import sys

from bot.logs import AsJson, AsText
from supervisor.child import _WORTH_TELLING

FACTORY = logging.getLogger("bot.wake")
IDS = {"queue": "messages", "chat_id": 7}


def record(*, failed: bool = False) -> logging.LogRecord:
    """A warning of the 22nd, with ids, and with what went wrong if it failed."""
    try:
        raise ValueError("no answer")
    except ValueError:
        cause = sys.exc_info() if failed else None
    made = FACTORY.makeRecord("bot.wake", logging.WARNING, "wake.py", 1, "wake_%s", ("failed",), cause, extra=IDS)
    made.created = 1795305600.25
    return made


def test_a_line_for_people_has_event_logger_and_ids() -> None:
    line = AsText().format(record())
    assert line.split() == [
        "2026-11-22T00:00:00.250000Z", "[warning", "]", "wake_failed", "[bot.wake]", "queue='messages'", "chat_id=7",
    ]  # fmt: skip
    assert _WORTH_TELLING.search(line)


def test_a_line_for_machines_is_an_object() -> None:
    line = AsJson().format(record())
    assert json.loads(line) == IDS | {
        "event": "wake_failed",
        "level": "warning",
        "logger": "bot.wake",
        "timestamp": "2026-11-22T00:00:00.250000Z",
    }
    assert _WORTH_TELLING.search(line)


def test_what_went_wrong_is_told_after_the_event() -> None:
    first, *rest = AsText().format(record(failed=True)).splitlines()
    assert (first.split()[3], rest[0], rest[-1]) == (
        "wake_failed", "Traceback (most recent call last):", "ValueError: no answer",
    )  # fmt: skip
    told = json.loads(AsJson().format(record(failed=True)))
    assert told["exception"].splitlines() == rest


def test_what_is_no_json_is_told_by_its_name_and_ids_hide_no_event() -> None:
    made = record()
    made.event, made.money = "another", {1, 2}
    told = json.loads(AsJson().format(made))
    assert (told["event"], told["money"]) == ("wake_failed", "{1, 2}")
