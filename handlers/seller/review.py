"""Reviews as the seller sees them: read, answered, and whether customers are asked at all."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, Values, command
from handlers.seller.parts import undo_buttons
from models import Order
from shop import reviews
from shop.stores import set_field


@command("seller.review.list", at_least=Staff, keeps=True)
def list_reviews(ctx: Context) -> Values:
    """The newest reviews and the average of all."""
    return {"ratings": reviews.ratings(ctx.tx, ctx.store), "asks": ctx.store.asks_reviews}


@command("seller.review.answer", at_least=Staff)
def answer(ctx: Context, order: Order, text: str) -> Reply:
    """Answer the review of an order; its customer gets the words. Refused for an order without a review."""
    review = reviews.answer_review(ctx.tx, order, text, ctx.actor, ctx.now)
    values = {"order": order, "review": review, "store": ctx.store}
    ctx.tell_customer(order.customer_id, "seller/review:answer_notice", values, purpose="review")
    return Reply(values)


@command("seller.review.start", at_least=Manager)
def start(ctx: Context) -> Reply:
    """Ask customers for a review some hours after they got their order."""
    set_field(ctx.tx, ctx.store, "asks_reviews", True, ctx.actor, ctx.now)
    return Reply({}, "", undo_buttons(ctx))


@command("seller.review.stop", at_least=Manager)
def stop(ctx: Context) -> Reply:
    """Ask nobody for a review any more; they may still give one."""
    set_field(ctx.tx, ctx.store, "asks_reviews", False, ctx.actor, ctx.now)
    return Reply({}, "", undo_buttons(ctx))
