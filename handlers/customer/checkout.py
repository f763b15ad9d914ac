"""The checkout: asks only what is missing, one thing at a time, and ends in a summary that a yes may answer."""

from __future__ import annotations

from datetime import date

from bot import Button, Context, Reply, Values, command
from handlers.customer.parts import cart_values, order_values, tell_if_closed, tell_refusals
from handlers.customer.places import is_address, is_no, pin
from handlers.customer.placing import answers_old_summary, has_moved, say_placed, tell_store
from models import Cart
from nlp.situation import TimeRef
from shop import carts, opening, orders, people, stores
from shop.actors import CLOCK
from shop.cart_views import CartView, view_cart
from shop.order_views import placed_view
from shop.own_carts import own_cart
from shop.placing import accepts_alone
from shop.wishes import wanted_at

# What the summary says anyway.
SUMMED_UP = ("changed", "got_address", "got_time", "got_payment")
QUESTIONS = ("fulfilment", "where", "when", "pay", "summary", "next", "address_short", "time_of_day")
MOST_LABEL = 60


def proceed(ctx: Context, view: CartView) -> None:
    """Go on with the checkout: say what stands in its way, else ask its next open question, else sum it up."""
    store = ctx.store
    opens_at = opening.next_opening(ctx.tx, store, ctx.now)
    _forget_questions(ctx)
    if not view.lines:
        ctx.reply("customer/cart:empty")
    elif view.problems:
        tell_refusals(ctx, view.problems)
    elif view.short_of_minimum is not None:
        ctx.reply("customer/checkout:below_minimum", {"minimum": view.minimum, "missing": view.short_of_minimum})
    elif opens_at is None or (opens_at > ctx.now and not store.preorders):
        ctx.reply("errors:store_closed", {"store": store.name, "opens_at": opens_at})
    else:
        ctx.then(_ASKED_BY[_question(view, opens_at > ctx.now)])


def _forget_questions(ctx: Context) -> None:
    """Several answers in one message are followed by one question, the last."""
    ctx.bubbles[:] = [
        said
        for said in ctx.bubbles
        if said.block not in QUESTIONS or said.area not in ("customer/checkout", "customer/cart")
    ]


def _question(view: CartView, closed: bool) -> str:
    """The next open question. While the store is closed, as soon as possible is no answer to when."""
    missing = list(view.missing)
    if closed and view.requested_at is None and "time" not in missing:
        missing.insert(0, "time")
    return missing[0] if missing else ""


def under_way(ctx: Context, view: CartView) -> bool:
    """Whether the customer has begun the checkout: something that the store lets him choose is chosen."""
    store = ctx.store
    chose = store.delivers and store.pickup and view.fulfilment is not None
    ways = stores.payment_ways(ctx.tx, store)
    return chose or bool(view.address) or "time" not in view.missing or (len(ways) > 1 and view.payment is not None)


def the_cart(ctx: Context) -> Cart:
    """The customer's open cart, an empty one if there is none."""
    return carts.open_cart(ctx.tx, ctx.store, ctx.customer, ctx.now)


@command("customer.cart.checkout")
def checkout(ctx: Context) -> None:
    """Order what is in the cart: the first thing still missing is asked."""
    proceed(ctx, view_cart(ctx.tx, the_cart(ctx), ctx.now))


@command("customer.checkout.fulfilment", waits=True)
def fulfilment(ctx: Context) -> Reply:
    """Ask whether to deliver or to pick up."""
    store = ctx.store
    values = {"fee": store.delivery_fee, "free_from": store.free_delivery_from, "address": store.address}
    return Reply(values, buttons=[ctx.button("delivery", delivery), ctx.button("pickup", pickup)])


@command("customer.checkout.delivery")
def delivery(ctx: Context) -> None:
    """Have it delivered."""
    proceed(ctx, carts.set_fulfilment(ctx.tx, the_cart(ctx), "delivery", ctx.now))


@command("customer.checkout.pickup")
def pickup(ctx: Context) -> None:
    """Fetch it at the store."""
    proceed(ctx, carts.set_fulfilment(ctx.tx, the_cart(ctx), "pickup", ctx.now))


@command("customer.checkout.where", waits=True)
def where(ctx: Context) -> Reply:
    """Ask for the address, offering those used before."""
    places = [place.text for place in people.places_of(ctx.tx, ctx.customer) if place.text]
    ctx.ask(set_address)
    buttons = [Button(text[:MOST_LABEL], "customer.checkout.address", {"address": text}, said=True) for text in places]
    return Reply({"known": len(places)}, buttons=buttons)


@command("customer.checkout.address", waits=True)
def set_address(ctx: Context, address: str) -> None:
    """Deliver to an address in words or to a shared location."""
    spot = pin(ctx)
    if spot is not None and not any(letter.isalpha() for letter in address):
        address = ""  # nothing but the numbers of the location itself
    if spot is None and is_no(ctx):
        ctx.reply("customer/cart:keep")
        return
    if spot is None and not is_address(address, words=2):
        ctx.reply("address_short")
        ctx.ask(set_address)
        return
    deliver_to(ctx, address, spot)


