"""What customers think of an order they got."""

from __future__ import annotations

from bot import Button, Context, Rating, Reply, Values, command
from models import Order
from shop import reviews
from shop.order_finding import order_by_id

POOR = 3


@command("customer.review.give")
def give(ctx: Context, rating: Rating, text: str | None = None, order_id: int | None = None) -> Reply:
    """Rate the newest order that was received, or the one asked about; refused where there is none."""
    order = _order(ctx, order_id)
    review = reviews.give_review(ctx.tx, order, rating, text or "", ctx.actor, ctx.now)
    if rating <= POOR:
        answer = Button("answer_chat", "seller.chat.open", {"chat": ctx.chat.id})
        values = {"order": order, "review": review, "customer": ctx.customer.name}
        ctx.tell_staff("customer/review:poor_notice", values, [answer])
    if not review.text:
        ctx.ask(say, order_id=order.id)
        return Reply({"review": review}, "give_more", [ctx.button("skip", enough)])
    return Reply({"review": review})


def _order(ctx: Context, order_id: int | None) -> Order:
    if order_id is None:
        return reviews.order_to_review(ctx.tx, ctx.store, ctx.customer, ctx.now)
    order = order_by_id(ctx.tx, ctx.store, order_id)
    return order if order.customer_id == ctx.customer.id else _order(ctx, None)


@command("customer.review.say", waits=True)
def say(ctx: Context, text: str, order_id: int) -> Reply:
    """Add words to the stars just given."""
    order = _order(ctx, order_id)
    review = reviews.comment(ctx.tx, reviews.review_of(ctx.tx, order), text)
    if review.stars is not None and review.stars <= POOR:
        values = {"order": order, "review": review, "customer": ctx.customer.name}
        ctx.tell_staff("customer/review:words_notice", values)
    return Reply({"review": review}, "give")


@command("customer.review.enough", waits=True)
def enough(ctx: Context) -> Values:
    """The stars say it all."""
    return {}
