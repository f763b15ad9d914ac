"""The store's own settings: open or closed, hours, delivery fee, smallest order, how customers pay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot import Context, Hours, Manager, Reply, Weekdays, command
from handlers.seller.parts import undo_buttons
from handlers.seller.store_rules import EVERY_DAY, close_on, new_week
from shop import opening, stores
from shop.calendar import business_day, starts_at
from shop.errors import ShopError
from shop.names import name_key
from shop.paying import pay_to
from shop.week import week_of
from values import Money


@command("seller.store.open", at_least=Manager)
def open_store(ctx: Context) -> Reply:
    """Take orders again, within the opening hours."""
    was_paused = opening.paused_at(ctx.store, ctx.now)
    opening.open_store(ctx.tx, ctx.store, ctx.actor, ctx.now)
    return Reply({"store": ctx.store, "was_paused": was_paused, "opens_at": _opens_at(ctx)}, "", undo_buttons(ctx))


@command("seller.store.close", at_least=Manager)
def close(
    ctx: Context, until: date | None = None, later: tuple[date, ...] | None = None, moment: date | None = None
) -> Reply:
    """Take no orders until a moment, a day (opened again when it begins), or until the store is opened by hand.

    `later` are the days to be closed on: today alone closes until tomorrow, others are noted as days off. From a later
    `moment` on nobody can be closed: nothing is changed then.
    """
    if isinstance(moment, datetime) and moment > ctx.now:
        return Reply({"moment": moment}, "close_at")
    if later and (len(later) > 1 or later[0] > business_day(ctx.store, ctx.now)):
        return close_on(ctx, later)
    until, was_paused = until or (later[0] if later else None), opening.paused_at(ctx.store, ctx.now)
    opening.close_store(ctx.tx, ctx.store, _moment(ctx, until), ctx.actor, ctx.now)
    return Reply({"store": ctx.store, "was_paused": was_paused, "opens_at": _opens_at(ctx)}, "", undo_buttons(ctx))


def _moment(ctx: Context, until: date | None) -> datetime | None:
    """When a pause ends; for today it ends with today."""
    if until is None or isinstance(until, datetime) and until > ctx.now:
        return until
    return starts_at(ctx.store, max(_day(until), business_day(ctx.store, ctx.now) + timedelta(days=1)))


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _opens_at(ctx: Context) -> datetime | None:
    """When the store opens next; None where it is open now or nobody knows."""
    found = opening.next_opening(ctx.tx, ctx.store, ctx.now)
    return found if found is not None and found > ctx.now else None


@command("seller.store.hours", at_least=Manager)
def set_hours(ctx: Context, hours: Hours, days: Weekdays | None = None, later: tuple[date, ...] | None = None) -> Reply:
    """Set the opening hours of some weekdays, or of every day; a closing time before the opening is after midnight.

    Where only one end is told, the other stays; it is asked for where there is none. Hours of a single date, in
    `later`, are not kept: nothing is changed then.
    """
    if later and days is None:
        return Reply({"day": later[0], "hours": hours}, "hours_one_day")
    before, on = week_of(ctx.tx, ctx.store, ctx.now), EVERY_DAY if days is None else days
    done = ctx.attempt(lambda: opening.set_hours_on(ctx.tx, ctx.store, on, hours, ctx.actor, ctx.now))
    if isinstance(done, ShopError):
        if None not in hours:
            raise done
        ctx.ask(set_hours, **({} if days is None else {"days": days}))
        return Reply(block="hours_hours")
    return new_week(ctx, before)


@command("seller.store.fee", at_least=Manager)
def fee(ctx: Context, fee: Money) -> Reply:
    """Set the flat delivery fee; carts that are open see it at the next look."""
    written = stores.set_fee(ctx.tx, ctx.store, fee, ctx.actor, ctx.now)
    return Reply({"written": written, "free_from": ctx.store.free_delivery_from}, "", undo_buttons(ctx))


@command("seller.store.minimum", at_least=Manager)
def minimum(ctx: Context, minimum: Money) -> Reply:
    """Set what an order has to be worth at least, before the delivery fee."""
    written = stores.set_minimum(ctx.tx, ctx.store, minimum, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.store.payment", at_least=Manager)
def payment(ctx: Context, text: str) -> Reply:
    """Set what customers are told to pay to: an account, or the text of the store's own QR code.

    The name alone of a way that has an account takes nothing from it: the account is asked for. A number alone names
    no way and sets none.
    """
    if not any(sign.isalpha() for sign in text):
        return Reply(block="payment_text")
    if name_key(text) in {name_key(one.name) for one in stores.payment_ways(ctx.tx, ctx.store) if one.instruction}:
        ctx.ask(payment)
        return Reply(block="payment_text")
    way, written = pay_to(ctx.tx, ctx.store, text, ctx.actor, ctx.now)
    ways = stores.payment_ways(ctx.tx, ctx.store)
    return Reply({"way": way, "written": written, "ways": ways}, "", undo_buttons(ctx))
