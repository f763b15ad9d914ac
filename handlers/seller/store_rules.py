"""Rules a store goes by: days off, a second shift, orders taken by themselves, greeting, language, ways to pay."""

from __future__ import annotations

from datetime import date

from bot import Context, EveryWeek, Hours, Language, Manager, Reply, Staff, Weekdays, command
from bot.languages import names
from handlers.seller.parts import undo_buttons
from shop import opening, stores
from shop.calendar import business_day
from shop.errors import NotAValue, UnknownPaymentWay
from shop.names import name_key
from shop.week import Week, week_of
from values import Money

MOST_GREETING = 300
TOLD = 60
EVERY_DAY = range(7)


@command("seller.store.holidays", at_least=Staff, keeps=True)
def holidays(ctx: Context) -> Reply:
    """The days on which the store will be closed."""
    today = business_day(ctx.store, ctx.now)
    coming = sorted(day for day in opening.closed_days(ctx.tx, ctx.store) if day >= today)
    return Reply({"days": coming[:TOLD]})


def close_on(ctx: Context, added: tuple[date, ...]) -> Reply:
    """Note days off; carts and answers to customers know them from now on."""
    written = opening.close_days(ctx.tx, ctx.store, added, ctx.actor, ctx.now)
    return Reply({"added": added, "days": written.new}, "seller/store:close_later", undo_buttons(ctx))


@command("seller.store.open_day", at_least=Manager)
def open_day(ctx: Context, later: tuple[date, ...]) -> Reply | None:
    """Be open on days that were noted as days off; refused where none of them was one. Today means now."""
    before = opening.closed_days(ctx.tx, ctx.store)
    opened = [day for day in later if day in before]
    if not opened and later[0] == ctx.now.astimezone(ctx.zone).date():
        ctx.then("seller.store.open")
        return None
    if not opened:
        return Reply({"opened": later}, "open_day_none")
    opening.open_days(ctx.tx, ctx.store, opened, ctx.actor, ctx.now)
    return Reply({"opened": opened}, "", undo_buttons(ctx))


@command("seller.store.shift", at_least=Manager)
def shift(ctx: Context, hours: Hours, days: Weekdays | None = None) -> Reply:
    """Be open a second time on some weekdays, or on every day, besides the hours there are; asks where only one end of
    them is told."""
    if None in hours:
        ctx.ask(shift, **({} if days is None else {"days": days}))
        return Reply(block="shift_hours")
    before = week_of(ctx.tx, ctx.store, ctx.now)
    opening.add_shift(ctx.tx, ctx.store, EVERY_DAY if days is None else days, hours, ctx.actor, ctx.now)
    return new_week(ctx, before)


@command("seller.store.weekly_off", at_least=Manager)
def weekly_off(ctx: Context, weekly: EveryWeek) -> Reply:
    """Be closed on some weekdays of every week; hours told for such a day open it again. Refused for all seven."""
    before = week_of(ctx.tx, ctx.store, ctx.now)
    opening.close_weekdays(ctx.tx, ctx.store, weekly, ctx.actor, ctx.now)
    return new_week(ctx, before)


def new_week(ctx: Context, before: Week) -> Reply:
    """The hours of the week as they are now, beside those before."""
    week = week_of(ctx.tx, ctx.store, ctx.now)
    return Reply({"before": before, "week": week}, "seller/store:hours", undo_buttons(ctx))


@command("seller.store.accept", at_least=Manager)
def accept(ctx: Context, amount: Money) -> Reply:
    """Take orders up to this total by themselves; larger ones wait for somebody."""
    written = stores.set_accept(ctx.tx, ctx.store, amount, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.store.accept_off", at_least=Manager)
def accept_off(ctx: Context) -> Reply:
    """Let every order wait for somebody."""
    written = stores.set_accept(ctx.tx, ctx.store, None, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.store.greeting", at_least=Manager)
def greeting(ctx: Context, text: str) -> Reply:
    """Greet new customers with these words besides the store's name."""
    said = " ".join(text.split())
    if not said or len(said) > MOST_GREETING:
        raise NotAValue("text")
    written = stores.set_field(ctx.tx, ctx.store, "description", said, ctx.actor, ctx.now)
    return Reply({"written": written}, "", undo_buttons(ctx))


@command("seller.store.language", at_least=Manager)
def language(ctx: Context, language: Language) -> Reply:
    """The language that new customers are spoken to in, until they write in another."""
    if language not in names():
        raise NotAValue("language")
    written = stores.set_field(ctx.tx, ctx.store, "language", language, ctx.actor, ctx.now)
    return Reply({"old": names()[written.old], "new": names()[written.new]}, "", undo_buttons(ctx))


@command("seller.store.unpay", at_least=Manager)
def unpay(ctx: Context, text: str) -> Reply:
    """Stop offering a way to pay; orders that chose it keep it."""
    ways = stores.payment_ways(ctx.tx, ctx.store)
    said = set(name_key(text).split())
    found = [way for way in ways if said & set(name_key(way.name).split())]
    if len(found) != 1:
        raise UnknownPaymentWay(text, tuple(way.name for way in ways))
    written = stores.remove_payment_way(ctx.tx, ctx.store, found[0], ctx.actor, ctx.now)
    left = stores.payment_ways(ctx.tx, ctx.store)
    return Reply({"written": written, "ways": left}, "", undo_buttons(ctx))
