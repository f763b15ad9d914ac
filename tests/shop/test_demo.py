"""The demo's shops: worth ordering from, and opened once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from models import transaction
from shop import catalogue, menu, opening, people, qris, stores, undo
from shop.actors import Actor
from shop.demo import seed_demo
from tests.shop.builders import NOW
from values import Address, Money, Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


def test_both_shops_open_once_and_take_orders_at_any_time() -> None:
    with transaction() as tx:
        opened = seed_demo(tx, NOW)
        assert [(store.name, store.code, store.currency) for store in opened] == [
            ("Warung Bu Sri", "WARUNGBUSRI", "IDR"),
            ("Campus Bites", "CAMPUSBITES", "USD"),
        ]
        assert seed_demo(tx, NOW) == []
        assert all(opening.is_open(tx, store, NOW) for store in opened)


def test_the_menu_has_something_nearly_gone_and_something_gone() -> None:
    with transaction() as tx:
        warung, _ = seed_demo(tx, NOW)
        page = menu.menu(tx, warung, NOW)
        states = {entry.name: entry.state for entry in page.entries}
        assert page.total == len(page.entries) == 14
        assert [name for name, state in states.items() if state != "plenty"] == ["Soto Ayam", "Ayam Bakar"]
        assert (states["Soto Ayam"], states["Ayam Bakar"]) == ("low", "out")
        assert menu.categories(tx, warung) == ["Makanan", "Minuman", "Sembako"]
        assert menu.menu(tx, warung, NOW, "Minuman", (1, 2)).total == 5
        ids = {entry.name: entry.id for entry in page.entries}
        wanted = [ids["Es Teh"], ids["Soto Ayam"], ids["Es Teh"], 10_000]
        assert [entry.name for entry in menu.entries_of(tx, warung, wanted, NOW)] == ["Es Teh", "Soto Ayam"]


def test_the_snapshot_knows_names_units_and_options() -> None:
    with transaction() as tx:
        warung, _ = seed_demo(tx, NOW)
        seen = catalogue.snapshot(tx, warung)
        products = {product.name: product for product in seen.products}
        groups = {group.id: group for group in seen.groups}
        rice, eggs = products["Nasi Goreng"], products["Telur Ayam"]
        assert (rice.aliases, rice.price) == (("nasgor", "fried rice"), Money.of(15_000, "IDR"))
        assert [groups[key].name for key in rice.groups] == ["Level pedas", "Ukuran", "Tambahan"]
        assert eggs.units == (("kg", Decimal(16)), ("papan", Decimal(30)))
        spicy = groups[rice.groups[0]]
        assert spicy.default == spicy.options[1].id
        assert spicy.options[2].aliases == ("pedes", "spicy")
        assert seen.version == warung.catalogue_version


def test_the_owner_is_known_has_nothing_to_undo_and_a_code_for_each_order() -> None:
    with transaction() as tx:
        warung, _ = seed_demo(tx, NOW)
        owner = people.find_user(tx, Address("whatsapp", "whatsapp:+628111000001"))
        assert owner is not None
        assert people.role_in(tx, warung, owner) == "owner"
        assert undo.history(tx, warung, Actor.user(owner.id, "owner")) == []
        ways = stores.payment_ways(tx, warung)
        assert [way.kind for way in ways] == ["cash", "transfer", "qr"]
        paid = qris.with_amount(ways[2].qr_text, Money.of(47_000, "IDR"))
        assert "540547000" in paid
        assert qris.is_merchant_code(paid)


def test_products_may_be_sold_by_part_of_a_unit() -> None:
    with transaction() as tx:
        warung, _ = seed_demo(tx, NOW)
        names = {product.name: product.id for product in catalogue.snapshot(tx, warung).products}
        assert catalogue.get_product(tx, warung, names["Gula Pasir"]).smallest == Quantity.of("0.05")
        assert catalogue.get_product(tx, warung, names["Telur Ayam"]).smallest == Quantity.of(1)
