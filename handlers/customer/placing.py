"""What is said to both sides once an order is placed, and what can still be changed then."""

from __future__ import annotations

from bot import Button, Context, Reply, Values
from bot.photos import address_of as photo_address
from bot.pictures import address_of
from handlers.customer.parts import quoted_order
from models import Cart, Order
from shop import stores
from shop.cart_views import CartView
from shop.errors import UnknownPaymentWay
from shop.image_lists import name_of
from shop.order_views import last_order
from shop.qris import is_merchant_code, with_amount
from shop.terms import Way


def has_moved(cart: Cart, view: CartView, version: int) -> bool:
    """Whether a cart is no longer what was summed up at that version."""
    quoted = cart.quoted_version == cart.version and cart.quoted_total == view.total.amount
    return cart.version != version or not quoted or bool(view.missing)


def answers_old_summary(ctx: Context, cart: Cart) -> bool:
    """Whether a yes was written as a reply to a summary from before the cart's last change."""
    said = ctx.quoted
    return said is not None and said.block == "customer/checkout:summary" and said.created_at < cart.changed_at


def say_placed(ctx: Context, order: Order, values: Values) -> None:
    """Tell the customer the number, how to pay and how to cancel; a code to pay with follows as a picture."""
    way = _way_of(ctx, order)
    ctx.reply("customer/checkout:placed", {**values, "way": way})
    if way is not None and way.qr_text and is_merchant_code(way.qr_text):
        picture = address_of(with_amount(way.qr_text, order.total))
        ctx.reply("customer/checkout:pay_code", {"order": order, "exact": True}, media_url=picture)
    elif way is not None and (way.picture_id or way.picture_url):
        picture = photo_address(name_of(ctx.tx, way.picture_id)) if way.picture_id else way.picture_url
        ctx.reply("customer/checkout:pay_code", {"order": order, "exact": False}, media_url=picture)


def _way_of(ctx: Context, order: Order) -> Way | None:
    try:
        return stores.payment_way(ctx.tx, ctx.store, order.payment_way_id) if order.payment_way_id else None
    except UnknownPaymentWay:
        return None


def tell_store(ctx: Context, order: Order, values: Values) -> None:
    """Tell the people of the store of a new order, with what they can do at a tap."""
    slots = {"orders": [order.id]}
    taps = [Button("accept", "seller.order.confirm", slots), Button("reject", "seller.order.cancel", slots)]
    if order.state != "pending":
        taps = [Button("process", "seller.order.process", slots)]
    ctx.tell_staff("customer/order:new_notice", values, taps)


def latest_order(ctx: Context) -> Order | None:
    """The order replied to, else the customer's newest that is not done with."""
    return quoted_order(ctx) or last_order(ctx.tx, ctx.store, ctx.customer, only_open=True)


def cannot_change(order: Order) -> Reply:
    """Tell how an order that was placed can still be changed."""
    return Reply({"order": order}, "customer/order:placed_already")
