"""Orders that are paid later: their total goes on the customer's page of the credit book."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bot import Context, Reply, Staff, command
from handlers.seller.parts import ask_first, undo_buttons
from handlers.seller.stepping import Failed, meant, which
from models import Customer, Order
from shop import credit
from shop.changes import Written
from shop.errors import ShopError
from shop.order_lists import to_be_paid
from shop.order_views import order_view
from values import Money


@command("seller.credit.order", at_least=Staff)
def on_credit(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Let orders be paid later; asked first beyond a customer's limit. Refused for those paid or called off."""
    found = meant(ctx, orders, lambda: to_be_paid(ctx.tx, ctx.store))
    if not found.plain:
        return which(ctx, "credit", on_credit, found.orders)
    beyond = _beyond(ctx, found.orders)
    if beyond is not None:
        order, limit = beyond
        buttons = ask_first(ctx, on_credit_sure, orders=tuple(found.orders), seen=_owed(ctx, found.orders))
        customer = ctx.tx.session.get_one(Customer, order.customer_id)
        after = credit.balance(ctx.tx, ctx.store, customer) + order.total
        values = {"customer": customer, "amount": order.total, "limit": limit, "after": after}
        return Reply(values, "seller/credit:give_limit", buttons)
    return _put(ctx, found.orders)


@command("seller.credit.order_sure", at_least=Staff, waits=True)
def on_credit_sure(ctx: Context, orders: tuple[Order, ...], seen: list[int]) -> Reply:
    """Do it beyond the limit after the yes; asked again where a debt has moved since."""
    return _put(ctx, orders) if _owed(ctx, orders) == seen else on_credit(ctx, orders)


def _owed(ctx: Context, orders: Sequence[Order]) -> list[int]:
    customers = [ctx.tx.session.get_one(Customer, order.customer_id) for order in orders]
    return [credit.balance(ctx.tx, ctx.store, customer).amount for customer in customers]


def _beyond(ctx: Context, orders: Sequence[Order]) -> tuple[Order, Money] | None:
    for order in orders:
        customer = ctx.tx.session.get_one(Customer, order.customer_id)
        limit = credit.exceeds(ctx.tx, ctx.store, customer, order.total)
        if limit is not None:
            return order, limit
    return None


def _put(ctx: Context, orders: Sequence[Order]) -> Reply:
    done: list[tuple[object, Written]] = []
    failed = [Failed(None, refusal) for refusal in ctx.missed]
    for order in orders:
        number = order.number
        result = ctx.attempt(partial(credit.put_order, ctx.tx, order, ctx.actor, ctx.now))
        if isinstance(result, ShopError):
            failed.append(Failed(number, result))
        else:
            done.append((order_view(ctx.tx, order), result))
            values = {"order": order, "store": ctx.store, "owed": result.new}
            ctx.tell_customer(order.customer_id, "seller/credit:order_notice", values)
    if failed and not done:
        raise failed[0].refusal
    return Reply({"done": done, "failed": failed}, "seller/credit:order", undo_buttons(ctx))
