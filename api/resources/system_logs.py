"""What happened at the door, for who looks after the installation."""

from __future__ import annotations

from pydantic import Field

from api.calls import Call
from api.fields import Answer
from api.routing import ADMIN, get
from shop.accounts.log import week_at_the_door


class DayAnswer(Answer):
    """One UTC day at the door."""

    day: str = Field(examples=["2026-11-20"])
    success: int = Field(examples=[41])
    failed: int = Field(examples=[3])
    people: int = Field(examples=[17], description="Different people who came in.")


class WeekAnswer(Answer):
    """The past seven days, today last."""

    success: int = Field(examples=[290])
    failed: int = Field(examples=[12])
    days: list[DayAnswer]


@get("/admin/system-logs/stats", role=ADMIN, scope="admin:read", limit="admin.read")
def stats(call: Call) -> WeekAnswer:
    """Count who logged in and who failed to, day by day of the past week."""
    days = [
        DayAnswer(day=one.day, success=one.success, failed=one.failed, people=one.people)
        for one in week_at_the_door(call.tx, call.now)
    ]
    return WeekAnswer(success=sum(day.success for day in days), failed=sum(day.failed for day in days), days=days)
