"""Customers by chat: finding one, noting something about him, keeping somebody out."""

from __future__ import annotations

from bot import Button, Context, Manager, Reply, Staff, command
from handlers.seller.parts import undo_buttons
from handlers.seller.who import meant_customer
from models import Customer
from shop import customer_cards, reach
from shop.changes import Written


@command("seller.customer.list", at_least=Staff, keeps=True)
def list_customers(ctx: Context) -> Reply:
    """How many customers there are, and who bought for most in the last 30 days."""
    found = customer_cards.overview(ctx.tx, ctx.store, ctx.now)
    return Reply({"found": found}, "", [_open_card(one) for one, _, _ in found.best if one.name])


def _open_card(customer: Customer) -> Button:
    slots = {"customer": customer.name, "customer_id": customer.id}
    return Button(customer.name[:24], "seller.customer.search", slots, said=True)


@command("seller.customer.search", at_least=Staff, keeps=True)
def search(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """One customer: labels, note, last orders, what he spent and owes."""
    who = meant_customer(ctx, search, customer, customer_id)
    if isinstance(who, Reply):
        return who
    return Reply({"card": customer_cards.card(ctx.tx, ctx.store, who)}, "", _talk(ctx, who))


def _talk(ctx: Context, who: Customer) -> list[Button]:
    chat = reach.newest_chat(ctx.tx, ctx.store, who)
    return [Button("answer_chat", "seller.chat.open", {"chat": chat.id})] if chat and who.blocked_at is None else []


@command("seller.customer.note", at_least=Staff)
def note(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Remember something about a customer, besides what was noted before."""
    who = meant_customer(ctx, note, customer, customer_id, text=text, may_be_new=True)
    if isinstance(who, Reply):
        return who
    return _written(ctx, customer_cards.add_note(ctx.tx, ctx.store, who, text, ctx.actor, ctx.now))


@command("seller.customer.label", at_least=Staff)
def label(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Put a label on a customer."""
    who = meant_customer(ctx, label, customer, customer_id, text=text)
    if isinstance(who, Reply):
        return who
    return _written(ctx, customer_cards.add_label(ctx.tx, ctx.store, who, text, ctx.actor, ctx.now))


@command("seller.customer.unlabel", at_least=Staff)
def unlabel(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Take a label off a customer; refused where he has none such."""
    who = meant_customer(ctx, unlabel, customer, customer_id, text=text)
    if isinstance(who, Reply):
        return who
    return _written(ctx, customer_cards.remove_label(ctx.tx, ctx.store, who, text, ctx.actor, ctx.now))


@command("seller.customer.block", at_least=Manager)
def block(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """Neither answer somebody any more nor write to him."""
    who = meant_customer(ctx, block, customer, customer_id)
    if isinstance(who, Reply):
        return who
    return _written(ctx, customer_cards.block(ctx.tx, ctx.store, who, ctx.actor, ctx.now))


@command("seller.customer.unblock", at_least=Manager)
def unblock(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """Answer somebody again."""
    who = meant_customer(ctx, unblock, customer, customer_id)
    if isinstance(who, Reply):
        return who
    return _written(ctx, customer_cards.unblock(ctx.tx, ctx.store, who, ctx.actor, ctx.now))


def _written(ctx: Context, written: Written) -> Reply:
    return Reply({"written": written}, "", undo_buttons(ctx))
