"""Work that is due at a time: rows that any number of clocks may claim, and one gets."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, delete, select, update

from models import Schedule, Store, Tx
from shop.calendar import at_local, next_local
from shop.errors_goods import TooManyTimes
from shop.rows import add_once

DAILY_SUMMARY: Final = "summary.daily"
WEEKLY_SUMMARY: Final = "summary.weekly"
MONTHLY_SUMMARY: Final = "summary.monthly"
MORNING: Final = "morning"
# Files have a name each, which begins like this and ends in a number.
FILE: Final = "file."
LONGEST: Final = 63
MOST_FILES: Final = 10
LATE: Final = timedelta(days=2)


class Rhythm(Struct, frozen=True):
    """A time of a store's clock: every day, on weekdays (Monday is 0), or on a day of the month.

    A month that is shorter has its last day instead.
    """

    at: time
    days: tuple[int, ...] = ()
    month_day: int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether it is due on that day."""
        if self.month_day is not None:
            return day.day == min(self.month_day, monthrange(day.year, day.month)[1])
        return not self.days or day.weekday() in self.days

    def stored(self) -> dict[str, Any]:
        """As a schedule keeps it."""
        return {"at": self.at.isoformat(), "days": list(self.days), "month_day": self.month_day}


def rhythm_of(schedule: Schedule) -> Rhythm:
    """The rhythm that a schedule keeps."""
    data = schedule.data
    return Rhythm(time.fromisoformat(data["at"]), tuple(data["days"]), data["month_day"])


def next_time(store: Store, rhythm: Rhythm, after: datetime) -> datetime:
    """The next instant after `after` at which a rhythm is due by the store's clock, in UTC."""
    today = after.astimezone(store.timezone).date()
    days = (today + timedelta(days=ahead) for ahead in range(LONGEST))
    return next(found for day in days if rhythm.falls_on(day) and (found := at_local(store, day, rhythm.at)) > after)


def plan(tx: Tx, name: str, store: Store, next_at: datetime, data: dict[str, Any] | None = None) -> None:
    """Let a store's work of that name be due at an instant, instead of whenever it was."""
    row = {"name": name, "store_id": store.id, "seller_id": store.seller_id, "data": data or {}, "next_at": next_at}
    if not add_once(tx, Schedule, row):
        mine = (col(Schedule.name) == name, col(Schedule.store_id) == store.id)
        tx.changed(update(Schedule).where(*mine).values(next_at=next_at, data=data or {}))


def plan_rhythm(tx: Tx, name: str, store: Store, rhythm: Rhythm, now: datetime, **data: Any) -> datetime:
    """Let a store's work of that name be due in a rhythm; when it is due first."""
    first = next_time(store, rhythm, now)
    plan(tx, name, store, first, rhythm.stored() | data)
    return first


def unplan(tx: Tx, name: str, store: Store) -> bool:
    """A store's work of that name is no longer due: whether it was."""
    return tx.changed(delete(Schedule).where(col(Schedule.name) == name, col(Schedule.store_id) == store.id)) > 0


def planned(tx: Tx, store: Store, name: str) -> list[Schedule]:
    """The store's work whose name begins like that, the oldest first."""
    mine = select(Schedule).where(col(Schedule.store_id) == store.id, col(Schedule.name).startswith(name))
    return list(tx.exec(mine.order_by(col(Schedule.id))))


def planned_held(tx: Tx, store: Store, name: str) -> list[Schedule]:
    """The same for who adds one of them: nobody else does until the end, so that each gets a name of its own."""
    tx.exec(select(Store.id).where(col(Store.id) == store.id).with_for_update(key_share=True)).one()
    return planned(tx, store, name)


def plan_summary(tx: Tx, store: Store, at: time | None, now: datetime) -> None:
    """Let the daily summary be due when the store's clock next shows that time; None: never."""
    if at is None:
        unplan(tx, DAILY_SUMMARY, store)
    else:
        plan(tx, DAILY_SUMMARY, store, next_local(store, at, now))


def plan_usual(tx: Tx, store: Store, now: datetime) -> None:
    """What a new store gets without asking for it: the week on Mondays, the month on its first, a card each morning."""
    early = time(8)
    plan_rhythm(tx, WEEKLY_SUMMARY, store, Rhythm(early, days=(0,)), now)
    plan_rhythm(tx, MONTHLY_SUMMARY, store, Rhythm(early, month_day=1), now)
    plan_rhythm(tx, MORNING, store, Rhythm(time(7, 30)), now)


def replan(tx: Tx, store: Store, now: datetime) -> None:
    """Let everything be due by the store's clock as it is now, since its zone was changed."""
    plan_summary(tx, store, store.summary_at, now)
    for schedule in planned(tx, store, ""):
        if "at" in schedule.data:
            plan(tx, schedule.name, store, next_time(store, rhythm_of(schedule), now), schedule.data)


def due(tx: Tx, now: datetime, name: str, limit: int = 100) -> list[Schedule]:
    """What is due of the names that begin like that, the longest waiting first."""
    late = select(Schedule).where(col(Schedule.next_at) <= now, col(Schedule.name).startswith(name))
    return list(tx.exec(late.order_by(col(Schedule.next_at), col(Schedule.id)).limit(limit)))


def take(tx: Tx, schedule_id: int, now: datetime) -> tuple[Schedule, Store, datetime] | None:
    """Take what is due in a rhythm: the schedule, its store, and since when it was due. None where it was stopped, is
    not due, another clock was quicker, or it is so late that it was missed for good: the next time has it."""
    schedule = tx.get(Schedule, schedule_id)
    if schedule is None:
        return None
    store, since = tx.session.get_one(Store, schedule.store_id), schedule.next_at
    taken = since <= now and claim(tx, schedule, next_time(store, rhythm_of(schedule), now), now)
    return (schedule, store, since) if taken and now - since < LATE else None


def new_name(known: Sequence[Schedule], beginning: str) -> str:
    """The name of one more of the files that a store sends; TooManyTimes where there are as many as there may be."""
    if len(known) >= MOST_FILES:
        raise TooManyTimes(MOST_FILES)
    return f"{beginning}{1 + max((int(one.name.removeprefix(beginning)) for one in known), default=0)}"


def claim(tx: Tx, schedule: Schedule, next_at: datetime, now: datetime) -> bool:
    """Take the work that is due and let the next be due at `next_at`; False where another clock was quicker."""
    seen = (col(Schedule.id) == schedule.id, col(Schedule.next_at) == schedule.next_at)
    statement = update(Schedule).where(*seen).values(next_at=next_at, claimed_at=now)
    return tx.changed_one(statement.execution_options(synchronize_session=False))
