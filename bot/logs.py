"""Structured logs: one event with its ids a line. Message text and addresses never stand above DEBUG."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final

from bot import reporting
from settings import Settings

# What every record has; the rest are the ids that a line is given as `extra`.
USUAL: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class AsJson(logging.Formatter):
    """Every event as an object of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as one line."""
        told = _ids(record) | {"event": record.getMessage(), "level": record.levelname.lower(), "logger": record.name}
        told["timestamp"] = _at(record)
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=repr)


class AsText(logging.Formatter):
    """Every event as a line for people, followed by what went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as one line, or as several with an exception."""
        ids = " ".join(f"{name}={value!r}" for name, value in _ids(record).items())
        line = f"{_at(record)} [{record.levelname.lower():8}] {record.getMessage():30} [{record.name}] {ids}".rstrip()
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def _ids(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in USUAL}


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")


def set_up(settings: Settings) -> None:
    """Send this process's logs to standard error, as text for people or JSON for machines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson() if settings.log_format == "json" else AsText())
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    # Both print what they send and to whom at INFO.
    for noisy in ("twilio.http_client", "rq.worker", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    reporting.set_up(settings)
