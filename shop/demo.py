"""Two shops to try everything with, read from `demo.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml

from models import OptionGroup, PaymentWay, Store, Tx
from shop.actors import CLOCK
from shop.options import NewGroup, NewOption, add_group, offer_groups
from shop.people import find_user
from shop.products import NewProduct, add_product
from shop.registration import NewStore, register_store
from shop.terms import ALL_DAY
from values import THOUSANDTHS, Address, Money, Quantity

DATA: Final = Path(__file__).with_name("demo.yaml")
CHANNEL: Final = "whatsapp"
FLAGS: Final = ("required", "multi", "qualifiable", "negatable", "countable")


def seed_demo(tx: Tx, now: datetime) -> list[Store]:
    """Open the demo's shops, each unless its owner is known already; the shops that were opened."""
    with DATA.open(encoding="utf-8") as file:
        shops = yaml.safe_load(file)["stores"]
    return [_open(tx, shop, now) for shop in shops if find_user(tx, Address(CHANNEL, shop["address"])) is None]


def _open(tx: Tx, data: Mapping[str, Any], now: datetime) -> Store:
    names = ("name", "country", "currency", "zone", "language", "owner")
    new = NewStore(**{name: data[name] for name in names}, hours=ALL_DAY)
    store = register_store(tx, new, Address(CHANNEL, data["address"]), now).store
    _settle(tx, store, data)
    groups = {
        key: add_group(tx, store, _group(store, group), place)
        for place, (key, group) in enumerate(data["groups"].items())
    }
    for product in data["products"]:
        _sell(tx, store, product, groups, now)
    return store


def _settle(tx: Tx, store: Store, data: Mapping[str, Any]) -> None:
    store.delivery_fee_amount = _money(store, data["delivery_fee"]).amount
    store.free_delivery_amount = _money(store, data["free_delivery_from"]).amount
    store.minimum_amount = _money(store, data["minimum"]).amount
    store.number = data.get("number")
    for field, value in data["settings"].items():
        setattr(store, field, value)
    tx.save(store)
    for position, way in enumerate(data["ways"]):
        tx.add(PaymentWay(seller_id=store.seller_id, store_id=store.id, position=position, **way))
    tx.flush()


def _group(store: Store, data: Mapping[str, Any]) -> NewGroup:
    options = tuple(
        NewOption(option["name"], _money(store, option.get("price", 0)), tuple(option.get("aliases", ())))
        for option in data["options"]
    )
    flags = {flag: data[flag] for flag in FLAGS if flag in data}
    return NewGroup(data["name"], options, default=data.get("default", ""), **flags)


def _sell(tx: Tx, store: Store, data: Mapping[str, Any], groups: Mapping[str, OptionGroup], now: datetime) -> None:
    units = {name: Quantity.of(str(amount)) for name, amount in data.get("units", {}).items()}
    new = NewProduct(
        name=data["name"],
        price=_money(store, data["price"]),
        quantity=Quantity.of(data["stock"]) if "stock" in data else None,
        unit=data.get("unit", ""),
        category=data["category"],
        step=Quantity.of(str(data["step"])) if "step" in data else Quantity(THOUSANDTHS),
        aliases=tuple(data.get("aliases", ())),
        units=tuple(units.items()),
    )
    # By the clock: otherwise the owner's first *undo* would take products of the demo away.
    product = add_product(tx, store, new, CLOCK, now)
    offer_groups(tx, product, [groups[key] for key in data.get("groups", ())])


def _money(store: Store, amount: float | int) -> Money:
    return Money.of(str(amount), store.currency)


def demo_phones(shared: str) -> dict[str, list[dict[str, str]]]:
    """The phones to show: customers, the owners of the demo's shops, and the numbers they can write to."""
    with DATA.open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    stores = [{"number": shared, **store} for store in data["stores"]]
    owners = [
        {"address": store["address"], "name": store["owner"], "role": "seller", "business": store["number"]}
        for store in stores
    ]
    numbers = {store["number"]: store["name"] for store in stores if store["number"] != shared}
    businesses = [{"number": number, "name": name} for number, name in ({shared: "Bakul"} | numbers).items()]
    customers = [{"business": shared, "role": "customer", **customer} for customer in data["customers"]]
    return {"phones": [*customers, *owners], "businesses": businesses}
