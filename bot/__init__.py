"""The chat machinery. It knows no command; what others may use of it is named here, the rest is private to it."""

from __future__ import annotations

from bot.commands import (
    EveryWeek,
    Hours,
    Language,
    Manager,
    Method,
    Owner,
    Rating,
    Role,
    Secret,
    Staff,
    Values,
    Weekdays,
    command,
)
from bot.context import Context
from bot.logs import set_up as set_up_logs
from bot.outgoing import Button, Reply
from bot.runtime import configure

__all__ = [
    "Button",
    "Context",
    "EveryWeek",
    "Hours",
    "Language",
    "Manager",
    "Method",
    "Owner",
    "Rating",
    "Reply",
    "Role",
    "Secret",
    "Staff",
    "Values",
    "Weekdays",
    "command",
    "configure",
    "set_up_logs",
]
