"""When a store is open, and pausing it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, delete

from models import DAY_MINUTES, ClosedDay, OpeningHours, Store, Tx
from shop.actors import Actor
from shop.calendar import business_day
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue
from shop.terms import ALL_DAY, Span, forget_terms, terms_of

AHEAD = 8
AROUND_THE_CLOCK = frozenset((span,) for span in ALL_DAY)
# When a store opens and when it closes.
Hours = tuple[time, time]
# The same where only one of both is told; None for what stays as it is.
Told = tuple[time | None, time | None]


def hours_of(tx: Tx, store: Store) -> list[Span]:
    """The opening spans of a week in order. A store without any is open at all hours."""
    return list(terms_of(tx, store).hours)


def whole_week(tx: Tx, store: Store) -> list[Span]:
    """The opening spans of a week, around the clock where none were set."""
    return hours_of(tx, store) or list(ALL_DAY)


def is_open(tx: Tx, store: Store, at: datetime) -> bool:
    """Whether the store takes orders for that instant: neither paused nor outside its hours."""
    by_hours = not paused_at(store, at) and open_by_hours(hours_of(tx, store), store, at)
    return by_hours and business_day(store, at) not in closed_days(tx, store)


def paused_at(store: Store, at: datetime) -> bool:
    """Whether the seller has closed the store for that instant, whatever its hours, or his business is suspended."""
    if store.suspended_at is not None:
        return True
    return store.paused and (store.paused_until is None or at < store.paused_until)


def open_by_hours(hours: Sequence[Span], store: Store, at: datetime) -> bool:
    """Whether an instant lies in one of the spans, a span past midnight included."""
    local = at.astimezone(store.timezone)
    minute, weekday = local.hour * 60 + local.minute, local.weekday()
    yesterday = (weekday - 1) % 7
    return not hours or any(
        (day == weekday and opens <= minute < closes) or (day == yesterday and opens <= minute + DAY_MINUTES < closes)
        for day, opens, closes in hours
    )


def next_opening(tx: Tx, store: Store, after: datetime) -> datetime | None:
    """The next instant at which the store is open, `after` itself if it is; None if nobody knows."""
    hours, closed = whole_week(tx, store), closed_days(tx, store)
    if paused_at(store, after):
        if store.paused_until is None or store.suspended_at is not None:
            return None
        after = store.paused_until
    if open_by_hours(hours, store, after) and business_day(store, after) not in closed:
        return after
    coming = _openings(hours, store, after, AHEAD + 7 * len(closed))
    return min(start for start in coming if start > after and business_day(store, start) not in closed)


def _openings(hours: Sequence[Span], store: Store, after: datetime, days: int) -> list[datetime]:
    today = after.astimezone(store.timezone).date()
    return [
        datetime.combine(day, time(opens // 60, opens % 60), store.timezone).astimezone(UTC)
        for day in [today + timedelta(days=ahead) for ahead in range(days)]
        for weekday, opens, _ in hours
        if weekday == day.weekday()
    ]


def closed_days(tx: Tx, store: Store) -> frozenset[date]:
    """The business days on which the store is closed whatever its hours."""
    return terms_of(tx, store).closed


def close_days(tx: Tx, store: Store, days: Iterable[date], by: Actor, now: datetime) -> Written:
    """Be closed on these days too; days that are over are forgotten. Written holds both lists."""
    hold_hours(tx, store)
    return _set_closed_days(tx, store, closed_days(tx, store).union(days), by, now)


def open_days(tx: Tx, store: Store, days: Iterable[date], by: Actor, now: datetime) -> Written:
    """Be open on these days again; as above."""
    hold_hours(tx, store)
    return _set_closed_days(tx, store, closed_days(tx, store).difference(days), by, now)


def hold_hours(tx: Tx, store: Store) -> None:
    """Look at a store's hours and days as they are now, and let nobody else change them until the end: of two who tell
    them at once, each would write over the other's or beside it."""
    tx.refresh(store, with_for_update={"key_share": True})
    forget_terms(tx, store.id)


def _set_closed_days(tx: Tx, store: Store, days: frozenset[date], by: Actor, now: datetime) -> Written:
    today = business_day(store, now)
    old = sorted(day for day in closed_days(tx, store) if day >= today)
    new = sorted(day for day in days if day >= today)
    replace_closed_days(tx, store, new)
    return log_write(tx, store, Write("store.closed_days", store.id, store.name, old, new), by, now)


