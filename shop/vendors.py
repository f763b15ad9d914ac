"""Vendors: registered in one step, shown to everybody, approved, suspended, and closed without losing their history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, func, select, update

from models import OPEN_STATES, SELLER_STATES, Order, Product, ProductReview, Review, Seller, Staff, Store, Tx, User
from shop.accounts.people import NewAccount, open_account
from shop.actors import Actor
from shop.countries import proposal_for, zones_of
from shop.errors import NotAValue
from shop.errors_web import SellerNotActive, UnknownSeller
from shop.events import record
from shop.paging import Page, Window, page_of
from shop.registration import NewStore, NewWay, open_store
from shop.stores import bump_catalogue, stores_of_seller

SORTS: Final = {"id": Seller.id, "name": Seller.name, "created_at": Seller.created_at}


class NewVendor(Struct, frozen=True):
    """Who wants to sell: his account, and what his business is; `cash` is what paying in cash is called there."""

    account: NewAccount
    business: str
    country: str
    cash: str
    phone: str = ""
    city: str = ""
    category: str = ""
    description: str = ""


class Profile(Struct, frozen=True):
    """What everybody may know of a seller. `rating` is the average of stars, None without any."""

    seller: Seller
    stores: tuple[Store, ...]
    products: int
    rating: float | None
    reviews: int


def register_vendor(tx: Tx, new: NewVendor, waits: bool, now: datetime) -> tuple[User, Seller, Store]:
    """An account, a vendor and an open store at once; with `waits` the store opens when somebody has approved it.

    Refused: EmailTaken, and NotAValue for a name or a country that is none.
    """
    from phonenumbers import SUPPORTED_REGIONS  # loaded by whoever registers

    zones = zones_of(new.country, now)
    if not zones or new.country not in SUPPORTED_REGIONS:
        raise NotAValue("country")
    user = open_account(tx, new.account, now)
    user.phone = new.phone or None
    tx.save(user)
    language, suggested = new.account.language, proposal_for(new.country, (new.account.language,))
    ways = (NewWay("cash", new.cash),)
    wanted = NewStore(new.business, new.country, suggested.currency, zones[0], language, new.account.name, ways)
    made = open_store(tx, wanted, user, now)
    seller, store = made.seller, made.store
    seller.phone, seller.city, seller.category = new.phone, new.city, new.category
    seller.description = store.description = new.description
    if waits:
        seller.state, store.suspended_at = "pending", now
    tx.save(seller)
    tx.save(store)
    return user, seller, store


def seller_of(tx: Tx, user: User) -> Seller:
    """The seller whose stores a person owns; UnknownSeller for anybody else."""
    mine = select(Seller).join(Staff).where(col(Staff.user_id) == user.id, col(Staff.role) == "owner")
    seller = tx.exec(mine.order_by(col(Seller.id)).limit(1)).first()
    if seller is None:
        raise UnknownSeller("")
    return seller


def seller_by_id(tx: Tx, key: int) -> Seller:
    """The seller of that id; UnknownSeller for any other."""
    seller = tx.get(Seller, key)
    if seller is None:
        raise UnknownSeller(str(key))
    return seller


def profile(tx: Tx, seller: Seller) -> Profile:
    """What everybody may know of a seller; UnknownSeller where he is not, or not any more, open to everybody."""
    if seller.state in ("pending", "deleted"):
        raise UnknownSeller(str(seller.id))
    return whole_profile(tx, seller)


def whole_profile(tx: Tx, seller: Seller) -> Profile:
    """The same whatever state he is in, for himself and who looks after everything."""
    shown = (col(Product.seller_id) == seller.id, col(Product.removed_at).is_(None), ~col(Product.hidden))
    count = tx.exec(select(func.count(col(Product.id))).where(*shown)).one()
    given, total = 0, 0
    for table in (Review, ProductReview):
        stars: Any = col(table.stars)
        mine = select(func.count(stars), func.coalesce(func.sum(stars), 0))
        counted = tx.session.execute(mine.where(col(table.seller_id) == seller.id)).one()
        given, total = given + int(counted[0]), total + int(counted[1])
    rating = round(total / given, 2) if given else None
    return Profile(seller, tuple(stores_of_seller(tx, seller.id)), int(count), rating, given)


def change_profile(tx: Tx, seller: Seller, changes: dict[str, Any], by: Actor, now: datetime) -> Seller:
    """Change the business's name, description, phone, city or category; what is not among the changes stays."""
    by.need("owner")
    if "name" in changes and not 2 <= len(changes["name"].strip()) <= 60:
        raise NotAValue("name")
    for field, value in changes.items():
        setattr(seller, field, value)
    record(tx, "seller.profile", seller, by, now, changed=sorted(changes))
    return tx.save(seller)


