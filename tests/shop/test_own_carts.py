"""Carts and orders by their owner, and complaints."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Event, transaction
from shop.complaints import record_complaint
from shop.errors import CartChanged
from shop.orders import cancel_order, place_order
from shop.own_carts import own_cart, unpaid_order
from shop.payments import mark_paid
from tests.shop.builders import NOW, customer, filled, line, open_shop, product


def test_a_cart_is_found_by_its_owner_alone(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer, other = customer(tx, shop), customer(tx, shop, "whatsapp:+6281200002")
        cart = filled(tx, shop, buyer, line(product(tx, shop)))
        place_order(tx, cart, cart.version, NOW)
        assert own_cart(tx, shop.store, buyer, cart.id).state == "placed"
        with pytest.raises(CartChanged):
            own_cart(tx, shop.store, other, cart.id)
        with pytest.raises(CartChanged):
            own_cart(tx, shop.store, buyer, cart.id + 1)


def test_only_what_can_still_be_paid_is_due(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer, dish = customer(tx, shop), product(tx, shop)
        assert unpaid_order(tx, shop.store, buyer) is None
        placed = []
        for _ in range(3):
            cart = filled(tx, shop, buyer, line(dish))
            placed.append(place_order(tx, cart, cart.version, NOW)[0])
        cancel_order(tx, placed[2], "", shop.owner, NOW)
        mark_paid(tx, placed[1], shop.owner, NOW)
        due = unpaid_order(tx, shop.store, buyer)
        assert due is not None
        assert due.id == placed[0].id


def test_a_complaint_is_kept_with_its_order(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer = customer(tx, shop)
        cart = filled(tx, shop, buyer, line(product(tx, shop)))
        order, _ = place_order(tx, cart, cart.version, NOW)
        record_complaint(tx, buyer, order, "x" * 2000, NOW)
        told = tx.exec(select(Event).where(Event.name == "complaint.told")).one()
        assert (told.name, told.subject, told.subject_id) == ("complaint.told", "orders", order.id)
        assert told.data == {"text": "x" * 1000, "number": order.number}
        record_complaint(tx, buyer, None, "dingin", NOW)
        assert tx.exec(select(Event.subject).where(Event.name == "complaint.told")).all() == ["orders", "customers"]
