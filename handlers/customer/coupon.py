"""A coupon in the customer's cart."""

from __future__ import annotations

from bot import Context, Reply, Values, command
from handlers.customer.cart import show
from handlers.customer.checkout import proceed, the_cart, under_way
from shop import carts, coupons
from shop.cart_views import CartView
from values import Money


@command("customer.coupon.use")
def use(ctx: Context, text: str) -> Reply:
    """Put a coupon into the cart, where it shows in the totals. Refused for one that cannot be used."""
    coupon = coupons.check_coupon(ctx.tx, ctx.store, ctx.customer, text, ctx.now)
    view = carts.set_coupon(ctx.tx, the_cart(ctx), coupon.id, ctx.now)
    minimum = Money(coupon.minimum_amount, ctx.store.currency)
    _go_on(ctx, view)
    amount = None if coupon.amount is None else Money(coupon.amount, ctx.store.currency)
    return Reply({"coupon": coupon, "amount": amount, "minimum": minimum, "short": view.subtotal < minimum})


@command("customer.coupon.ask", keeps=True)
def ask(ctx: Context) -> Values:
    """How offers are had: codes of coupons are for those who were told them."""
    return {}


def _go_on(ctx: Context, view: CartView) -> None:
    """Back to where the customer was: the checkout, or the cart with its totals."""
    if view.lines and under_way(ctx, view):
        proceed(ctx, view)
    elif view.lines:
        ctx.then(show)


@command("customer.coupon.drop")
def drop(ctx: Context) -> Reply:
    """Take the coupon out of the cart."""
    _go_on(ctx, carts.set_coupon(ctx.tx, the_cart(ctx), None, ctx.now))
    return Reply()
