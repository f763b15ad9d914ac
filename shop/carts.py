"""Carts: one open cart per customer and store, whose version goes up with every change of anything in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from models import Cart, Customer, Order, Store, Tx
from shop.cart_rows import (
    LineKey,
    begin_rows,
    filled_cart,
    line_key,
    open_key,
    replace_rows,
    rows_of,
    same_rows,
    show_prices,
    take_over,
)
from shop.cart_views import CartView, Shelf, check_offered, out_of_stock, shelf_for, view_cart
from shop.errors import CartChanged, CartFull, FulfilmentNotOffered, OptionNeeded, ShopError, TimePassed
from shop.order_views import lines_again
from shop.people import keep_place
from shop.pricing import needed, price_line
from shop.rows import added
from shop.stores import payment_ways
from shop.terms import Way
from shop.zones import check_reach
from values import CartLine, Quantity

LIFETIME: Final = timedelta(days=7)
MOST_LINES: Final = 60
LATE: Final = timedelta(minutes=5)


class CartUpdate(Struct, frozen=True):
    """What became of a change: the cart now, the lines that were refused and why, and the choices still to make."""

    cart: CartView
    refused: tuple[ShopError, ...]
    needed: tuple[OptionNeeded, ...]


def find_cart(tx: Tx, store: Store, customer: Customer) -> Cart | None:
    """The customer's open cart at a store."""
    key = open_key(store.id, customer.id)
    cart = tx.once(key, lambda: _find(tx, store, customer))
    if cart is not None and cart.state != "open":
        tx.forget(key)
        return find_cart(tx, store, customer)
    return cart


def _find(tx: Tx, store: Store, customer: Customer) -> Cart | None:
    filled = filled_cart(tx, store.id, customer.id)
    take_over(tx, store.id, customer.id, filled)
    return filled.cart if filled else None


def open_cart(tx: Tx, store: Store, customer: Customer, now: datetime) -> Cart:
    """The customer's open cart, an empty one if there is none. What the store offers in one way only is chosen."""
    cart = find_cart(tx, store, customer)
    if cart is None:
        cart = added(tx, Cart, _fresh(tx, store, customer, now))
        if cart is not None:
            begin_rows(tx, cart)
        else:
            cart = _find(tx, store, customer)
        tx.keep(open_key(store.id, customer.id), cart)
    if cart is None:
        raise CartChanged
    return cart


def _fresh(tx: Tx, store: Store, customer: Customer, now: datetime) -> dict[str, Any]:
    ways = payment_ways(tx, store)
    only = {(True, False): "delivery", (False, True): "pickup"}.get((store.delivers, store.pickup))
    return {
        "seller_id": store.seller_id,
        "store_id": store.id,
        "customer_id": customer.id,
        "fulfilment": only,
        "payment_way_id": ways[0].id if len(ways) == 1 else None,
        "created_at": now,
        "changed_at": now,
        "expires_at": now + LIFETIME,
    }


def lines_of(tx: Tx, cart: Cart) -> tuple[CartLine, ...]:
    """What is in the cart."""
    return tuple(line for _, line in rows_of(tx, cart))


def set_lines(tx: Tx, cart: Cart, lines: Sequence[CartLine], now: datetime) -> CartUpdate:
    """Make these the lines of the cart. A new or changed line that cannot be sold is left out, or stays as it was, and
    the refusal is told; the other lines are kept."""
    store = tx.session.get_one(Store, cart.store_id)
    old = rows_of(tx, cart)
    shelf = shelf_for(tx, store, {line.product_id for line in lines} | {line.product_id for _, line in old})
    prices = {line_key(line): row.unit_amount for row, line in old}
    kept, refused = _sellable(tx, shelf, prices, ([line for _, line in old], list(lines)), now)
    if len(kept) > MOST_LINES:
        kept = kept[:MOST_LINES]
        refused.append(CartFull(MOST_LINES))
    _touch(tx, cart, now)
    replace_rows(tx, cart, kept, prices)
    sold = [line for line in kept if line.product_id in shelf.products]
    choices = (needed(shelf.products[line.product_id], shelf.groups[line.product_id], line) for line in sold)
    return CartUpdate(view_cart(tx, cart, now), tuple(refused), tuple(choice for choice in choices if choice))


def _sellable(
    tx: Tx, shelf: Shelf, prices: dict[LineKey, int], change: tuple[list[CartLine], list[CartLine]], now: datetime
) -> tuple[list[CartLine], list[ShopError]]:
    """The lines that may go in, their prices added to `prices`. Lines that were there before are kept, whatever
    happened to the stock meanwhile: the view tells."""
    old, wanted = change
    unchanged = Counter(old) & Counter(wanted)
    spare = list((Counter(old) - unchanged).elements())
    taken: dict[int, Quantity] = defaultdict(lambda: Quantity(0))
    for line in unchanged.elements():
        taken[line.product_id] += line.quantity
    kept: list[CartLine] = []
    refused: list[ShopError] = []
    for line in wanted:
        if unchanged[line] > 0:
            unchanged[line] -= 1
            kept.append(line)
            continue
        try:
            amount = _checked_price(tx, shelf, line, taken[line.product_id], now)
            prices.setdefault(line_key(line), amount)
            kept.append(line)
            taken[line.product_id] += line.quantity
        except ShopError as refusal:
            refused.append(refusal)
            for before in _as_it_was(spare, line):
                kept.append(before)
                taken[before.product_id] += before.quantity
    return kept, refused


