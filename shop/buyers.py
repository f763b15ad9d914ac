"""Who buys over the web: people with an account, guests with a phone number, guests known by their session alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, bindparam, union_all
from sqlmodel import col, select

from models import Customer, CustomerAddress, Store, Tx, User, UserAddress
from shop.errors import NotAValue
from shop.people import WEB, addresses_of_user, customer_for, first_customer
from values import Address

CHAT: Final = "whatsapp"
MOST_NAME: Final = 120


def buyer_of(tx: Tx, user_id: int, seller_id: int, now: datetime) -> Customer:
    """The seller's customer that a person with an account is: the one of his chats, if he has written from any."""
    known = [*addresses_of_user(tx, user_id), account_address(user_id)]
    customer = first_customer(tx, seller_id, known)
    if customer is not None:
        return customer
    user = tx.session.get_one(User, user_id)
    customer = customer_for(tx, seller_id, known[0], user.name, now)
    customer.phone, customer.language = user.phone or "", user.language
    return tx.save(customer)


def account_address(user_id: int) -> Address:
    """The address of somebody who is known by his account alone."""
    return Address(WEB, f"user:{user_id}")


# Made once: making it takes as long as asking it.
_MINE = union_all(
    select(CustomerAddress.customer_id)
    .join(
        UserAddress,
        and_(
            col(UserAddress.channel) == col(CustomerAddress.channel),
            col(UserAddress.external_id) == col(CustomerAddress.external_id),
        ),
    )
    .where(col(UserAddress.user_id) == bindparam("user")),
    select(CustomerAddress.customer_id).where(
        col(CustomerAddress.channel) == WEB, col(CustomerAddress.external_id) == bindparam("account")
    ),
)


def customers_of(tx: Tx, user_id: int) -> list[int]:
    """The customers of all sellers that a person is."""
    found = tx.rows(_MINE, {"user": user_id, "account": account_address(user_id).external_id})
    return list(dict.fromkeys(customer for (customer,) in found))


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
