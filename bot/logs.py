"""Structured logs: one event with its ids a line. Message text and addresses never stand above DEBUG."""

from __future__ import annotations

import logging
import sys

import structlog

from bot import reporting
from settings import Settings


def set_up(settings: Settings) -> None:
    """Send this process's logs to standard error, as text for people or JSON for machines."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    last: structlog.typing.Processor = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    if settings.log_format == "json":
        last = structlog.processors.JSONRenderer(ensure_ascii=False)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    # Both print what they send and to whom at INFO.
    for noisy in ("twilio.http_client", "rq.worker", "apscheduler"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    reporting.set_up(settings)
