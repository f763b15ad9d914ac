"""A small shop to test with, and the invariants that hold after anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import col, func, select

from models import Cart, Customer, Order, OrderLine, Product, Reservation, StockLevel, StockMovement, Store, Tx, User
from shop import carts, people, placing, products, registration, stock
from shop.actors import Actor
from values import Address, CartLine, ChosenOption, Money, Quantity

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # Friday noon in Jakarta


@dataclass
class Shop:
    """A store with its owner."""

    store: Store
    user: User
    owner: Actor


def rupiah(amount: int) -> Money:
    return Money.of(amount, "IDR")


def open_shop(tx: Tx, phone: str = "whatsapp:+628111000009", **details: object) -> Shop:
    """A store in Jakarta that is always open, delivers for 10,000 and takes cash and transfers."""
    new = registration.NewStore(
        name="Warung Uji",
        country="ID",
        currency="IDR",
        zone="Asia/Jakarta",
        language="id",
        owner="Sri",
        ways=(registration.NewWay("cash", "Tunai"), registration.NewWay("transfer", "Transfer", "BCA 123")),
    )
    made = registration.register_store(tx, new, Address("twilio", phone), NOW)
    made.store.delivery_fee_amount = rupiah(10_000).amount
    for field, value in details.items():
        setattr(made.store, field, value)
    tx.save(made.store)
    return Shop(made.store, made.user, Actor.user(made.user.id, "owner"))


def reopened(tx: Tx) -> Shop:
    """The first shop there is, read anew."""
    store = tx.exec(select(Store).order_by(col(Store.id))).first()
    assert store is not None
    user, role = people.staff_of(tx, store)[0]
    return Shop(store, user, Actor.user(user.id, role))


def product(tx: Tx, shop: Shop, name: str = "Nasi Goreng", price: int = 15_000, stock: str | None = "10") -> Product:
    """A product, counted unless `stock` is None."""
    quantity = None if stock is None else Quantity.of(stock)
    new = products.NewProduct(name, rupiah(price), quantity, unit="porsi", category="Makanan")
    return products.add_product(tx, shop.store, new, shop.owner, NOW)


def weighed(tx: Tx, shop: Shop, name: str, price: int, stock: str) -> Product:
    """A product sold by tenths of a kilo."""
    new = products.NewProduct(name, rupiah(price), Quantity.of(stock), unit="kg", step=Quantity.of("0.1"))
    return products.add_product(tx, shop.store, new, shop.owner, NOW)


def customer(tx: Tx, shop: Shop, phone: str = "whatsapp:+6281200001") -> Customer:
    return people.customer_for(tx, shop.store.seller_id, Address("twilio", phone), "Budi", NOW)


def line(product: Product, quantity: str = "1", *options: ChosenOption) -> CartLine:
    return CartLine(product.id, Quantity.of(quantity), options)


def filled(tx: Tx, shop: Shop, buyer: Customer, *lines: CartLine) -> Cart:
    """A cart for pickup, paid in cash, with these lines, quoted."""
    cart = carts.open_cart(tx, shop.store, buyer, NOW)
    for refusal in carts.set_lines(tx, cart, lines, NOW).refused:
        raise refusal
    carts.set_fulfilment(tx, cart, "pickup", NOW)
    carts.set_time(tx, cart, None, NOW)
    carts.set_payment(tx, cart, carts.payment_ways(tx, shop.store)[0], NOW)
    carts.quote_cart(tx, cart, NOW)
    return cart


def placed(tx: Tx, shop: Shop, *lines: CartLine, phone: str = "whatsapp:+6281200001") -> Order:
    """An order of these lines."""
    cart = filled(tx, shop, customer(tx, shop, phone), *lines)
    order, first = placing.place_order(tx, cart, cart.version, NOW)
    assert first
    return order


def left(tx: Tx, shop: Shop, product_id: int) -> int:
    """How many whole units of a product can still be sold."""
    return stock.available(tx, shop.store, [product_id])[product_id].thousandths // 1000


def check_invariants(tx: Tx) -> None:
    """Levels are the sums of their ledgers and reservations, and orders the sums of their lines."""
    tx.flush()
    for level in tx.exec(select(StockLevel).execution_options(populate_existing=True)):
        mine = (col(StockMovement.product_id) == level.product_id, col(StockMovement.location_id) == level.location_id)
        assert level.on_hand == (tx.exec(select(func.sum(StockMovement.quantity)).where(*mine)).one() or 0)
        held = (col(Reservation.product_id) == level.product_id, col(Reservation.state) == "open")
        assert level.reserved == (tx.exec(select(func.sum(Reservation.quantity)).where(*held)).one() or 0)
        assert 0 <= level.reserved <= level.on_hand
    for order in tx.exec(select(Order)):
        lines = select(func.sum(OrderLine.amount)).where(col(OrderLine.order_id) == order.id)
        assert order.subtotal_amount == tx.exec(lines).one()
