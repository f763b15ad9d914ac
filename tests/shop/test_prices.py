"""What lines and options cost."""

from __future__ import annotations

import pytest

from models import transaction
from shop import carts
from tests.shop.builders import NOW, customer, line, open_shop, product, rupiah
from tests.shop.menus import offer, sizes
from values import ChosenOption, Money, Quantity

pytestmark = pytest.mark.usefixtures("somewhere")


@pytest.mark.parametrize(
    ("currency", "unit_price", "quantity", "amount"),
    [
        ("IDR", "30000", "0.5", 1_500_000),
        ("IDR", "12333", "0.1", 123_300),  # 1,233.3 rupiah are 1,233
        ("IDR", "12335", "0.1", 123_400),  # 1,233.5 rupiah are 1,234
        ("IDR", "999", "0.505", 50_400),  # 504.495 rupiah are 504, however many digits are kept on the way
        ("USD", "3.35", "0.5", 168),  # 1.675 dollars are 1.68
        ("INR", "19.99", "0.25", 500),
    ],
)
def test_a_line_is_rounded_half_up_to_what_the_currency_shows(
    currency: str, unit_price: str, quantity: str, amount: int
) -> None:
    assert Money.of(unit_price, currency).times(Quantity.of(quantity)) == Money(amount, currency)


def test_options_cost_what_they_say_times_their_count() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        sized = sizes(tx, shop)
        offer(tx, shop, rice.id, sized)
        large = sized["Besar"]
        twice = ChosenOption(large.group_id, large.option_id, count=2)
        without = ChosenOption(large.group_id, large.option_id, negated=True)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        wanted = [line(rice, "2", large), line(rice, "1", twice), line(rice, "1", without), line(rice)]
        view = carts.set_lines(tx, cart, wanted, NOW).cart
        assert [row.priced and row.priced.amount for row in view.lines] == [
            rupiah(36_000),
            rupiah(21_000),
            rupiah(15_000),
            rupiah(15_000),
        ]
        assert (view.subtotal, view.total) == (rupiah(87_000), rupiah(87_000))
        assert carts.lines_of(tx, cart) == tuple(wanted)


def test_a_required_choice_is_asked_for() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        offer(tx, shop, rice.id, sizes(tx, shop, required=True))
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.set_lines(tx, cart, [line(rice)], NOW)
        assert [(choice.group, choice.options) for choice in update.needed] == [("Ukuran", ("Kecil", "Besar"))]
        assert update.cart.problems == (update.cart.lines[0].problem,)
