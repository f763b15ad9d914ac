"""Carts as programs change them, line by line. A customer's is the same one as in chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, exists, or_, select

from models import Cart, CartRow, Customer, Order, Store, Tx
from shop import carts
from shop.actors import CLOCK
from shop.buyers import guest_of
from shop.cart_rows import line_key, rows_of
from shop.coupons import check_coupon
from shop.direct_orders import Basket, Shipping, Wish, order_as_guest, wished_lines
from shop.errors import CheckoutIncomplete, OutOfStock, ShopError, SoldOut, UnknownStore
from shop.errors_web import InsufficientStock, NotInCart
from shop.orders import confirm_order
from shop.paging import Page, Window, page_of
from shop.placing import accepts_alone, place_order
from shop.stores import payment_way
from values import CartLine, Money, Quantity

# A cart that nobody touched for so long was left standing.
LEFT_AFTER: Final = timedelta(hours=24)
SORTS: Final = {"id": Cart.id, "changed_at": Cart.changed_at}


class Answers(Struct, frozen=True):
    """What a checkout asks; None leaves what was answered before, in chat or here."""

    shipping: Shipping = Shipping()
    fulfilment: str | None = None
    requested_at: datetime | None = None
    payment_way_id: int | None = None
    note: str = ""
    coupon: str = ""


def store_to_buy_from(tx: Tx, customers: Sequence[int], store_id: int | None) -> Store | None:
    """The store named (UnknownStore if there is none), else that of the newest open cart of these customers, else the
    only one there is."""
    if store_id is not None:
        store = tx.get(Store, store_id)
        if store is None:
            raise UnknownStore(str(store_id))
        return store
    mine = select(Cart).where(col(Cart.customer_id).in_(customers), col(Cart.state) == "open")
    cart = tx.exec(mine.order_by(col(Cart.changed_at).desc(), col(Cart.id).desc()).limit(1)).first()
    if cart is not None:
        return tx.get(Store, cart.store_id)
    stores = tx.exec(select(Store).limit(2)).all()
    return stores[0] if len(stores) == 1 else None


def cart_of_item(tx: Tx, customers: Sequence[int], item: int) -> Cart:
    """The open cart of one of these customers that holds a line of that id; NotInCart for any other."""
    mine = (col(Cart.customer_id).in_(customers), col(Cart.state) == "open", col(CartRow.id) == item)
    cart = tx.exec(select(Cart).join(CartRow).where(*mine)).first()
    if cart is None:
        raise NotInCart(item)
    return cart


def item_ids(tx: Tx, cart: Cart) -> list[int]:
    """The ids of a cart's lines, in their order."""
    return [row.id for row, _ in rows_of(tx, cart)]


def add_item(tx: Tx, cart: Cart, wish: Wish, now: datetime) -> None:
    """Put more of something into a cart: on the line that has it already, else on one of its own.

    Refused, with the cart as it was: InsufficientStock, OptionNeeded, and whatever else a line is refused for.
    """
    store = tx.session.get_one(Store, cart.store_id)
    (line,) = wished_lines(tx, store, (wish,))
    lines = list(carts.lines_of(tx, cart))
    same = next((place for place, one in enumerate(lines) if line_key(one) == line_key(line)), None)
    if same is None:
        lines.append(line)
    else:
        lines[same] = line.with_quantity(lines[same].quantity + line.quantity)
    _set(tx, cart, lines, line.product_id, now)


def set_item(tx: Tx, cart: Cart, item: int, quantity: Quantity, now: datetime) -> None:
    """Let a line of a cart be so much; refused as by `add_item`, and NotInCart for the id of no line."""
    place, line = _find(tx, cart, item)
    lines = list(carts.lines_of(tx, cart))
    lines[place] = line.with_quantity(quantity)
    _set(tx, cart, lines, line.product_id, now)


def remove_item(tx: Tx, cart: Cart, item: int, now: datetime) -> None:
    """Take a line out of a cart; NotInCart for the id of none."""
    place, _ = _find(tx, cart, item)
    lines = list(carts.lines_of(tx, cart))
    del lines[place]
    carts.set_lines(tx, cart, lines, now)