def find_sellers(tx: Tx, state: str | None, text: str, window: Window) -> Page[Seller]:
    """A page of all sellers, in one state or any, whose name contains that."""
    found = select(Seller)
    if state is not None:
        found = found.where(col(Seller.state) == state)
    if text:
        found = found.where(col(Seller.name).icontains(text, autoescape=True))
    return page_of(tx, found, Seller, SORTS, window)


def set_state(tx: Tx, seller: Seller, state: str, note: str, by: Actor, now: datetime) -> Seller:
    """Approve or suspend a seller: suspended stores take no orders and are shown to nobody else.

    SellerNotActive for one who is closed for good.
    """
    by.need("admin")
    if state not in SELLER_STATES or state == "deleted":
        raise NotAValue("state")
    if seller.state == "deleted":
        raise SellerNotActive(seller.state)
    record(tx, "seller.state", seller, by, now, old=seller.state, new=state, note=note)
    seller.state = state
    _suspend(tx, seller, None if state == "active" else now)
    return tx.save(seller)


def close_account(tx: Tx, user: User, by: Actor, now: datetime) -> list[Order]:
    """Close a person's account for good, and the business that he alone owns: nothing of it is on sale any more, its
    pending orders are held. History stays. The held orders, whose customers are to be told, come back."""
    by.need("admin")
    held: list[Order] = []
    for seller in _owned_alone(tx, user):
        held += _close(tx, seller, by, now)
    user.state = "deleted"
    record(tx, "account.deleted", user, by, now)
    tx.save(user)
    return held


def _close(tx: Tx, seller: Seller, by: Actor, now: datetime) -> list[Order]:
    seller.state = "deleted"
    tx.save(seller)
    _suspend(tx, seller, now)
    shown = (col(Product.seller_id) == seller.id, ~col(Product.hidden))
    tx.changed(update(Product).where(*shown).values(hidden=True))
    for store in stores_of_seller(tx, seller.id):
        bump_catalogue(tx, store)
    waiting = select(Order).where(col(Order.seller_id) == seller.id, col(Order.state).in_(OPEN_STATES))
    orders = list(tx.exec(waiting.order_by(col(Order.id))))
    for order in orders:
        order.due_at = None
        tx.save(order)
        record(tx, "order.held", order, by, now, number=order.number)
    record(tx, "seller.deleted", seller, by, now, orders=len(orders))
    return orders


def _suspend(tx: Tx, seller: Seller, at: datetime | None) -> None:
    for store in stores_of_seller(tx, seller.id):
        store.suspended_at = at
        tx.save(store)


def _owned_alone(tx: Tx, user: User) -> Sequence[Seller]:
    owners = select(Staff.seller_id, Staff.user_id).where(col(Staff.role) == "owner").distinct()
    owned: dict[int, set[int]] = {}
    for seller_id, user_id in tx.exec(owners.where(col(Staff.seller_id).in_(_sellers_of(user)))):
        owned.setdefault(seller_id, set()).add(user_id)
    alone = [key for key, people in owned.items() if people == {user.id}]
    return list(tx.exec(select(Seller).where(col(Seller.id).in_(alone)).order_by(col(Seller.id))))


def _sellers_of(user: User) -> Any:
    return select(Staff.seller_id).where(col(Staff.user_id) == user.id, col(Staff.role) == "owner")
