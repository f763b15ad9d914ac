"""Customers by chat: finding one, noting something about him, keeping somebody out."""

from __future__ import annotations

from collections.abc import Callable

from bot import Button, Context, Manager, Reply, Staff, command
from bot.commands import Handler
from handlers.seller.parts import undo_buttons
from handlers.seller.who import for_customer
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

    def shown(who: Customer) -> Reply:
        return Reply({"card": customer_cards.card(ctx.tx, ctx.store, who)}, "", _talk(ctx, who))

    return for_customer(ctx, search, (customer, customer_id), shown)


def _talk(ctx: Context, who: Customer) -> list[Button]:
    chat = reach.newest_chat(ctx.tx, ctx.store, who)
    return [Button("answer_chat", "seller.chat.open", {"chat": chat.id})] if chat and who.blocked_at is None else []


@command("seller.customer.note", at_least=Staff)
def note(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Remember something about a customer, besides what was noted before."""
    return _write(ctx, note, (customer, customer_id), customer_cards.add_note, text, may_be_new=True)


@command("seller.customer.label", at_least=Staff)
def label(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Put a label on a customer."""
    return _write(ctx, label, (customer, customer_id), customer_cards.add_label, text)


@command("seller.customer.unlabel", at_least=Staff)
def unlabel(ctx: Context, customer: str, text: str, customer_id: int | None = None) -> Reply:
    """Take a label off a customer; refused where he has none such."""
    return _write(ctx, unlabel, (customer, customer_id), customer_cards.remove_label, text)


@command("seller.customer.block", at_least=Manager)
def block(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """Neither answer somebody any more nor write to him."""
    return _write(ctx, block, (customer, customer_id), customer_cards.block)


@command("seller.customer.unblock", at_least=Manager)
def unblock(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """Answer somebody again."""
    return _write(ctx, unblock, (customer, customer_id), customer_cards.unblock)


def _write(
    ctx: Context, function: Handler, named: tuple[str, int | None], operation: Callable[..., Written], *words: str,
    may_be_new: bool = False,
) -> Reply:  # fmt: skip
    """Do something to a customer, perhaps with some words; asked first who it is where that is not plain."""

    def written(who: Customer) -> Reply:
        done = operation(ctx.tx, ctx.store, who, *words, ctx.actor, ctx.now)
        return Reply({"written": done}, "", undo_buttons(ctx))

    told = dict(zip(("text",), words, strict=False))
    return for_customer(ctx, function, named, written, may_be_new=may_be_new, **told)