def _set(tx: Tx, cart: Cart, lines: Sequence[CartLine], product_id: int, now: datetime) -> None:
    update = carts.set_lines(tx, cart, lines, now)
    for refused in update.refused:
        raise _short(refused)
    for needed in update.needed:
        if needed.product_id == product_id:
            raise needed


def _short(refused: ShopError) -> ShopError:
    if isinstance(refused, OutOfStock):
        return InsufficientStock(refused.product, refused.left)
    return InsufficientStock(refused.product, Quantity(0)) if isinstance(refused, SoldOut) else refused


def _find(tx: Tx, cart: Cart, item: int) -> tuple[int, CartLine]:
    for place, (row, line) in enumerate(rows_of(tx, cart)):
        if row.id == item:
            return place, line
    raise NotInCart(item)


def check_out(tx: Tx, cart: Cart, answers: Answers, now: datetime) -> tuple[Order, bool]:
    """Order what is in a customer's cart: the order and whether it is new; refused as in chat."""
    store = tx.session.get_one(Store, cart.store_id)
    _answer(tx, store, cart, answers, now)
    view = carts.quote_cart(tx, cart, now)
    if answers.coupon and not view.coupon:  # somebody used it a moment ago
        check_coupon(tx, store, tx.session.get_one(Customer, cart.customer_id), answers.coupon, now)
    order, fresh = place_order(tx, cart, cart.version, now)
    if fresh and accepts_alone(store, order):
        confirm_order(tx, order, CLOCK, now)
    return order, fresh


def check_out_guest(tx: Tx, cart: Cart, answers: Answers, now: datetime) -> Order:
    """Order what is in a guest's cart, for the customer with the phone number that he tells; the cart is empty then."""
    store, shipping = tx.session.get_one(Store, cart.store_id), answers.shipping
    if not shipping.phone or not shipping.name:
        raise CheckoutIncomplete("phone" if shipping.name else "name")
    wishes = tuple(
        Wish(
            line.product_id,
            line.quantity,
            tuple((one.option_id, one.count, one.negated) for one in line.options),
            line.note,
        )
        for line in carts.lines_of(tx, cart)
    )
    told: dict[str, Any] = {name: getattr(answers, name) for name in ("fulfilment", "requested_at", "payment_way_id")}
    basket = Basket(wishes, shipping, note=answers.note, coupon=answers.coupon, **told)
    guest = guest_of(tx, store, shipping.name, shipping.phone, now)
    order = order_as_guest(tx, store, guest, basket, now)
    carts.clear_cart(tx, cart, now)
    return order


def _answer(tx: Tx, store: Store, cart: Cart, answers: Answers, now: datetime) -> None:
    shipping = answers.shipping
    if shipping.address or shipping.pin:
        carts.set_address(tx, cart, shipping.address, now, shipping.pin)
    if answers.fulfilment is not None:
        carts.set_fulfilment(tx, cart, answers.fulfilment, now)
    if answers.requested_at is not None or not cart.time_asked:
        carts.set_time(tx, cart, answers.requested_at, now)
    if answers.payment_way_id is not None:
        carts.set_payment(tx, cart, payment_way(tx, store, answers.payment_way_id), now)
    if answers.note:
        carts.set_note(tx, cart, answers.note, now)
    if answers.coupon:
        customer = tx.session.get_one(Customer, cart.customer_id)
        carts.set_coupon(tx, cart, check_coupon(tx, store, customer, answers.coupon, now).id, now)


def left_standing(tx: Tx, store: Store, now: datetime, window: Window) -> Page[Cart]:
    """A page of the store's carts with something in them that nobody touched for a day, or that lapsed."""
    filled = exists().where(col(CartRow.cart_id) == Cart.id)
    old = or_(col(Cart.state) == "dropped", col(Cart.changed_at) <= now - LEFT_AFTER)
    mine = select(Cart).where(col(Cart.store_id) == store.id, col(Cart.state) != "placed", filled, old)
    return page_of(tx, mine, Cart, SORTS, window)


def worth(tx: Tx, cart: Cart) -> tuple[int, Money]:
    """How many lines a cart has, and what they are worth at the prices last shown."""
    currency = tx.session.get_one(Store, cart.store_id).currency
    amounts = [Money(row.unit_amount, currency).times(line.quantity).amount for row, line in rows_of(tx, cart)]
    return len(amounts), Money(sum(amounts), currency)
