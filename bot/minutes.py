"""What is due by the clock, once a minute: found in the database and claimed there."""

from __future__ import annotations

from datetime import datetime


def every_minute(now: datetime) -> None:
    """Run everything scheduled that is due at that instant."""
