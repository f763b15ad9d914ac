"""The trail of what happened in one's stores, for owners; of everything for who looks after the installation."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Id, Instant, Word
from api.paging import Page, PageQuery, listed, window
from api.routing import ADMIN, OWNER, get
from models import Store
from shop import seals, trail
from shop.trail import Step, TrailWanted

READ = "audit:read"


class TrailQuery(PageQuery):
    """Which events."""

    sort: Literal["-id", "id"] = "-id"
    store_id: Id | None = None
    actor: Annotated[str, StringConstraints(pattern=r"^(clock|(user|customer):[0-9]{1,10})$")] | None = None
    name: Word | None = Field(None, description="The event's name or its beginning, such as `order.`.")
    subject: Word | None = Field(None, description="The kind of thing it is about, such as `orders`.")
    subject_id: Id | None = None
    request_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")] | None = None
    since: Instant | None = None
    until: Instant | None = None


class TrailAnswer(Answer):
    """Something that happened: who did it, by chat, over the API or by the clock, and from where."""

    id: Id
    name: str = Field(examples=["product.price.set"])
    store_id: Id | None = Field(examples=[1])
    subject: str = Field(examples=["changes"])
    subject_id: Id = Field(examples=[17])
    data: dict[str, Any] = Field(examples=[{"name": "Nasi Goreng", "old": 15000, "new": 17500}])
    actor: str = Field(examples=["user:8"])
    actor_name: str = Field(examples=["Sri"])
    way: str = Field(examples=["api"], json_schema_extra={"enum": ["chat", "api", "clock"]})
    request_id: str | None = Field(examples=["6f1c2e0b9d3a4b5c8e7f0a1b2c3d4e5f"])
    address: str = Field(examples=["203.0.113.9"])
    agent: str = Field(examples=["Till 1.0"])
    at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


class SealAnswer(Answer):
    """How far a part of the trail is sealed, and whether the seals fit what is there. Note the hash elsewhere."""

    kind: str = Field(examples=["events"])
    sealed_to: int = Field(examples=[48211])
    hash: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    whole: bool = Field(examples=[True])
    broken_from: int | None = Field(examples=[None], description="The first row of the first seal that does not fit.")


class SealsAnswer(Answer):
    """The seals of every part."""

    items: list[SealAnswer]


@get("/audit", role=OWNER, scope=READ, limit="reports.read", looks_back=True)
def find(call: Call, query: TrailQuery) -> Page[TrailAnswer]:
    """List what happened in your stores, by chat and over the API, with who and from where."""
    sellers = None if call.caller.admin else _sellers(call)
    if query.store_id is not None:
        call.store(query.store_id, OWNER)
    fields = query.model_dump(exclude={"limit", "sort", "cursor"})
    found, steps = trail.find_steps(call.tx, TrailWanted(sellers, **fields), window(query))
    shown = {step.event.id: _told(call, step) for step in steps}
    return listed(found, query.sort, lambda event: shown[event.id])


@get("/admin/audit/seals", role=ADMIN, scope="admin:read", limit="files.make", looks_back=True)
def check(call: Call) -> SealsAnswer:
    """Check that nobody changed the trail afterwards. It reads everything that was sealed."""
    items = []
    for kind in seals.KINDS:
        sealed_to, found = seals.newest(call.tx, kind)
        first = next(seals.broken(call.tx, kind), None)
        broken = first.first_id if first else None
        items.append(SealAnswer(kind=kind, sealed_to=sealed_to, hash=found, whole=first is None, broken_from=broken))
    return SealsAnswer(items=items)


def _sellers(call: Call) -> set[int]:
    owned = [store_id for store_id, role in call.caller.roles.items() if role == OWNER]
    return {call.tx.session.get_one(Store, store_id).seller_id for store_id in owned}


def _told(call: Call, step: Step) -> TrailAnswer:
    event, request = step.event, step.request
    store = call.tx.get(Store, event.store_id) if event.store_id else None
    return TrailAnswer(
        id=event.id,
        name=event.name,
        store_id=event.store_id,
        subject=event.subject,
        subject_id=event.subject_id,
        data=event.data,
        actor=event.actor,
        actor_name=step.who,
        way=step.way,
        request_id=event.request_id,
        address=request.address if request else "",
        agent=request.agent if request else "",
        at=event.at.astimezone(store.timezone) if store else event.at,
    )
