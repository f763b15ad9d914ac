"""What a dialogue may find in its shop already: orders of customers who wrote before, people who work there."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, select

from models import Cart, Chat, Customer, Product, Store, Tx, new_chat, transaction
from shop import carts, people, placing, stores
from shop.actors import Actor
from shop.approvals import ask_for_approval
from shop.opening import replace_hours
from shop.registration import NewStore, register_store
from values import Address, CartLine, Quantity

BASKETS = {
    "IDR": ((("Nasi Goreng", "2"), ("Es Teh", "1")), (("Telur Ayam", "3"),)),
    "USD": ((("Chicken Burger", "2"), ("Iced Tea", "1")), (("Brownie", "1"),)),
    "COP": ((("Empanada", "3"), ("Hamburguesa", "1")), (("Pan Aliñado", "4"),)),
    "INR": ((("Maggi", "2"), ("Chai", "1")), (("Anda", "6"),)),
}
# What the customers of a country's shop are called.
CALLED = {"COP": ("Camila", "Andrés"), "INR": ("Priya", "Rahul")}
# What a seller calls his second store there.
SECOND = {"COP": "Panadería Centro", "INR": "Gupta Sweets", "USD": "Campus Coffee"}


def orders(tx: Tx, store: Store, phones: dict[str, str], now: datetime) -> None:
    """Two orders that nobody has taken: Budi's to be delivered, paid in cash; Ayu's to be fetched, by transfer."""
    known(tx, store, phones, now)
    first, second = BASKETS[store.currency]
    one, other = CALLED.get(store.currency, ("Budi", "Ayu"))
    _place(tx, store, _customer(tx, store, phones["customer"], one, now), first, now, "Jl. Melati 5")
    _place(tx, store, _customer(tx, store, phones["customer2"], other, now), second, now, "")


def known(tx: Tx, store: Store, phones: dict[str, str], now: datetime) -> None:
    """Everybody has just written."""
    one, other = CALLED.get(store.currency, ("Budi", "Ayu"))
    for name, called in (("seller", ""), ("staff", ""), ("customer", one), ("customer2", other)):
        chat_id = tx.insert_once(Chat, new_chat("whatsapp", phones[name], store.number or "", called))
        chat = tx.session.get_one(Chat, chat_id)
        chat.last_inbound_at = chat.greeted_at = now
        chat.store_id, chat.seller_id, chat.language = store.id, store.seller_id, store.language
        if called:
            chat.customer_id = _customer(tx, store, phones[name], called, now).id
        tx.save(chat)


def staff(tx: Tx, store: Store, phones: dict[str, str], now: datetime) -> None:
    """Rina works here, in the lowest role."""
    rina = people.user_for(tx, Address("whatsapp", phones["staff"]), "Rina", store.language, now)
    people.set_role(tx, store, rina, "staff", Actor.user(0, "owner"), now)


def second_store(tx: Tx, store: Store, phones: dict[str, str], now: datetime) -> None:
    """The seller has another store, and both share the number."""
    store.number = None
    tx.save(store)
    name = SECOND.get(store.currency, "Kedai Mawar")
    new = NewStore(name, store.country, store.currency, store.zone, store.language, owner="Ibu Melati")
    register_store(tx, new, Address("whatsapp", phones["seller"]), now)


def hours(tx: Tx, store: Store, _phones: dict[str, str], _now: datetime) -> None:
    """The store is open from eight in the morning to nine in the evening."""
    replace_hours(tx, store, [(day, 8 * 60, 21 * 60) for day in range(7)])


def _customer(tx: Tx, store: Store, phone: str, name: str, now: datetime) -> Customer:
    return people.customer_for(tx, store.seller_id, Address("whatsapp", phone), name, now)


def _place(
    tx: Tx, store: Store, customer: Customer, basket: tuple[tuple[str, str], ...], now: datetime, address: str
) -> None:
    cart = carts.open_cart(tx, store, customer, now)
    wanted = [CartLine(_product(tx, store, name), Quantity.of(count)) for name, count in basket]
    for refusal in carts.set_lines(tx, cart, wanted, now).refused:
        raise refusal
    _check_out(tx, store, cart, now, address)
    placing.place_order(tx, cart, cart.version, now)


def _check_out(tx: Tx, store: Store, cart: Cart, now: datetime, address: str) -> None:
    carts.set_fulfilment(tx, cart, "delivery" if address else "pickup", now)
    if address:
        carts.set_address(tx, cart, address, now)
    carts.set_time(tx, cart, None, now)
    carts.set_payment(tx, cart, stores.payment_ways(tx, store)[0 if address else 1], now)
    carts.quote_cart(tx, cart, now)


def _product(tx: Tx, store: Store, name: str) -> int:
    mine = select(Product.id).where(col(Product.store_id) == store.id, col(Product.name) == name)
    return tx.exec(mine).one()


def approval(_tx: Tx, _store: Store, _phones: dict[str, str], _now: datetime) -> None:
    """New products wait until the platform has approved them."""
    ask_for_approval(True)


EXTRAS = {
    "orders": orders,
    "known": known,
    "staff": staff,
    "second store": second_store,
    "hours": hours,
    "approval": approval,
}


def furnish(names: str, store_id: int, phones: dict[str, str], now: datetime) -> None:
    """Add the extras named, joined by "and"."""
    with transaction() as tx:
        store = tx.session.get_one(Store, store_id)
        for name in names.split(" and "):
            EXTRAS[name](tx, store, phones, now)
