"""What the store's messages come to, how many may be sent, and which wait."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from bot.held import held_messages
from bot.metering import month_of, used
from handlers.seller.parts import undo_buttons
from handlers.seller.period import keep_period
from shop.errors import NotAValue
from shop.reports.consents import ledger
from shop.reports.figures import zone_label
from shop.stores import set_field
from values import Period

LEAST, MOST = 50, 1_000_000


@command("seller.sending.cost", at_least=Staff, keeps=True)
def cost(ctx: Context, period: Period | None = None) -> Reply:
    """How many messages went out and what they cost, this month unless another time is asked for."""
    asked = period or month_of(ctx.store, ctx.now)
    keep_period(ctx, asked)
    values = {"used": used(ctx.tx, ctx.store, asked), "period": asked, "budget": ctx.store.message_budget}
    return Reply({**values, "running": ctx.now < asked.ends_at, "zone_name": zone_label(ctx.store, ctx.now)})


@command("seller.sending.budget", at_least=Manager)
def budget(ctx: Context, quota: int) -> Reply:
    """Send at most so many messages a month; at that, what nobody asked for waits, answers and orders never."""
    if not LEAST <= quota <= MOST:
        raise NotAValue("quota")
    return _budget(ctx, quota)


@command("seller.sending.unlimited", at_least=Manager)
def unlimited(ctx: Context) -> Reply:
    """Send as many messages as there are."""
    return _budget(ctx, None)


def _budget(ctx: Context, quota: int | None) -> Reply:
    ctx.store.budget_told = 0
    written = set_field(ctx.tx, ctx.store, "message_budget", quota, ctx.actor, ctx.now)
    values = {"old": written.old, "new": quota, "used": used(ctx.tx, ctx.store, month_of(ctx.store, ctx.now))}
    return Reply(values, "budget", undo_buttons(ctx))


@command("seller.sending.held", at_least=Staff, keeps=True)
def held(ctx: Context) -> Values:
    """The messages that wait for a window to open or for another month."""
    found, count = held_messages(ctx.tx, ctx.store)
    return {"held": found, "count": count}


@command("seller.sending.consents", at_least=Manager, keeps=True)
def consents(ctx: Context) -> Values:
    """Who wants news and who does not, with the words it was said in."""
    return {"ledger": ledger(ctx.tx, ctx.store)}
