"""Carts: prices, what may go in, and the checkout's answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from models import Cart, Option, Store, Tx, transaction
from shop import carts, options, people, products, stores
from shop.errors import CartChanged, FulfilmentNotOffered, QuantityNotSold, TimePassed
from shop.options import NewGroup, NewOption
from tests.shop.builders import NOW, Shop, customer, line, open_shop, product, rupiah, weighed
from values import ChosenOption, Money, Quantity

pytestmark = pytest.mark.usefixtures("sqlite")


def sizes(tx: Tx, shop: Shop, **details: bool) -> dict[str, ChosenOption]:
    """A group of sizes that a product offers: small, large for 3,000 more, jumbo (not to be had)."""
    extra = NewOption("Besar", rupiah(3_000)), NewOption("Jumbo", rupiah(8_000))
    group = options.add_group(tx, shop.store, NewGroup("Ukuran", (NewOption("Kecil", rupiah(0)), *extra), **details))
    rows = {row.name: row for row in tx.exec(select(Option).where(Option.group_id == group.id))}
    rows["Jumbo"].available = False
    tx.save(rows["Jumbo"])
    return {name: ChosenOption(group.id, row.id) for name, row in rows.items()}


def offer(tx: Tx, shop: Shop, item_id: int, sized: dict[str, ChosenOption]) -> None:
    group = tx.session.get_one(options.OptionGroup, sized["Kecil"].group_id)
    options.offer_groups(tx, tx.session.get_one(products.Product, item_id), [group])


@pytest.mark.parametrize(
    ("currency", "unit_price", "quantity", "amount"),
    [
        ("IDR", "30000", "0.5", 1_500_000),
        ("IDR", "12333", "0.1", 123_300),  # 1,233.3 rupiah are 1,233
        ("IDR", "12335", "0.1", 123_400),  # 1,233.5 rupiah are 1,234
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


@pytest.mark.parametrize(
    ("told", "stock", "left"),
    [
        ("never", "2", None),
        ("shortage", "2", Quantity.of(2)),
        ("shortage", "11", None),
        ("always", "11", Quantity.of(11)),
    ],
)
def test_how_much_is_left_is_told_as_the_store_wants(told: str, stock: str, left: Quantity | None) -> None:
    with transaction() as tx:
        shop = open_shop(tx, tells_stock=told)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.set_lines(tx, cart, [line(product(tx, shop, stock=stock), "50")], NOW)
        assert [refusal.values["left"] for refusal in update.refused] == [left]


def test_a_required_choice_is_asked_for() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        offer(tx, shop, rice.id, sizes(tx, shop, required=True))
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.set_lines(tx, cart, [line(rice)], NOW)
        assert [(choice.group, choice.options) for choice in update.needed] == [("Ukuran", ("Kecil", "Besar"))]
        assert update.cart.problems == (update.cart.lines[0].problem,)


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


def test_a_cart_that_somebody_else_changed_is_not_overwritten() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer, rice = customer(tx, shop), product(tx, shop)
        seen = carts.open_cart(tx, shop.store, buyer, NOW)
    with transaction() as tx:
        fresh = carts.open_cart(tx, shop.store, buyer, NOW)
        carts.set_lines(tx, fresh, [line(rice, "2")], NOW)
    with transaction() as tx:
        with pytest.raises(CartChanged):
            carts.clear_cart(tx, seen, NOW)
        kept = carts.open_cart(tx, shop.store, buyer, NOW)
        assert (kept.id, carts.lines_of(tx, kept)) == (fresh.id, (line(rice, "2"),))


def test_a_cart_is_dropped_after_a_week_and_a_new_one_begins() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        buyer = customer(tx, shop)
        old = carts.open_cart(tx, shop.store, buyer, NOW)
        assert carts.drop_expired(tx, NOW + timedelta(days=6)) == 0
        assert carts.drop_expired(tx, NOW + timedelta(days=7)) == 1
        new = carts.open_cart(tx, shop.store, buyer, NOW + timedelta(days=7))
        assert new.id != old.id
        assert len(list(tx.exec(select(Cart)))) == 2
        assert isinstance(tx.get(Store, shop.store.id), Store)
