"""Signing in over the web: a link into the chat, good for ten minutes and once, instead of a password."""

from __future__ import annotations

from bot import Context, Reply, Staff, command
from bot.links import login_link
from shop.accounts.links import GOOD_FOR, make_link
from shop.accounts.log import Door
from shop.people import user_for

GUARD = "seller.login.guard"


@command("chat.login", anyone=True)
def login(ctx: Context) -> Reply | None:
    """Send a link that signs this person in over the web. Who works in a store and has a PIN tells it first."""
    if ctx.actor.may(Staff) and ctx.user is not None and ctx.user.pin_hash:
        ctx.then(GUARD)
        return None
    return send_link(ctx)


@command("chat.login_link", waits=True, anyone=True)
def send_link(ctx: Context) -> Reply:
    """Make the link and send it."""
    user = user_for(ctx.tx, ctx.message_address, ctx.chat.profile_name, ctx.language, ctx.now)
    token = make_link(ctx.tx, user, Door(ctx.now, agent=ctx.chat.channel))
    values = {"link": login_link(token), "minutes": int(GOOD_FOR.total_seconds() // 60)}
    return Reply(values, "chat:login")
