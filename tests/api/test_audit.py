"""The trail: who did what from where, searched by owners, and seals that tell whether somebody changed it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text
from sqlmodel import col, select

from bot import sealing
from models import AuditEntry, Seal, reading, transaction
from tests.api.client import Api, problem

NASI = {"name": "Nasi Goreng", "price": 15000}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 20, 5, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


def seal_everything(clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(minutes=3))
    now = datetime.now(UTC)
    for place in sealing.due_now(now, 100):
        sealing.seal(place, now)


def execute(statement: str) -> None:
    with transaction() as tx:
        tx.session.execute(text(statement))


def test_owners_see_who_did_what_from_where(api: Api) -> None:
    shop, other = api.shop(), api.shop("whatsapp:+628111000010")
    owner = api.owner(shop)
    made = owner.post("/products", NASI, X_Request_Id="till-0042", User_Agent="Till 1.0").json["data"]
    owner.put(f"/products/{made['id']}", NASI | {"price": 17500})
    api.owner(other).post("/products", NASI)
    steps = owner.data("/audit?name=product.")["items"]
    assert [(one["name"], one["way"]) for one in steps] == [("product.price.set", "api"), ("product.add.set", "api")]
    assert (steps[1]["request_id"], steps[1]["agent"], steps[1]["address"]) == ("till-0042", "Till 1.0", "127.0.0.1")
    assert steps[0]["data"]["new"] == {"amount": 1750000, "currency": "IDR"}
    assert steps[0]["at"].endswith("+07:00")
    assert {one["store_id"] for one in owner.data("/audit")["items"]} == {shop.store.id}
    assert [one["name"] for one in owner.data("/audit?request_id=till-0042")["items"]] == ["product.add.set"]
    assert owner.data("/audit?until=2020-01-01T00:00:00Z")["items"] == []
    assert problem(owner.get("/audit?since=0")) == (422, "invalid")
    assert problem(api.staff(shop, "manager").get("/audit")) == (403, "not_allowed")
    stores = {one["store_id"] for one in api.admin().data("/audit?name=product.")["items"]}
    assert stores == {shop.store.id, other.store.id}


def test_pages_of_the_trail(api: Api) -> None:
    owner = api.owner(api.shop())
    for number in range(5):
        owner.post("/products", NASI | {"name": f"Menu {number}"})
    first = owner.data("/audit?limit=3&sort=id")
    rest = owner.data(f"/audit?limit=3&sort=id&cursor={first['next']}")
    ids = [one["id"] for one in (*first["items"], *rest["items"])]
    assert ids == sorted(ids)
    assert (len(ids), rest["next"]) == (6, None)


@pytest.mark.parametrize(
    "tampering",
    [
        'UPDATE events SET data = \'{"name": "something else"}\' WHERE id = (SELECT min(id) FROM events) + 1',
        "DELETE FROM events WHERE id = (SELECT min(id) FROM events) + 1",
        "UPDATE seals SET hash = 'x' WHERE kind = 'events' AND id = (SELECT min(id) FROM seals WHERE kind = 'events')",
    ],
    ids=["changed", "removed", "another seal"],
)
def test_who_changes_the_trail_is_found_out(api: Api, clock: time_machine.Traveller, tampering: str) -> None:
    owner, admin = api.owner(api.shop()), api.admin()
    for number in range(3):
        owner.post("/products", NASI | {"name": f"Menu {number}"})
        seal_everything(clock)
    before = {one["kind"]: one for one in admin.data("/admin/audit/seals")["items"]}
    assert {kind: one["whole"] for kind, one in before.items()} == {"events": True, "audit": True}
    assert before["events"]["sealed_to"] >= 4
    execute(tampering)
    after = {one["kind"]: one for one in admin.data("/admin/audit/seals")["items"]}
    assert (after["events"]["whole"], after["audit"]["whole"]) == (False, True)
    assert after["events"]["broken_from"] is not None


def test_what_is_not_settled_waits_and_two_clocks_seal_once(api: Api, clock: time_machine.Traveller) -> None:
    owner = api.owner(api.shop())
    owner.post("/products", NASI)
    now = datetime.now(UTC)
    assert sealing.due_now(now, 100) == []
    later = now + timedelta(minutes=3)
    for _ in range(2):
        for place in (0, 1):
            sealing.seal(place, later)
    with reading() as tx:
        kept = tx.exec(select(Seal).order_by(col(Seal.kind))).all()
        assert [(one.kind, one.rows) for one in kept] == [("audit", 1), ("events", 2)]
        assert tx.exec(select(AuditEntry.action)).one() == "products.create"
