"""Which customer is meant by a name: told at once where it is plain, asked where it is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from bot import Context, Reply
from bot.commands import Handler, command_of
from models import Customer
from nlp.people import called, told
from nlp.wording import as_name
from shop.customers import customer_by_id, find_customers, near_customers, new_customer
from shop.errors import UnknownPerson

MOST_TITLE: Final = 24
NEW: Final = -1
SAME: Final = 99.0


def meant_customer(
    ctx: Context, function: Handler, name: str, key: int | None, /, *, may_be_new: bool = False, **remembered: Any
) -> Customer | Reply:
    """The customer, or the reply that asks which one; the answer runs `function` again with `customer_id`.

    A name that nobody has is refused, or taken as that of somebody new; one that is spelt nearly like a known one is
    asked about first.
    """
    name = called(name, ctx.language)
    if key == NEW:
        return new_customer(ctx.tx, ctx.store, as_name(name, ctx.language), ctx.actor, ctx.now)
    if key is not None:
        return customer_by_id(ctx.tx, ctx.store, key)
    found = named(ctx, name)
    if len(found) == 1 and found[0].sure:
        return found[0].customer
    if found:
        fresh = may_be_new and not any(one.sure for one in found)
        return _which(ctx, function, [one.customer for one in found], name, fresh=fresh, **remembered)
    if not may_be_new:
        raise UnknownPerson(name)
    return new_customer(ctx.tx, ctx.store, as_name(name, ctx.language), ctx.actor, ctx.now)


def for_customer(
    ctx: Context, function: Handler, named: tuple[str, int | None], then: Callable[[Customer], Reply], /,
    *, may_be_new: bool = False, **remembered: Any,
) -> Reply:  # fmt: skip
    """What `then` says of the customer with that name, or with that id; or the question which one is meant."""
    who = meant_customer(ctx, function, *named, may_be_new=may_be_new, **remembered)
    return who if isinstance(who, Reply) else then(who)


class Named(Struct, frozen=True):
    """Somebody whom a name may mean; `sure` unless it is only spelt nearly so."""

    customer: Customer
    sure: bool


def named(ctx: Context, name: str) -> list[Named]:
    """Whom a name may mean, in whichever letters it is written."""
    said = told(name, ctx.language)
    found = find_customers(ctx.tx, ctx.store, name, said)
    if found:
        return [Named(one, True) for one in found]
    near = near_customers(ctx.tx, ctx.store, said, lambda known: told(known, ctx.language))
    alike = [Named(one, True) for one, score in near if score >= SAME]
    return alike or [Named(one, False) for one, _ in near]


def _which(
    ctx: Context, function: Handler, people: Sequence[Customer], name: str, /, *, fresh: bool, **remembered: Any
) -> Reply:
    slot = next(slot.name for slot in command_of(function).slots if slot.name.startswith("customer"))
    choices = [(title_of(ctx, one), {"customer_id": one.id}) for one in people]
    if fresh:
        choices.append((name[:MOST_TITLE], {"customer_id": NEW}))
    buttons = ctx.choose(function, choices, **{slot: name, **remembered})
    return Reply({"name": name, "fresh": fresh}, "seller/customer:which", buttons)


def title_of(ctx: Context, customer: Customer) -> str:
    """A customer as a row to pick: his name, with the end of his number where two have the same."""
    return f"{customer.name or '–'} · {customer.id}"[-MOST_TITLE:] if _shared(ctx, customer) else _short(customer)


def _shared(ctx: Context, customer: Customer) -> bool:
    return len(find_customers(ctx.tx, ctx.store, customer.name)) > 1


def _short(customer: Customer) -> str:
    return (customer.name or "–")[:MOST_TITLE]
