"""Vendors and accounts, for who looks after the installation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Id, Sum, Text, Word
from api.paging import Page, PageQuery, listed, window
from api.resources.dashboard import CommissionAnswer, StandingAnswer, commission, standing
from api.resources.vendors import OwnVendorAnswer, own_profile
from api.routing import ADMIN, delete, get, post, put
from bot import order_news
from models import Payout, User
from shop import commissions, vendors
from shop.accounts import sessions
from shop.errors import UnknownPerson

READ, WRITE = "admin:read", "admin:write"


class VendorsQuery(PageQuery):
    """Which vendors."""

    sort: Literal["id", "-id", "name", "-name", "created_at", "-created_at"] = "-id"
    status: Literal["pending", "active", "suspended", "deleted"] | None = None
    q: Word = Field("", description="A part of the name.")


class CommissionsQuery(PageQuery):
    """In which state."""

    sort: Literal["id", "-id", "created_at", "-created_at"] = "-id"
    status: Literal["pending", "paid", "void"] | None = None


class VendorStatusBody(Body):
    """Approve (`active`), suspend, or let wait; and what the platform gets of each order from now on."""

    status: Literal["pending", "active", "suspended"] = Field(examples=["active"])
    notes: Annotated[Text, Field(max_length=500)] = Field("", examples=["Papers are complete"])
    commission_percent: float | None = Field(None, ge=0, le=100, examples=[5.0])


class PayoutBody(Body):
    """All pending commissions of a currency are settled in one amount."""

    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = Field(examples=["IDR"])
    reference: Annotated[Word, Field(max_length=60)] = Field("", examples=["BCA 2026-11"])


class PayoutAnswer(Answer):
    """A settlement."""

    id: Id
    vendor_id: Id
    amount: Sum = Field(examples=[210000])
    currency: str = Field(examples=["IDR"])
    count: int = Field(examples=[14])
    reference: str = Field(examples=["BCA 2026-11"])
    at: datetime = Field(examples=["2026-11-20T07:20:00Z"])


class StandingsAnswer(Answer):
    """A vendor's commissions by state."""

    items: list[StandingAnswer]


class DeletedAnswer(Answer):
    """A closed account, and how many open orders are held."""

    user_id: Id
    held_orders: int = Field(examples=[2])


@get("/admin/vendors", role=ADMIN, scope=READ, limit="admin.read")
def find(call: Call, query: VendorsQuery) -> Page[OwnVendorAnswer]:
    """List the vendors, whatever state they are in."""
    found = vendors.find_sellers(call.tx, query.status, query.q, window(query))
    return listed(found, query.sort, lambda one: own_profile(call, vendors.whole_profile(call.tx, one)))


@get("/admin/vendors/{id}", role=ADMIN, scope=READ, limit="admin.read")
def read(call: Call, id: Id) -> OwnVendorAnswer:
    """Show a vendor, whatever state he is in."""
    return own_profile(call, vendors.whole_profile(call.tx, call.held(vendors.seller_by_id(call.tx, id))))


@put("/admin/vendors/{id}/status", role=ADMIN, scope=WRITE, limit="admin.write", reads=read)
def set_status(call: Call, id: Id, body: VendorStatusBody) -> OwnVendorAnswer:
    """Approve or suspend a vendor. Suspended stores take no orders and are shown to nobody."""
    seller = vendors.seller_by_id(call.tx, id)
    vendors.set_state(call.tx, seller, body.status, body.notes, call.actor, call.now)
    if body.commission_percent is not None:
        commissions.set_rate(call.tx, seller, round(body.commission_percent * 10), call.actor, call.now)
    call.seller_id = seller.id
    return own_profile(call, vendors.whole_profile(call.tx, seller))


@get("/admin/vendors/{id}/commissions", role=ADMIN, scope=READ, limit="admin.read")
def find_commissions(call: Call, id: Id, query: CommissionsQuery) -> Page[CommissionAnswer]:
    """List the commissions of a vendor's orders."""
    seller = vendors.seller_by_id(call.tx, id)
    return listed(commissions.commissions(call.tx, seller.id, query.status, window(query)), query.sort, commission)


@get("/admin/vendors/{id}/standing", role=ADMIN, scope=READ, limit="admin.read")
def stand(call: Call, id: Id) -> StandingsAnswer:
    """Sum up a vendor's commissions by state and currency."""
    seller = vendors.seller_by_id(call.tx, id)
    return StandingsAnswer(items=[standing(one) for one in commissions.standing(call.tx, seller.id)])


@post("/admin/vendors/{id}/payouts", role=ADMIN, scope=WRITE, limit="admin.write", status=201)
def pay_out(call: Call, id: Id, body: PayoutBody) -> PayoutAnswer:
    """Settle everything that is pending with a vendor, in one currency."""
    seller = vendors.seller_by_id(call.tx, id)
    call.seller_id = seller.id
    return _payout(commissions.pay_out(call.tx, seller, body.currency, body.reference, call.actor, call.now))


@delete("/admin/users/{id}", role=ADMIN, scope=WRITE, limit="admin.write")
def remove(call: Call, id: Id) -> DeletedAnswer:
    """Close an account for good. A business that is his alone is closed with it: its products are not on sale any more
    and its open orders are held, as their customers are told. History stays."""
    user = call.tx.get(User, id)
    if user is None or user.state == "deleted":
        raise UnknownPerson(str(id))
    held = vendors.close_account(call.tx, user, call.actor, call.now)
    sessions.end_others(call.tx, user.id, None, call.door)
    for order in held:
        order_news.tell_held(call.tx, order, call.now)
    return DeletedAnswer(user_id=user.id, held_orders=len(held))


def _payout(one: Payout) -> PayoutAnswer:
    return PayoutAnswer(
        id=one.id,
        vendor_id=one.seller_id,
        amount=one.money.main_units,
        currency=one.currency,
        count=one.count,
        reference=one.reference,
        at=one.at,
    )