def replace_closed_days(tx: Tx, store: Store, days: Sequence[date]) -> None:
    """Put these days in the place of the old ones, without logging."""
    tx.changed(delete(ClosedDay).where(col(ClosedDay.store_id) == store.id))
    forget_terms(tx, store.id)
    for day in days:
        tx.add(ClosedDay(store_id=store.id, seller_id=store.seller_id, day=day))
    tx.flush()


def set_hours(tx: Tx, store: Store, spans: Sequence[Span], by: Actor, now: datetime) -> Written:
    """Replace the opening hours of the whole week; no spans mean open at all hours. Written holds both lists."""
    hold_hours(tx, store)
    old = hours_of(tx, store)
    new = sorted(spans)
    replace_hours(tx, store, new)
    return log_write(tx, store, Write("store.hours", store.id, store.name, old, new), by, now)


def close_weekdays(tx: Tx, store: Store, days: Sequence[int], by: Actor, now: datetime) -> Written:
    """Be closed on these weekdays (0 is Monday) of every week. Refuses (NotAValue) to leave no day of the week."""
    hold_hours(tx, store)
    kept = [span for span in whole_week(tx, store) if span[0] not in days]
    if not kept:
        raise NotAValue("week")
    return set_hours(tx, store, kept, by, now)


def set_hours_on(tx: Tx, store: Store, days: Sequence[int], hours: Told, by: Actor, now: datetime) -> Written:
    """The same hours on these weekdays, in the place of those there are; a closing time at or before the opening time
    is on the next day. Where only one end is told, refuses (NotAValue) a day that has no hours to take the other of."""
    hold_hours(tx, store)
    week = whole_week(tx, store)
    kept = [span for span in week if span[0] not in days]
    if hours[0] is not None and hours[1] is not None:
        return set_hours(tx, store, [*kept, *_spans(days, (hours[0], hours[1]))], by, now)
    moved = [span for day in days for span in _moved([span for span in week if span[0] == day], hours)]
    return set_hours(tx, store, [*kept, *moved], by, now)


def _moved(day: Sequence[Span], hours: Told) -> list[Span]:
    """The spans of a day of which the first opens, or the last closes, at another time."""
    if not day or tuple(day) in AROUND_THE_CLOCK:
        raise NotAValue("hours")
    if hours[0] is not None:
        return [*_spans([day[0][0]], (hours[0], _clock(day[0][2]))), *day[1:]]
    return [*day[:-1], *_spans([day[-1][0]], (_clock(day[-1][1]), hours[1] or _clock(day[-1][2])))]


def _clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def add_shift(tx: Tx, store: Store, days: Sequence[int], hours: Hours, by: Actor, now: datetime) -> Written:
    """More hours on these weekdays besides those there are. Refuses (NotAValue) what overlaps them."""
    hold_hours(tx, store)
    kept, fresh = hours_of(tx, store), _spans(days, hours)
    if any(day == own and first < closes and opens < last for day, opens, closes in fresh for own, first, last in kept):
        raise NotAValue("hours")
    return set_hours(tx, store, [*kept, *fresh], by, now)


def _spans(days: Sequence[int], hours: Hours) -> list[Span]:
    opens, closes = (clock.hour * 60 + clock.minute for clock in hours)
    return [(day, opens, closes if closes > opens else closes + DAY_MINUTES) for day in days]


def replace_hours(tx: Tx, store: Store, spans: Sequence[Span]) -> None:
    """Put these spans in the place of the old ones, without logging."""
    for day, opens, closes in spans:
        if not (0 <= day <= 6 and 0 <= opens < DAY_MINUTES and opens < closes <= opens + DAY_MINUTES):
            raise NotAValue("hours")
    tx.changed(delete(OpeningHours).where(col(OpeningHours.store_id) == store.id))
    forget_terms(tx, store.id)
    for day, opens, closes in spans:
        tx.add(OpeningHours(seller_id=store.seller_id, store_id=store.id, weekday=day, opens=opens, closes=closes))
    tx.flush()


def close_store(tx: Tx, store: Store, until: datetime | None, by: Actor, now: datetime) -> Written:
    """Stop taking orders until then, or until it is opened again."""
    return _pause(tx, store, (True, None if until is None else until.astimezone(UTC)), by, now)


def open_store(tx: Tx, store: Store, by: Actor, now: datetime) -> Written:
    """Take orders again, within the opening hours."""
    return _pause(tx, store, (False, None), by, now)


def _pause(tx: Tx, store: Store, new: tuple[bool, datetime | None], by: Actor, now: datetime) -> Written:
    old = (store.paused, store.paused_until)
    store.paused, store.paused_until = new
    tx.save(store)
    return log_write(tx, store, Write("store.pause", store.id, store.name, old, new), by, now)
