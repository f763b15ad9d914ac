"""Who buys over the web: people with an account, guests with a phone number, guests known by their session alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, literal, union_all
from sqlalchemy import select as select_any
from sqlmodel import col, select

from models import Customer, CustomerAddress, Store, Tx, User, UserAddress
from shop.errors import NotAValue, UnknownStore
from shop.people import WEB, addresses_of_user, customer_for
from values import Address

CHAT: Final = "whatsapp"
MOST_NAME: Final = 120


def buyer_at(tx: Tx, store_id: int, user_id: int, now: datetime) -> tuple[Store, Customer]:
    """A store, and its seller's customer that a person with an account is: the one of his chats, if he has written
    from any. UnknownStore where there is none."""
    account = account_address(user_id)
    who = {"user": user_id, "account": account.external_id, "store": store_id}
    found = tx.session.execute(_BUYER, who).first()
    if found is None:
        raise UnknownStore(str(store_id))
    store, known = found
    if known is not None:
        return store, known
    user = tx.session.get_one(User, user_id)
    address = next(iter(addresses_of_user(tx, user_id)), account)
    customer = customer_for(tx, store.seller_id, address, user.name, now)
    customer.phone, customer.language = user.phone or "", user.language
    return store, tx.save(customer)


def account_address(user_id: int) -> Address:
    """The address of somebody who is known by his account alone."""
    return Address(WEB, f"user:{user_id}")


# Made once: making it takes as long as asking it. A person is known by his chats, the first one first, then by his
# account.
_SAME = and_(
    col(UserAddress.channel) == col(CustomerAddress.channel),
    col(UserAddress.external_id) == col(CustomerAddress.external_id),
)
_CUSTOMER: Any = CustomerAddress.customer_id
_BY_CHAT = (
    select_any(_CUSTOMER, col(UserAddress.id).label("rank"))
    .join(UserAddress, _SAME)
    .where(col(UserAddress.user_id) == bindparam("user"))
)
_BY_ACCOUNT = select_any(_CUSTOMER, literal(2**31 - 1).label("rank")).where(
    col(CustomerAddress.channel) == WEB, col(CustomerAddress.external_id) == bindparam("account")
)
_MINE: Any = union_all(_BY_CHAT, _BY_ACCOUNT)
_THERE = col(Store.id) == bindparam("store")
_HERE = col(CustomerAddress.seller_id) == select_any(col(Store.seller_id)).where(_THERE).scalar_subquery()
_RANKED = union_all(_BY_CHAT.where(_HERE), _BY_ACCOUNT.where(_HERE)).subquery()
_FIRST = select_any(_RANKED.c.customer_id).order_by(_RANKED.c.rank).limit(1).scalar_subquery()
_BUYER = select_any(Store, Customer).join(Customer, col(Customer.id) == _FIRST, isouter=True).where(_THERE)


def customers_of(tx: Tx, user_id: int) -> list[int]:
    """The customers of all sellers that a person is."""
    found = tx.rows(_MINE, {"user": user_id, "account": account_address(user_id).external_id})
    return list(dict.fromkeys(customer for customer, *_ in found))


def guest_of(tx: Tx, store: Store, name: str, phone: str, now: datetime) -> Customer:
    """The customer with that phone number, who is written to by chat; NotAValue for what is no number."""
    number = number_of(phone, store.country)
    customer = customer_for(tx, store.seller_id, Address(CHAT, f"whatsapp:{number}"), name[:MOST_NAME], now)
    if not customer.phone or not customer.name:
        customer.phone, customer.name = customer.phone or number, customer.name or name.strip()[:MOST_NAME]
        tx.save(customer)
    return customer


def session_guest(tx: Tx, seller_id: int, session: str, now: datetime) -> Customer:
    """The nameless customer behind a guest's session."""
    return customer_for(tx, seller_id, Address(WEB, f"session:{session}"), "", now)


def customers_of_session(tx: Tx, session: str) -> list[int]:
    """The customers of all sellers that a guest is."""
    mine = (col(CustomerAddress.channel) == WEB, col(CustomerAddress.external_id) == f"session:{session}")
    return list(tx.exec(select(CustomerAddress.customer_id).where(*mine)))


def number_of(phone: str, country: str) -> str:
    """A phone number with its country's code, such as +628111000009; NotAValue where it cannot be one."""
    import phonenumbers  # loaded by whoever reads one

    try:
        found = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException as wrong:
        raise NotAValue("phone") from wrong
    if not phonenumbers.is_possible_number(found):
        raise NotAValue("phone")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
