"""The checkout's questions and answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import transaction
from shop import carts, people, stores
from shop.errors import FulfilmentNotOffered, TimePassed
from tests.shop.builders import NOW, customer, line, open_shop, product, rupiah

pytestmark = pytest.mark.usefixtures("somewhere")


def test_the_checkout_asks_in_order_and_every_answer_is_a_new_version() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        view = carts.set_lines(tx, cart, [line(product(tx, shop))], NOW).cart
        assert (view.missing, view.fee) == (("fulfilment", "time", "payment"), rupiah(0))
        view = carts.set_fulfilment(tx, cart, "delivery", NOW)
        assert (view.missing, view.fee) == (("address", "time", "payment"), rupiah(10_000))
        view = carts.set_address(tx, cart, "Jl. Merdeka 12", NOW, (-6.2, 106.8))
        assert (view.missing, view.pin) == (("time", "payment"), (-6.2, 106.8))
        view = carts.set_time(tx, cart, NOW + timedelta(hours=3), NOW)
        view = carts.set_payment(tx, cart, stores.payment_ways(tx, shop.store)[1], NOW)
        view = carts.set_note(tx, cart, "jangan lama", NOW)
        assert (view.missing, view.note, view.version) == ((), "jangan lama", 8)
        assert view.payment is not None
        assert view.payment.instruction == "BCA 123"
        with pytest.raises(TimePassed):
            carts.set_time(tx, cart, NOW - timedelta(hours=1), NOW)
        assert [place.text for place in people.places_of(tx, customer(tx, shop))] == ["Jl. Merdeka 12"]


def test_what_a_store_does_in_one_way_is_not_asked() -> None:
    with transaction() as tx:
        shop = open_shop(tx, delivers=False)
        ways = stores.payment_ways(tx, shop.store)
        stores.remove_payment_way(tx, shop.store, ways[1], shop.owner, NOW)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        assert (cart.fulfilment, cart.payment_way_id) == ("pickup", ways[0].id)
        with pytest.raises(FulfilmentNotOffered):
            carts.set_fulfilment(tx, cart, "delivery", NOW)


def test_delivery_is_free_from_the_stores_amount_on() -> None:
    with transaction() as tx:
        shop = open_shop(tx, free_delivery_amount=rupiah(30_000).amount)
        rice = product(tx, shop)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        carts.set_fulfilment(tx, cart, "delivery", NOW)
        assert carts.set_lines(tx, cart, [line(rice)], NOW).cart.total == rupiah(25_000)
        assert carts.set_lines(tx, cart, [line(rice, "2")], NOW).cart.total == rupiah(30_000)
