"""A cart at today's prices and today's stock, with what has changed since the customer last saw it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from models import Product, Store, Tx
from shop.cart_rows import Item, rows_of
from shop.coupons import coupon_of, discount
from shop.errors import NotOffered, OutOfStock, ShopError, SoldOut, UnknownProduct
from shop.goods import Found, Goods, goods_of, read_goods
from shop.menu import alternative
from shop.options import Offered, offered
from shop.pricing import PricedLine, needed, price_line, subtotal_of, total
from shop.stock import is_sold_out
from shop.stores import payment_ways
from shop.terms import Way
from shop.whole_carts import AnyCart
from shop.zones import fee_for
from values import CartLine, Money, Quantity

TELLABLE = Quantity.of(10)


class Shelf(Struct, frozen=True):
    """The products that some lines are about, with their options."""

    store: Store
    products: dict[int, Goods]
    groups: dict[int, list[Offered]]


class LineView(Struct, frozen=True):
    """A line as it would be ordered now. `shown` is the unit price last shown, `was` the same if it has changed;
    `problem` why it cannot be ordered, in which case it is not counted in the totals."""

    position: int
    line: CartLine
    priced: PricedLine | None
    name: str
    shown: Money
    was: Money | None
    problem: ShopError | None


class CartView(Struct, frozen=True):
    """A cart. `missing` names the checkout's open questions in the order they are asked: fulfilment, address, time,
    payment; `short_of_minimum` is what the order still lacks to the store's minimum."""

    id: int | None
    version: int
    lines: tuple[LineView, ...]
    subtotal: Money
    discount: Money
    coupon: str
    fee: Money
    total: Money
    short_of_minimum: Money | None
    minimum: Money
    fulfilment: str | None
    address: str
    pin: tuple[float, float] | None
    requested_at: datetime | None
    payment: Way | None
    note: str
    missing: tuple[str, ...]

    @property
    def problems(self) -> tuple[ShopError, ...]:
        return tuple(line.problem for line in self.lines if line.problem is not None)

    @property
    def repriced(self) -> tuple[LineView, ...]:
        """The lines whose unit price is not what the customer was last shown."""
        return tuple(line for line in self.lines if line.was is not None)


def load_shelf(tx: Tx, store: Store, product_ids: Iterable[int]) -> Shelf:
    """Read the products of some lines, with options and stock, in a fixed number of queries."""
    return _shelf(tx, store, read_goods(tx, store.id, set(product_ids)))


def shelf_for(tx: Tx, store: Store, product_ids: Iterable[int]) -> Shelf:
    """The products of some lines that are, or may come, into a cart: read once as long as none of them changes."""
    goods = goods_of(tx, store.id, set(product_ids))
    known, shelf = tx.once(("shelf", store.id), lambda: (goods, _shelf(tx, store, goods)))
    if known is goods:
        return shelf
    tx.forget(("shelf", store.id))
    return shelf_for(tx, store, goods)


def _shelf(tx: Tx, store: Store, goods: Found) -> Shelf:
    there = {key: one for key, one in goods.items() if one is not None}
    offers = offered(tx, (one.id for one in there.values() if one.has_options))
    return Shelf(store, there, {key: offers.get(key, []) for key in there})


def view_cart(tx: Tx, cart: AnyCart, now: datetime) -> CartView:
    """The cart as it stands."""
    store = tx.session.get_one(Store, cart.store_id)
    rows = rows_of(tx, cart)
    shelf = shelf_for(tx, store, (line.product_id for _, line in rows))
    lines = _line_views(tx, shelf, rows, now)
    sold = [line.priced for line in lines if line.priced and not line.problem]
    coupon = coupon_of(tx, cart, now)
    off = discount(coupon, subtotal_of(store, sold)) if coupon else Money.zero(store.currency)
    fee = fee_for(tx, store, cart.address, pin_of(cart)) if cart.fulfilment == "delivery" else store.delivery_fee
    money = total(store, sold, cart.fulfilment, fee, off)
    ways = payment_ways(tx, store)
    return CartView(
        id=cart.id,
        version=cart.version,
        lines=lines,
        subtotal=money.subtotal,
        discount=money.discount,
        coupon=coupon.code if coupon else "",
        fee=money.fee,
        total=money.total,
        short_of_minimum=money.missing,
        minimum=store.minimum,
        fulfilment=cart.fulfilment,
        address=cart.address,
        pin=pin_of(cart),
        requested_at=cart.requested_at,
        payment=next((way for way in ways if way.id == cart.payment_way_id), None),
        note=cart.note,
        missing=missing_answers(cart, ways),
    )


def pin_of(cart: AnyCart) -> tuple[float, float] | None:
    """The location that the order goes to, if one was shared."""
    return None if cart.lat is None or cart.lon is None else (cart.lat, cart.lon)


def missing_answers(cart: AnyCart, ways: Sequence[Way]) -> tuple[str, ...]:
    """The open questions of the checkout, in order."""
    answered = {
        "fulfilment": cart.fulfilment is not None,
        "address": cart.fulfilment != "delivery" or bool(cart.address) or cart.lat is not None,
        "time": cart.time_asked,
        "payment": not ways or any(way.id == cart.payment_way_id for way in ways),
    }
    return tuple(question for question, known in answered.items() if not known)


def check_offered(tx: Tx, shelf: Shelf, product_id: int, now: datetime) -> Goods:
    """The product if it can be ordered at all now; refused if it is gone, hidden or marked sold out."""
    product = shelf.products.get(product_id)
    if product is None:
        raise UnknownProduct(str(product_id))
    if product.hidden:
        raise NotOffered(product.name)
    if is_sold_out(product, now):
        raise SoldOut(product.name, product.sold_out_until, alternative(tx, shelf.store, product, now))
    return product


def out_of_stock(tx: Tx, product: Product | Goods, asked: Quantity, left: Quantity, now: datetime) -> OutOfStock:
    """The refusal of more than there is, telling the number left as far as the store tells numbers."""
    store = tx.session.get_one(Store, product.store_id)
    few = left <= TELLABLE
    told = left if store.tells_stock == "always" or (store.tells_stock == "shortage" and few) else None
    return OutOfStock(product.name, asked, told, product.unit, alternative(tx, store, product, now))


def _line_views(tx: Tx, shelf: Shelf, rows: list[tuple[Item, CartLine]], now: datetime) -> tuple[LineView, ...]:
    asked: dict[int, Quantity] = defaultdict(lambda: Quantity(0))
    for _, line in rows:
        asked[line.product_id] += line.quantity
    return tuple(_line_view(tx, shelf, row, line, asked[line.product_id], now) for row, line in rows)


def _line_view(tx: Tx, shelf: Shelf, row: Item, line: CartLine, asked: Quantity, now: datetime) -> LineView:
    product = shelf.products.get(line.product_id)
    name = "" if product is None else product.name
    priced = None
    problem: ShopError | None = None
    try:
        product = check_offered(tx, shelf, line.product_id, now)
        priced = price_line(product, shelf.groups[product.id], line)
        problem = needed(product, shelf.groups[product.id], line)
        if product.tracked and asked > product.left:
            problem = out_of_stock(tx, product, asked, product.left, now)
    except ShopError as refused:
        problem = refused
    was = Money(row.unit_amount, shelf.store.currency)
    changed = priced is not None and priced.unit_price != was
    return LineView(row.position, line, priced, name, was, was if changed else None, problem)
