"""A message to many customers: shown first, sent after a yes and the PIN, reported on."""

from __future__ import annotations

from bot import Context, Manager, Reply, Secret, Staff, command
from bot.broadcasts import delivery_of
from handlers.seller.parts import ask_first
from handlers.seller.pin import ask_pin, refused
from shop import broadcasts
from shop.errors_people import NobodyToTell
from values import Period


@command("seller.broadcast.send", at_least=Manager)
def send(ctx: Context, text: str) -> Reply:
    """Show what every customer who agreed to news would get, and ask; those with a label where one is named before the
    colon."""
    return _preview(ctx, text, broadcasts.label_in(ctx.tx, ctx.store, ctx.message.text.partition(":")[0]))


@command("seller.broadcast.recent", at_least=Manager)
def to_recent(ctx: Context, text: str, period: Period | None = None) -> Reply:
    """The same for those who have bought in a period, by default within the last 30 days."""
    segment = broadcasts.bought_in(period) if period else broadcasts.BOUGHT
    return _preview(ctx, text, segment, period)


def _preview(ctx: Context, text: str, segment: str, period: Period | None = None) -> Reply:
    people = broadcasts.audience(ctx.tx, ctx.store, segment, ctx.now)
    if not people and period:
        return Reply({"period": period}, "seller/broadcast:nobody")
    if not people:
        raise NobodyToTell(segment)
    goes_at = broadcasts.goes_at(ctx.zone, ctx.now)
    buttons = ask_first(ctx, sure, text=text, segment=segment)
    values = {"text": text, "store": ctx.store.name, "count": len(people), "segment": segment, "period": period}
    return Reply({**values, "later": goes_at if goes_at > ctx.now else None}, "seller/broadcast:send", buttons)


@command("seller.broadcast.sure", at_least=Manager, waits=True)
def sure(ctx: Context, text: str, segment: str = "") -> Reply:
    """The yes: the PIN is asked for."""
    return ask_pin(ctx, pin, text=text, segment=segment)


@command("seller.broadcast.pin", at_least=Manager, waits=True)
def pin(ctx: Context, secret: Secret, text: str, segment: str = "") -> Reply:
    """Let it go after the right PIN, or when the quiet hours are over."""
    wrong = refused(ctx, secret, pin, text=text, segment=segment)
    if wrong is not None:
        return wrong
    people = broadcasts.audience(ctx.tx, ctx.store, segment, ctx.now)
    made = broadcasts.compose(ctx.tx, ctx.store, (text, segment), people, ctx.actor, ctx.now)
    later = made.next_at if made.next_at > ctx.now else None
    return Reply({"count": len(people), "later": later}, "seller/broadcast:sure")


@command("seller.broadcast.report", at_least=Staff, keeps=True)
def report(ctx: Context) -> Reply:
    """What became of the newest broadcast."""
    found = broadcasts.last_report(ctx.tx, ctx.store)
    reached = delivery_of(ctx.tx, found.broadcast) if found else {}
    return Reply({"report": found, "reached": reached})
