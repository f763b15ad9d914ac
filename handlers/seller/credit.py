"""The credit book by chat: kasbon, udhaar, fiado."""

from __future__ import annotations

from typing import Final

from bot import Button, Context, Manager, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from handlers.seller.who import for_customer
from models import Customer
from shop import credit, reach
from shop.changes import Written
from shop.credit_views import debt_of, debts, page_of
from shop.customers import customer_by_id
from values import Money

PAGE: Final = 10


@command("seller.credit.list", at_least=Staff, keeps=True)
def list_debts(ctx: Context) -> Reply:
    """Who owes the store, the most first, with all of it together."""
    return _page(ctx, 0)


@command("seller.credit.more", at_least=Staff, waits=True, keeps=True)
def more(ctx: Context, offset: int) -> Reply:
    """The next page of those who owe."""
    return _page(ctx, offset)


def _page(ctx: Context, offset: int) -> Reply:
    found = debts(ctx.tx, ctx.store, ctx.now, offset, PAGE)
    last = offset + len(found.rows)
    buttons = [ctx.button("more", more, offset=last)] if last < found.count else []
    return Reply({"debts": found, "first": offset + 1}, "seller/credit:list", buttons)


@command("seller.credit.give", at_least=Staff)
def give(ctx: Context, customer: str, amount: Money, customer_id: int | None = None) -> Reply:
    """Write down what a customer owes more; asked first beyond his limit. A name nobody has begins a page."""

    def written(who: Customer) -> Reply:
        limit = credit.exceeds(ctx.tx, ctx.store, who, amount)
        return _given(ctx, who, amount) if limit is None else _beyond(ctx, who, amount, limit)

    return for_customer(ctx, give, (customer, customer_id), written, may_be_new=True, amount=amount)


def _beyond(ctx: Context, who: Customer, amount: Money, limit: Money) -> Reply:
    owed = credit.balance(ctx.tx, ctx.store, who)
    buttons = ask_first(ctx, give_sure, customer_id=who.id, amount=amount, seen=owed.amount)
    return Reply({"customer": who, "amount": amount, "limit": limit, "after": owed + amount}, "give_limit", buttons)


@command("seller.credit.give_sure", at_least=Staff, waits=True)
def give_sure(ctx: Context, customer_id: int, amount: Money, seen: int) -> Reply:
    """Write it down beyond the limit after the yes; asked again where the debt has moved since."""
    who = customer_by_id(ctx.tx, ctx.store, customer_id)
    if credit.balance(ctx.tx, ctx.store, who).amount != seen:
        return give(ctx, "", amount, customer_id)
    return _given(ctx, who, amount)


def _given(ctx: Context, who: Customer, amount: Money) -> Reply:
    fresh = credit.find_account(ctx.tx, ctx.store, who) is None
    written = credit.give(ctx.tx, ctx.store, who, amount, ctx.actor, ctx.now)
    return Reply({"written": written, "amount": amount, "fresh": fresh}, "seller/credit:give", undo_buttons(ctx))


@command("seller.credit.paid", at_least=Staff)
def paid(ctx: Context, customer: str, amount: Money | None = None, customer_id: int | None = None) -> Reply:
    """A customer pays back, all he owes where no amount is told; never more than that."""

    def received(who: Customer) -> Reply:
        written: Written = credit.receive(ctx.tx, ctx.store, who, amount, ctx.actor, ctx.now)
        return Reply({"written": written, "paid": written.old - written.new}, "", undo_buttons(ctx))

    return for_customer(ctx, paid, (customer, customer_id), received, amount=amount)


@command("seller.credit.show", at_least=Staff, keeps=True)
def show(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """What one customer owes, since when, and the last entries of his page."""

    def shown(who: Customer) -> Reply:
        debt, slots = debt_of(ctx.tx, ctx.store, who, ctx.now), {"customer": who.name, "customer_id": who.id}
        buttons = [ctx.button("remind_debt", remind, **slots)] if debt.balance.amount > 0 else []
        return Reply({"debt": debt, "page": page_of(ctx.tx, ctx.store, who)}, "", buttons)

    return for_customer(ctx, show, (customer, customer_id), shown)


@command("seller.credit.limit", at_least=Manager)
def limit(ctx: Context, customer: str, amount: Money, customer_id: int | None = None) -> Reply:
    """Set how much a customer may owe; nothing at all, or more than now, is asked about when more is given."""

    def limited(who: Customer) -> Reply:
        written = credit.set_limit(ctx.tx, ctx.store, who, amount, ctx.actor, ctx.now)
        debt = debt_of(ctx.tx, ctx.store, who, ctx.now)
        return Reply({"written": written, "debt": debt}, "", undo_buttons(ctx))

    return for_customer(ctx, limit, (customer, customer_id), limited, may_be_new=True, amount=amount)


@command("seller.credit.remind", at_least=Manager)
def remind(ctx: Context, customer: str, customer_id: int | None = None) -> Reply:
    """Show the reminder that would go to a customer, and ask. Refused for whoever cannot or must not be written to."""

    def asked(who: Customer) -> Reply:
        reach.check(ctx.tx, ctx.store, who)
        owed = credit.check_reminder(ctx.tx, ctx.store, who, ctx.now)
        buttons: list[Button] = ask_first(ctx, remind_sure, customer_id=who.id, seen=owed.amount)
        return Reply(_reminder(ctx, who, owed), "remind", buttons)

    return for_customer(ctx, remind, (customer, customer_id), asked)


@command("seller.credit.remind_sure", at_least=Manager, waits=True)
def remind_sure(ctx: Context, customer_id: int, seen: int) -> Reply:
    """Send the reminder after the yes, once a day at most; asked again where the debt has moved since."""
    who = customer_by_id(ctx.tx, ctx.store, customer_id)
    if credit.balance(ctx.tx, ctx.store, who).amount != seen:
        return remind(ctx, "", customer_id)
    reach.check(ctx.tx, ctx.store, who)
    owed = credit.note_reminder(ctx.tx, ctx.store, who, ctx.actor, ctx.now)
    values = _reminder(ctx, who, owed)
    ctx.tell_customer(who.id, "seller/credit:reminder_notice", values, purpose="debt")
    return Reply(values)


def _reminder(ctx: Context, who: Customer, owed: Money) -> dict[str, object]:
    return {"debt": debt_of(ctx.tx, ctx.store, who, ctx.now), "owed": owed, "store": ctx.store}
