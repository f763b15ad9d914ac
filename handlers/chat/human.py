"""Handing a chat over to a person: the shop's answers stay silent in it until it comes back."""

from __future__ import annotations

from bot import Button, Context, Reply, command
from bot.passing import address_of
from bot.recent import last_lines
from handlers.customer.parts import cart_values, is_customer, seen_cart
from shop import opening


@command("chat.human", anyone=True)
def human(ctx: Context) -> Reply:
    """Bring a person in: the store hears name, last words and cart; the customer hears when to expect an answer."""
    if ctx.seller_store is None or not is_customer(ctx):
        return Reply(block="human_nobody")
    opens_at = opening.next_opening(ctx.tx, ctx.store, ctx.now)
    values = {"store": ctx.store.name, "open": opening.is_open(ctx.tx, ctx.store, ctx.now), "opens_at": opens_at}
    if ctx.chat.handed_over_at is not None:
        ctx.tell_staff("relayed", {"customer": ctx.customer.name, "kind": ctx.message.kind, "text": ctx.message.text})
        return Reply(values, "human_waiting")
    ctx.chat.handed_over_at = ctx.now
    ctx.tell_staff("human_notice", _context_of(ctx), [_answer(ctx)])
    return Reply(values)


def _context_of(ctx: Context) -> dict[str, object]:
    view = seen_cart(ctx)
    shown = cart_values(view) if view else {"cart": None, "lines": []}
    return {"customer": ctx.customer.name, "said": last_lines(ctx.tx, ctx.chat), **shown}


def _answer(ctx: Context) -> Button:
    return Button("answer_chat", "seller.chat.open", {"chat": ctx.chat.id})


@command("chat.relay", waits=True)
def relay(ctx: Context) -> None:
    """While a person has the chat, pass on what the customer writes and say nothing."""
    picture = address_of(ctx.message)
    values = {"customer": ctx.customer.name, "kind": ctx.message.kind, "text": ctx.message.text}
    ctx.tell_staff("relayed", values, media_url=picture)
