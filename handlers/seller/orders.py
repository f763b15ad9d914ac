"""The steps of an order: accepted, prepared, sent or laid ready, handed over, done. Its customer hears of each."""

from __future__ import annotations

from bot import Context, Reply, Staff, command
from handlers.seller.stepping import step, tell_customer
from models import Order
from shop import orders as operations


@command("seller.order.confirm", at_least=Staff)
def confirm(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Take orders: from now on they are sales. Refused for those taken or cancelled before."""
    return step(ctx, "confirm", confirm, orders, lambda one: operations.confirm_order(ctx.tx, one, ctx.actor, ctx.now))


@command("seller.order.process", at_least=Staff)
def process(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Begin to prepare orders that were taken."""
    return step(ctx, "process", process, orders, lambda one: operations.process_order(ctx.tx, one, ctx.actor, ctx.now))


@command("seller.order.ship", at_least=Staff)
def ship(ctx: Context, orders: tuple[Order, ...] = (), tracking: str | None = None) -> Reply:
    """Send deliveries off, with a tracking number or none; one that is on its way already gets the number alone."""

    def change(order: Order) -> Order:
        if order.state == "shipped" and tracking:
            return operations.set_tracking(ctx.tx, order, tracking, ctx.actor, ctx.now)
        return operations.ship_order(ctx.tx, order, ctx.actor, ctx.now, tracking or "")

    reply = step(ctx, "ship", ship, orders, change, tracking=tracking)
    if reply.values.get("old") == "shipped":
        tell_customer(ctx, reply.values["view"], "tracking")
        return Reply(reply.values, "tracking", reply.buttons)
    return reply


@command("seller.order.ready", at_least=Staff)
def ready(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Lay orders ready that their customers fetch themselves."""
    return step(ctx, "ready", ready, orders, lambda one: operations.ready_order(ctx.tx, one, ctx.actor, ctx.now))


@command("seller.order.deliver", at_least=Staff)
def deliver(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Note that orders have reached their customers."""
    return step(ctx, "deliver", deliver, orders, lambda one: operations.deliver_order(ctx.tx, one, ctx.actor, ctx.now))


@command("seller.order.complete", at_least=Staff)
def complete(ctx: Context, orders: tuple[Order, ...] = ()) -> Reply:
    """Close orders for good; those still under way count as handed over. A day after handing over it happens alone."""

    def change(order: Order) -> Order:
        return operations.complete_order(ctx.tx, order, ctx.actor, ctx.now)

    return step(ctx, "complete", complete, orders, change)
