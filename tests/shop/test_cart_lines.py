"""What may go into a cart."""

from __future__ import annotations

import pytest

from models import transaction
from shop import carts, products
from shop.errors import QuantityNotSold
from tests.shop.builders import NOW, customer, line, open_shop, product, weighed
from tests.shop.menus import offer, sizes
from values import CartLine, Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


def test_what_cannot_be_sold_stays_out_and_the_rest_goes_in() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea, soup = product(tx, shop, stock="2"), product(tx, shop, "Es Teh", 5_000), product(tx, shop, "Soto")
        sized = sizes(tx, shop)
        offer(tx, shop, tea.id, sized)
        products.sold_out(tx, soup, shop.owner, NOW)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        wanted = [line(rice, "3"), line(tea, "1", sized["Jumbo"]), line(soup), line(tea, "1.5"), line(tea, "2")]
        update = carts.set_lines(tx, cart, wanted, NOW)
        codes = [refusal.code for refusal in update.refused]
        assert codes == ["out_of_stock", "option_unavailable", "sold_out", "quantity_not_sold"]
        assert carts.lines_of(tx, cart) == (line(tea, "2"),)


def test_a_refused_change_leaves_the_line_as_it_was() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea = product(tx, shop, stock="2"), product(tx, shop, "Es Teh", 5_000)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        carts.set_lines(tx, cart, [line(rice, "2")], NOW)
        update = carts.set_lines(tx, cart, [line(rice, "5"), line(tea)], NOW)
        assert [refusal.code for refusal in update.refused] == ["out_of_stock"]
        assert carts.lines_of(tx, cart) == (line(rice, "2"), line(tea))


def test_two_lines_of_a_product_share_its_stock() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, stock="3")
        sized = sizes(tx, shop)
        offer(tx, shop, rice.id, sized)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.set_lines(tx, cart, [line(rice, "2"), line(rice, "2", sized["Besar"])], NOW)
        assert [(refusal.code, refusal.values["asked"]) for refusal in update.refused] == [
            ("out_of_stock", Quantity.of(4))
        ]


def test_quantities_are_multiples_of_what_is_sold() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        eggs = weighed(tx, shop, "Telur", 30_000, "5")
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        assert carts.set_lines(tx, cart, [line(eggs, "0.3")], NOW).refused == ()
        (refusal,) = carts.set_lines(tx, cart, [line(eggs, "0.25")], NOW).refused
        assert isinstance(refusal, QuantityNotSold)
        assert (refusal.step, refusal.unit) == (Quantity.of("0.1"), "kg")
        assert carts.lines_of(tx, cart) == (line(eggs, "0.3"),)


def test_a_cart_holds_sixty_lines_and_says_so() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        tea = product(tx, shop, "Es Teh", stock=None)
        wanted = [CartLine(tea.id, Quantity.of(1), note=str(number)) for number in range(61)]
        update = carts.set_lines(tx, cart, wanted, NOW)
        assert [(refusal.code, refusal.values) for refusal in update.refused] == [("cart_full", {"most": 60})]
        assert carts.lines_of(tx, cart) == tuple(wanted[:60])
