"""Finding and keeping the people around a store: who works there and who buys."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlmodel import col, select

from models import Customer, CustomerAddress, Place, Staff, Store, Tx, User, UserAddress
from shop.actors import RANKS, Actor
from shop.errors import LastOwner, UnknownPerson
from shop.events import record
from shop.rows import add_once
from values import Address

# Known by an account or a session of the web alone: no channel reaches them.
WEB: Final = "web"


def find_user(tx: Tx, address: Address) -> User | None:
    """Who works somewhere and is known by this address."""
    known = (col(UserAddress.channel) == address.channel, col(UserAddress.external_id) == address.external_id)
    return tx.exec(select(User).join(UserAddress).where(*known)).first()


def user_for(tx: Tx, address: Address, name: str, language: str, now: datetime) -> User:
    """The user at this address, made if nobody is known by it."""
    user = find_user(tx, address)
    if user is None:
        user = tx.save(User(name=name, language=language, created_at=now))
        known = UserAddress(user_id=user.id, channel=address.channel, external_id=address.external_id, created_at=now)
        tx.save(known)
    return user


def addresses_of_user(tx: Tx, user_id: int) -> list[Address]:
    """Where a user is reached, oldest first."""
    rows = tx.exec(select(UserAddress).where(col(UserAddress.user_id) == user_id).order_by(col(UserAddress.id)))
    return [Address(row.channel, row.external_id) for row in rows]


def role_in(tx: Tx, store: Store, user: User) -> str | None:
    """The role of a user in a store, None for a stranger."""
    mine = (col(Staff.store_id) == store.id, col(Staff.user_id) == user.id)
    return tx.exec(select(Staff.role).where(*mine)).first()


def stores_of_user(tx: Tx, user: User) -> list[tuple[Store, str]]:
    """The stores a user works in and his role there, oldest store first."""
    mine = select(Store, Staff.role).join(Staff, col(Staff.store_id) == Store.id)
    return list(tx.exec(mine.where(col(Staff.user_id) == user.id).order_by(col(Store.id))))


def staff_of(tx: Tx, store: Store, at_least: str = "staff") -> list[tuple[User, str]]:
    """Who works in a store in at least that role, owners first."""
    rows = tx.exec(select(User, Staff.role).join(Staff).where(col(Staff.store_id) == store.id).order_by(col(User.id)))
    people = [(user, role) for user, role in rows if RANKS[role] >= RANKS[at_least]]
    return sorted(people, key=lambda person: -RANKS[person[1]])


def set_role(tx: Tx, store: Store, user: User, role: str, by: Actor, now: datetime) -> Staff:
    """Give a user a role in a store; owners only, and the last owner keeps his."""
    by.need("owner")
    staff = tx.exec(select(Staff).where(col(Staff.store_id) == store.id, col(Staff.user_id) == user.id)).first()
    if staff is None:
        staff = Staff(seller_id=store.seller_id, store_id=store.id, user_id=user.id, role=role, created_at=now)
    elif staff.role == "owner" and role != "owner":
        _keep_an_owner(tx, store)
    staff.role = role
    tx.save(staff)
    record(tx, "staff.set", staff, by, now, user=user.id, role=role)
    return staff


def remove_staff(tx: Tx, store: Store, user: User, by: Actor, now: datetime) -> None:
    """Take a user's role in a store away; owners only, and never the last owner's."""
    by.need("owner")
    staff = tx.exec(select(Staff).where(col(Staff.store_id) == store.id, col(Staff.user_id) == user.id)).first()
    if staff is None:
        raise UnknownPerson(user.name)
    if staff.role == "owner":
        _keep_an_owner(tx, store)
    record(tx, "staff.removed", staff, by, now, user=user.id)
    tx.delete(staff)
    tx.flush()


def _keep_an_owner(tx: Tx, store: Store) -> None:
    # Held until the end: of two owners who remove each other at once one stays.
    tx.refresh(store, with_for_update={"key_share": True})
    if len(staff_of(tx, store, "owner")) < 2:
        raise LastOwner(store.name)


def find_customer(tx: Tx, seller_id: int, address: Address) -> Customer | None:
    """The customer a seller knows by this address."""
    known = (
        col(CustomerAddress.seller_id) == seller_id,
        col(CustomerAddress.channel) == address.channel,
        col(CustomerAddress.external_id) == address.external_id,
    )
    return tx.exec(select(Customer).join(CustomerAddress).where(*known)).first()


def customer_for(tx: Tx, seller_id: int, address: Address, name: str, now: datetime) -> Customer:
    """The seller's customer at this address, made if the seller does not know it yet."""
    return find_customer(tx, seller_id, address) or new_customer(tx, seller_id, address, name, now)


def new_customer(tx: Tx, seller_id: int, address: Address, name: str, now: datetime) -> Customer:
    """The customer at an address that the seller did not know a moment ago."""
    # A number that stands where a name should be tells nobody who it is.
    told = name if any(sign.isalpha() for sign in name) else ""
    customer = tx.made(Customer, seller_id=seller_id, name=told, created_at=now)
    known = {"seller_id": seller_id, "customer_id": customer.id, "created_at": now}
    where = {"channel": address.channel, "external_id": address.external_id}
    if not add_once(tx, CustomerAddress, known | where):
        # Two messages or requests of the same stranger may come at once: the other one was quicker.
        tx.delete(customer)
        tx.flush()
        return customer_for(tx, seller_id, address, name, now)
    return customer


def addresses_of_customer(tx: Tx, customer_id: int) -> list[Address]:
    """Where a customer is reached by chat, the newest address first."""
    mine = select(CustomerAddress).where(col(CustomerAddress.customer_id) == customer_id)
    mine = mine.where(col(CustomerAddress.channel) != WEB)
    rows = tx.exec(mine.order_by(col(CustomerAddress.id).desc()))
    return [Address(row.channel, row.external_id) for row in rows]


def rename_customer(tx: Tx, customer: Customer, name: str, by: Actor, now: datetime) -> None:
    """Remember what a customer is called."""
    record(tx, "customer.renamed", customer, by, now, old=customer.name, new=name)
    customer.name = name.strip()[:120]
    tx.save(customer)


def set_language(tx: Tx, person: Customer | User, language: str) -> None:
    """Remember the language a person chose."""
    person.language = language
    tx.save(person)


def places_of(tx: Tx, customer: Customer, limit: int = 3) -> list[Place]:
    """Where the customer has had things delivered to, the latest first."""
    mine = select(Place).where(col(Place.customer_id) == customer.id)
    return list(tx.exec(mine.order_by(col(Place.used_at).desc(), col(Place.id).desc()).limit(limit)))


def keep_place(tx: Tx, customer: Customer, text: str, pin: tuple[float, float] | None, now: datetime) -> Place:
    """Remember a delivery address; the same text is kept once."""
    mine = (col(Place.customer_id) == customer.id, col(Place.text) == text)
    place = tx.exec(select(Place).where(*mine)).first()
    if place is None:
        place = Place(seller_id=customer.seller_id, customer_id=customer.id, text=text, used_at=now)
    place.used_at = now
    if pin is not None:
        place.lat, place.lon = pin
    return tx.save(place)