def deliver_to(ctx: Context, address: str, spot: tuple[float, float] | None = None) -> None:
    """Deliver what is in the cart to an address, with its spot on the map if one is known, and go on."""
    saved = next((place for place in people.places_of(ctx.tx, ctx.customer) if place.text == address.strip()), None)
    if spot is None and saved is not None and saved.lat is not None and saved.lon is not None:
        spot = (saved.lat, saved.lon)
    ctx.reply("customer/checkout:got_address", {"address": address})
    proceed(ctx, carts.set_address(ctx.tx, the_cart(ctx), address, ctx.now, spot))


@command("customer.checkout.when", waits=True)
def when(ctx: Context) -> Values:
    """Ask for when it is wanted."""
    ctx.ask(set_time)
    opens_at = opening.next_opening(ctx.tx, ctx.store, ctx.now)
    closed = opens_at is not None and opens_at > ctx.now
    cart = view_cart(ctx.tx, the_cart(ctx), ctx.now)
    return {"fulfilment": cart.fulfilment, "closed": closed, "opens_at": opens_at}


@command("customer.checkout.time")
def set_time(ctx: Context, time: TimeRef, day: date | None = None) -> None:
    """Want it at a time, on a day, or as soon as possible."""
    day = time.day or day
    if time.time is None and day is not None and day > ctx.now.astimezone(ctx.zone).date():
        ctx.reply("time_of_day", {"day": day})
        ctx.ask(set_time, day=day)
        return
    at = wanted_at(ctx.tx, ctx.store, day, time.time, ctx.now)
    ctx.reply("customer/checkout:got_time", {"at": at})
    proceed(ctx, carts.set_time(ctx.tx, the_cart(ctx), at, ctx.now))


@command("customer.checkout.pay", waits=True)
def pay(ctx: Context) -> Reply:
    """Ask how it is paid."""
    ways = stores.payment_ways(ctx.tx, ctx.store)
    return Reply(buttons=ctx.choose(pay_by, [(way.name, {"way": way.id}) for way in ways]))


@command("customer.checkout.pay_by", waits=True)
def pay_by(ctx: Context, way: int) -> None:
    """Pay in the way that was chosen."""
    chosen = stores.payment_way(ctx.tx, ctx.store, way)
    proceed(ctx, carts.set_payment(ctx.tx, the_cart(ctx), chosen, ctx.now))


@command("customer.checkout.summary", waits=True)
def summary(ctx: Context) -> Reply:
    """Sum up what is about to be ordered and wait for an explicit yes."""
    cart = the_cart(ctx)
    view = carts.quote_cart(ctx.tx, cart, ctx.now)
    ctx.bubbles[:] = [said for said in ctx.bubbles if said.block not in SUMMED_UP]
    tell_if_closed(ctx)
    ctx.confirm(place, no=decline, cart_id=cart.id, cart_version=cart.version)
    yes = ctx.button("order_yes", place, cart_id=cart.id, cart_version=cart.version)
    return Reply(cart_values(view), buttons=[yes, ctx.button("order_edit", edit)])


@command("customer.checkout.edit", waits=True)
def edit(ctx: Context) -> Values:
    """Tell how to change what was summed up, which stays open for a yes."""
    cart = the_cart(ctx)
    view = view_cart(ctx.tx, cart, ctx.now)
    ctx.confirm(place, no=decline, cart_id=cart.id, cart_version=cart.version)
    return {"name": view.lines[-1].name.lower() if view.lines else ""}


@command("customer.checkout.place", waits=True)
def place(ctx: Context, cart_id: int, cart_version: int) -> Reply | None:
    """Order what was summed up. A cart or price that moved since is summed up anew; a second yes changes nothing."""
    cart = own_cart(ctx.tx, ctx.store, ctx.customer, cart_id)
    if cart.state == "open":
        view = view_cart(ctx.tx, cart, ctx.now)
        for problem in view.problems:
            raise problem
        if has_moved(cart, view, cart_version) or answers_old_summary(ctx, cart):
            ctx.reply("moved")
            proceed(ctx, view)
            return None
    order, fresh = orders.place_order(ctx.tx, cart, cart_version, ctx.now)
    if not fresh:
        return Reply(order_values(ctx, order), "already")
    if accepts_alone(ctx.store, order):
        orders.confirm_order(ctx.tx, order, CLOCK, ctx.now)
    values = order_values(ctx, order, placed_view(ctx.tx, order))
    tell_store(ctx, order, values)
    say_placed(ctx, order, values)
    return None


@command("customer.checkout.decline", waits=True)
def decline(ctx: Context) -> Values:
    """Not now: nothing is ordered and the cart is kept."""
    return {}


_ASKED_BY = {"fulfilment": fulfilment, "address": where, "time": when, "payment": pay, "": summary}
