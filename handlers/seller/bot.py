"""Whether the bot answers the customers of a store at all."""

from __future__ import annotations

from bot import Context, Manager, Staff, Values, command
from shop.silence import silence, speak


@command("seller.bot.stop", at_least=Manager)
def stop(ctx: Context) -> Values:
    """Keep the bot quiet: what customers write is passed on to the people of the store."""
    silence(ctx.tx, ctx.store, ctx.actor, ctx.now)
    return {"store": ctx.store}


@command("seller.bot.start", at_least=Manager)
def start(ctx: Context) -> Values:
    """Let the bot answer again."""
    was_silent = speak(ctx.tx, ctx.store, ctx.actor, ctx.now)
    return {"store": ctx.store, "was_silent": was_silent}


@command("seller.bot.status", at_least=Staff, keeps=True)
def status(ctx: Context) -> Values:
    """Whether it answers, and since when it does not."""
    return {"store": ctx.store, "since": ctx.store.silent_since}