def _checked_price(tx: Tx, shelf: Shelf, line: CartLine, taken: Quantity, now: datetime) -> int:
    product = check_offered(tx, shelf, line.product_id, now)
    priced = price_line(product, shelf.groups[product.id], line)
    if product.tracked and taken + line.quantity > product.left:
        raise out_of_stock(tx, product, taken + line.quantity, product.left, now)
    return priced.unit_price.amount


def _as_it_was(spare: list[CartLine], line: CartLine) -> list[CartLine]:
    for candidate in spare:
        if candidate.product_id == line.product_id:
            spare.remove(candidate)
            return [candidate]
    return []


def repeat_order(tx: Tx, cart: Cart, order: Order, now: datetime) -> CartUpdate:
    """Put the lines of an earlier order into the cart at today's prices; what cannot be had is refused line by line."""
    return set_lines(tx, cart, (*lines_of(tx, cart), *lines_again(tx, order)), now)


def clear_cart(tx: Tx, cart: Cart, now: datetime) -> None:
    """Take everything out; what was answered for the checkout stays."""
    _touch(tx, cart, now)
    replace_rows(tx, cart, (), {})


def set_fulfilment(tx: Tx, cart: Cart, fulfilment: str, now: datetime) -> CartView:
    """Choose delivery or pickup; refused where the store does not offer it."""
    store = tx.session.get_one(Store, cart.store_id)
    if not (store.delivers if fulfilment == "delivery" else store.pickup):
        raise FulfilmentNotOffered(fulfilment)
    return _answer(tx, cart, now, fulfilment=fulfilment)


def set_address(tx: Tx, cart: Cart, text: str, now: datetime, pin: tuple[float, float] | None = None) -> CartView:
    """Deliver to this address or shared location (latitude, longitude); it is remembered for the next time."""
    customer = tx.session.get_one(Customer, cart.customer_id)
    check_reach(tx, tx.session.get_one(Store, cart.store_id), text, pin)
    set_fulfilment(tx, cart, "delivery", now)
    keep_place(tx, customer, text.strip(), pin, now)
    lat, lon = pin or (None, None)
    return _answer(tx, cart, now, address=text.strip(), lat=lat, lon=lon)


def set_time(tx: Tx, cart: Cart, at: datetime | None, now: datetime) -> CartView:
    """Choose when it is wanted; None is as soon as possible. A time that has passed is refused."""
    if at is not None and at < now - LATE:
        raise TimePassed(at)
    return _answer(tx, cart, now, requested_at=at, time_asked=True)


def set_payment(tx: Tx, cart: Cart, way: Way, now: datetime) -> CartView:
    """Choose how it is paid."""
    return _answer(tx, cart, now, payment_way_id=way.id)


def set_note(tx: Tx, cart: Cart, note: str, now: datetime) -> CartView:
    """Tell the store something about the whole order; an empty note takes it back."""
    return _answer(tx, cart, now, note=note.strip(), note_asked=True)


def set_coupon(tx: Tx, cart: Cart, coupon_id: int | None, now: datetime) -> CartView:
    """Put a coupon that the customer may use into his cart, or take it out."""
    return _answer(tx, cart, now, coupon_id=coupon_id)


_QUOTING = (
    update(Cart)
    .where(col(Cart.id) == bindparam("cart"))
    .values({name: bindparam(f"new_{name}") for name in ("quoted_version", "quoted_total")})
    .execution_options(synchronize_session=False)
)


def quote_cart(tx: Tx, cart: Cart, now: datetime) -> CartView:
    """The summary that a *yes* may answer: binds version and total, and takes today's prices as shown."""
    view = view_cart(tx, cart, now)
    quoted = {"quoted_version": cart.version, "quoted_total": view.total.amount}
    tx.changed(_QUOTING, {"cart": cart.id, **{f"new_{name}": value for name, value in quoted.items()}})
    for name, value in quoted.items():
        set_committed_value(cart, name, value)
    show_prices(tx, cart, [line.priced.unit_price.amount if line.priced else None for line in view.lines])
    return view


def drop_expired(tx: Tx, now: datetime) -> int:
    """Close the carts nobody touched for a week; how many there were."""
    stale = (col(Cart.state) == "open", col(Cart.expires_at) <= now)
    return tx.changed(update(Cart).where(*stale).values(state="dropped"))


def _answer(tx: Tx, cart: Cart, now: datetime, **values: Any) -> CartView:
    _touch(tx, cart, now, **values)
    return view_cart(tx, cart, now)


def _touch(tx: Tx, cart: Cart, now: datetime, **values: Any) -> None:
    """Bump the version, provided that nobody else did since this cart was read."""
    fresh = {"version": cart.version + 1, "changed_at": now, "expires_at": now + LIFETIME} | values
    before = cart.version
    changes = {f"new_{name}": value for name, value in fresh.items()}
    if not tx.changed_one(_touching(tuple(fresh)), {"cart": cart.id, "seen": before, **changes}):
        raise CartChanged
    for name, value in fresh.items():
        set_committed_value(cart, name, value.astimezone(UTC) if isinstance(value, datetime) else value)
    same_rows(tx, cart, before)


@cache
def _touching(names: tuple[str, ...]) -> Executable:
    """Made once: making it takes as long as asking it."""
    seen = (col(Cart.id) == bindparam("cart"), col(Cart.version) == bindparam("seen"), col(Cart.state) == "open")
    changed = update(Cart).where(*seen).values({name: bindparam(f"new_{name}") for name in names})
    return changed.execution_options(synchronize_session=False)
