"""Who buys over the web: people with an account, guests with a phone number, guests known by their session alone."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import and_, or_
from sqlmodel import col, select

from models import Customer, CustomerAddress, Store, Tx, User
from shop.errors import NotAValue
from shop.people import WEB, addresses_of_user, customer_for, find_customer
from values import Address

CHAT: Final = "whatsapp"
MOST_NAME: Final = 120


def buyer_of(tx: Tx, user: User, seller_id: int, now: datetime) -> Customer:
    """The seller's customer that a person with an account is: the one of his chats, if he has written from any."""
    known = [*addresses_of_user(tx, user.id), account_address(user)]
    for address in known:
        customer = find_customer(tx, seller_id, address)
        if customer is not None:
            return customer
    customer = customer_for(tx, seller_id, known[0], user.name, now)
    customer.phone, customer.language = user.phone or "", user.language
    return tx.save(customer)


def account_address(user: User) -> Address:
    """The address of somebody who is known by his account alone."""
    return Address(WEB, f"user:{user.id}")


def customers_of(tx: Tx, user: User) -> list[int]:
    """The customers of all sellers that a person is."""
    same = [
        and_(col(CustomerAddress.channel) == one.channel, col(CustomerAddress.external_id) == one.external_id)
        for one in (*addresses_of_user(tx, user.id), account_address(user))
    ]
    return list(tx.exec(select(CustomerAddress.customer_id).where(or_(*same))))


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
