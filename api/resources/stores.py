"""Stores: a seller may have several."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from api.calls import Call
from api.fields import Amount, Answer, Body, Id, Name, Sum, Text, money
from api.routing import ANYONE, CUSTOMER, MANAGER, OWNER, get, post, put
from bot.render import render
from models import Store
from shop import opening, store_edits, stores
from shop.errors import UnknownStore

READ, WRITE = "stores:read", "stores:write"
StoreName = Annotated[Name, Field(min_length=2, max_length=60)]


class NewStoreBody(Body):
    """Another store, in the country and currency of the one you have."""

    name: StoreName = Field(examples=["Warung Sri 2"])


class StoreBody(Body):
    """What is left out or null stays."""

    name: StoreName | None = Field(None, examples=["Warung Sri"])
    description: Text | None = Field(None, examples=["Home cooking"])
    address: Annotated[Text, Field(max_length=500)] | None = Field(None, examples=["Jl. Melati 5"])
    delivers: bool | None = Field(None, examples=[True])
    pickup: bool | None = Field(None, examples=[True])
    delivery_fee: Amount | None = Field(None, examples=[10000])
    minimum_order: Amount | None = Field(None, examples=[0])


class PaymentWayAnswer(Answer):
    """A way to pay."""

    id: Id
    kind: Literal["cash", "transfer", "qr", "other"] = Field(examples=["cash"])
    name: str = Field(examples=["Cash"])


class StoreAnswer(Answer):
    """A store as its customers see it."""

    id: Id
    vendor_id: Id
    name: str = Field(examples=["Warung Sri"])
    code: str = Field(examples=["WARUNGSRI"])
    description: str = Field(examples=["Home cooking"])
    address: str = Field(examples=["Jl. Melati 5"])
    country: str = Field(examples=["ID"])
    currency: str = Field(examples=["IDR"])
    time_zone: str = Field(examples=["Asia/Jakarta"])
    delivers: bool = Field(examples=[True])
    pickup: bool = Field(examples=[True])
    delivery_fee: Sum = Field(examples=[10000])
    minimum_order: Sum = Field(examples=[0])
    open_now: bool = Field(examples=[True])
    payment_ways: list[PaymentWayAnswer]
    created_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


class StoresAnswer(Answer):
    """Your stores, the oldest first."""

    items: list[StoreAnswer]


@get("/stores", role=CUSTOMER, scope=READ, limit="stores.read")
def find(call: Call) -> StoresAnswer:
    """List the stores that you work in."""
    return StoresAnswer(items=[told(call, call.store(key)) for key in sorted(call.caller.roles)])


@post("/stores", role=OWNER, scope=WRITE, limit="stores.write", status=201)
def create(call: Call, body: NewStoreBody) -> StoreAnswer:
    """Open another store of your business."""
    first = call.store(min(key for key, role in call.caller.roles.items() if role == OWNER), OWNER)
    cash = render(first.language, "register", "cash_name", {}, call.now, first.timezone)
    store = store_edits.open_another(call.tx, first, body.name, cash, call.user, call.now)
    call.store_id = store.id
    return told(call, store)


@get("/stores/{id}", role=ANYONE, scope=READ, limit="stores.read")
def read(call: Call, id: Id) -> StoreAnswer:
    """Show a store. A suspended one is shown to its own people only."""
    store = call.tx.get(Store, id)
    if store is None or (store.suspended_at is not None and call.role_in(store) is None):
        raise UnknownStore(str(id))
    return told(call, call.held(store))


@put("/stores/{id}", role=MANAGER, scope=WRITE, limit="stores.write", reads=read)
def change(call: Call, id: Id, body: StoreBody) -> StoreAnswer:
    """Change a store's name, words, place, fees and ways to hand over."""
    store = call.store(id, MANAGER)
    changes: dict[str, Any] = body.model_dump(exclude_none=True)
    for field, name in (("delivery_fee", "fee"), ("minimum_order", "minimum")):
        if field in changes:
            changes[name] = money(changes.pop(field), store.currency)
    return told(call, store_edits.change_store(call.tx, store, changes, call.actor_in(store), call.now))


def told(call: Call, store: Store) -> StoreAnswer:
    """A store as it is shown."""
    ways = [PaymentWayAnswer(id=way.id, kind=way.kind, name=way.name) for way in stores.payment_ways(call.tx, store)]
    return StoreAnswer(
        id=store.id,
        vendor_id=store.seller_id,
        name=store.name,
        code=store.code,
        description=store.description,
        address=store.address,
        country=store.country,
        currency=store.currency,
        time_zone=store.zone,
        delivers=store.delivers,
        pickup=store.pickup,
        delivery_fee=store.delivery_fee.main_units,
        minimum_order=store.minimum.main_units,
        open_now=opening.is_open(call.tx, store, call.now),
        payment_ways=ways,
        created_at=store.created_at.astimezone(store.timezone),
    )
