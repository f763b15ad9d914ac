"""Placing orders, the table of their steps, and what each does to stock and money."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from models import ORDER_STATES, Order, OrderEvent, StockMovement, Tx, transaction
from shop import carts, opening, order_finding, order_views, orders, payments, placing, products, stock
from shop.actors import Actor
from shop.errors import (
    AlreadyPaid,
    AmbiguousOrder,
    BelowMinimum,
    CartChanged,
    CheckoutIncomplete,
    EmptyCart,
    NotPaid,
    OutOfStock,
    RefundTooLarge,
    ShopError,
    StoreClosed,
    TimePassed,
    TooLateToCancel,
    UnknownOrder,
    WrongFulfilment,
    WrongState,
)
from shop.transitions import STEPS
from tests.shop.builders import (
    NOW,
    Shop,
    check_invariants,
    customer,
    filled,
    line,
    open_shop,
    placed,
    product,
    rupiah,
    weighed,
)
from values import Quantity

pytestmark = pytest.mark.usefixtures("sqlite")


def left(tx: Tx, shop: Shop, product_id: int) -> int:
    return stock.available(tx, shop.store, [product_id])[product_id].thousandths // 1000


def test_an_order_is_what_was_quoted_and_a_second_yes_is_the_same_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice, "2"))
        carts.set_address(tx, cart, "Jl. Merdeka 12", NOW)
        carts.quote_cart(tx, cart, NOW)
        order, first = placing.place_order(tx, cart, cart.version, NOW)
        again, second = placing.place_order(tx, cart, cart.version, NOW)
        assert (first, second, again.id) == (True, False, order.id)
        assert (order.number, order.state, order.fulfilment) == (1001, "pending", "delivery")
        assert (order.subtotal, order.fee, order.total) == (rupiah(30_000), rupiah(10_000), rupiah(40_000))
        assert (order.ship_address, order.ship_name, order.payment_name) == ("Jl. Merdeka 12", "Budi", "Tunai")
        assert left(tx, shop, rice.id) == 8
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        assert [event.to_state for event in tx.exec(select(OrderEvent))] == ["pending"]
        assert carts.find_cart(tx, shop.store, customer(tx, shop)) is None
        check_invariants(tx)


def test_numbers_are_counted_per_store() -> None:
    with transaction() as tx:
        first, second = open_shop(tx), open_shop(tx, "whatsapp:+628111000010")
        rice, noodles = product(tx, first), product(tx, second)
        numbers = [
            placed(tx, first, line(rice)).number,
            placed(tx, first, line(rice)).number,
            placed(tx, second, line(noodles)).number,
        ]
        assert numbers == [1001, 1002, 1001]


def test_a_yes_to_an_older_cart_orders_nothing() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice))
        seen = cart.version
        carts.set_lines(tx, cart, [line(rice, "3")], NOW)
        with pytest.raises(CartChanged):
            placing.place_order(tx, cart, seen, NOW)
        with pytest.raises(CartChanged):
            placing.place_order(tx, cart, cart.version, NOW)  # this version was never quoted
        assert (cart.state, left(tx, shop, rice.id)) == ("open", 10)


def test_a_price_that_moved_since_the_quote_is_shown_first() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        cart = filled(tx, shop, customer(tx, shop), line(rice))
        products.set_price(tx, rice, rupiah(18_000), shop.owner, NOW)
    with pytest.raises(CartChanged), transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    with transaction() as tx:
        cart = tx.session.get_one(type(cart), cart.id)
        assert cart.state == "open"
        view = carts.quote_cart(tx, cart, NOW)
        assert [(row.was, row.priced and row.priced.unit_price) for row in view.repriced] == [
            (rupiah(15_000), rupiah(18_000))
        ]
        order, _ = placing.place_order(tx, cart, cart.version, NOW)
        assert order.total == rupiah(18_000)


def test_too_little_stock_is_refused_with_what_is_left_and_something_else() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, _ = product(tx, shop, stock="2"), product(tx, shop, "Mie Goreng", 14_000)
        cart = filled(tx, shop, customer(tx, shop), line(rice, "2"))
        placed(tx, shop, line(rice), phone="whatsapp:+6281200002")
    with pytest.raises(OutOfStock) as refused, transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    assert refused.value.values == {
        "product": "Nasi Goreng",
        "asked": Quantity.of(2),
        "left": Quantity.of(1),
        "unit": "porsi",
        "alternative": "Mie Goreng",
    }
    with transaction() as tx:
        assert tx.session.get_one(type(cart), cart.id).state == "open"
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        check_invariants(tx)


@pytest.mark.parametrize(
    ("store", "cart", "refusal"),
    [
        ({"minimum_amount": rupiah(50_000).amount}, {}, BelowMinimum),
        ({"paused": True}, {}, StoreClosed),
        ({}, {"fulfilment": None}, CheckoutIncomplete),
        ({}, {"payment_way_id": None}, CheckoutIncomplete),
        ({}, {"requested_at": NOW - timedelta(hours=1)}, TimePassed),
    ],
)
def test_what_keeps_an_order_from_being_placed(
    store: dict[str, object], cart: dict[str, object], refusal: type[ShopError]
) -> None:
    with transaction() as tx:
        shop = open_shop(tx, **store)
        mine = filled(tx, shop, customer(tx, shop), line(product(tx, shop)))
        for field, value in cart.items():
            setattr(mine, field, value)
        tx.save(mine)
    with pytest.raises(refusal), transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(mine), mine.id), mine.version, NOW)
    with transaction() as tx:
        assert tx.exec(select(func.count(col(Order.id)))).one() == 0
        check_invariants(tx)


def test_an_empty_cart_is_not_an_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        cart = filled(tx, shop, customer(tx, shop))
        with pytest.raises(EmptyCart):
            placing.place_order(tx, cart, cart.version, NOW)


def test_a_closed_store_takes_orders_for_when_it_is_open() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        opening.replace_hours(tx, shop.store, [(day, 8 * 60, 11 * 60) for day in range(7)])
        cart = filled(tx, shop, customer(tx, shop), line(product(tx, shop)))
    tomorrow_at_nine = NOW + timedelta(hours=21)
    with pytest.raises(StoreClosed) as refused, transaction() as tx:
        placing.place_order(tx, tx.session.get_one(type(cart), cart.id), cart.version, NOW)
    assert refused.value.opens_at == NOW + timedelta(hours=20)
    with transaction() as tx:
        cart = tx.session.get_one(type(cart), cart.id)
        carts.set_time(tx, cart, tomorrow_at_nine, NOW)
        carts.quote_cart(tx, cart, NOW)
        order, _ = placing.place_order(tx, cart, cart.version, NOW)
        assert order.requested_at == tomorrow_at_nine


ALLOWED = {
    "confirm": {"pending"},
    "process": {"confirmed"},
    "ship": {"confirmed", "processing"},
    "ready": {"confirmed", "processing"},
    "deliver": {"shipped", "ready"},
    "complete": {"delivered"},
    "cancel": {"pending", "confirmed", "processing", "shipped", "ready"},
}


@pytest.mark.parametrize("state", ORDER_STATES)
@pytest.mark.parametrize("name", STEPS)
def test_every_step_from_every_state(name: str, state: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        order.state = state
        order.fulfilment = STEPS[name].fulfilment or "pickup"
        tx.save(order)
        if state in ALLOWED[name]:
            assert orders.move_order(tx, order, name, shop.owner, NOW).state == STEPS[name].to
            return
        with pytest.raises(WrongState) as refused:
            orders.move_order(tx, order, name, shop.owner, NOW)
        assert refused.value.values == {"order": 1001, "state": state, "wanted": STEPS[name].to}
        assert order.state == state


def test_a_delivery_leaves_the_stock_when_shipped_and_a_pickup_when_fetched() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        delivery, pickup = placed(tx, shop, line(rice, "2")), placed(tx, shop, line(rice, "3"))
        delivery.fulfilment = "delivery"
        tx.save(delivery)
        for order in (delivery, pickup):
            orders.confirm_order(tx, order, shop.owner, NOW)
        with pytest.raises(WrongFulfilment):
            orders.ship_order(tx, pickup, shop.owner, NOW)
        orders.ship_order(tx, delivery, shop.owner, NOW, "JNE 77")
        orders.ready_order(tx, pickup, shop.owner, NOW)
        assert stock.stock_view(tx, rice).on_hand == Quantity.of(8)
        assert stock.stock_view(tx, rice).reserved == Quantity.of(3)
        orders.complete_order(tx, pickup, shop.owner, NOW)
        orders.deliver_order(tx, delivery, shop.owner, NOW)
        assert (delivery.state, delivery.tracking, pickup.state) == ("delivered", "JNE 77", "completed")
        assert stock.stock_view(tx, rice).on_hand == Quantity.of(5)
        assert stock.stock_view(tx, rice).reserved == Quantity.of(0)
        steps = [event.to_state for event in tx.exec(select(OrderEvent).where(OrderEvent.order_id == pickup.id))]
        assert steps == ["pending", "confirmed", "ready", "delivered", "completed"]
        check_invariants(tx)


def test_cancelling_frees_the_stock_once_and_a_shipped_order_comes_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        open_one, shipped = placed(tx, shop, line(rice, "2")), placed(tx, shop, line(rice, "3"))
        shipped.fulfilment = "delivery"
        tx.save(shipped)
        orders.cancel_order(tx, open_one, "habis", shop.owner, NOW)
        with pytest.raises(WrongState):
            orders.cancel_order(tx, open_one, "habis", shop.owner, NOW)
        assert left(tx, shop, rice.id) == 7
        orders.confirm_order(tx, shipped, shop.owner, NOW)
        orders.ship_order(tx, shipped, shop.owner, NOW)
        orders.cancel_order(tx, shipped, "alamat salah", shop.owner, NOW)
        assert left(tx, shop, rice.id) == 10
        kinds = [movement.kind for movement in tx.exec(select(StockMovement).order_by(col(StockMovement.id)))]
        assert kinds == ["in", "out", "in"]
        assert (open_one.cancel_reason, shipped.cancelled_at) == ("habis", NOW)
        check_invariants(tx)


def test_customers_cancel_until_the_store_has_taken_the_order() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice))
        buyer = Actor.customer(first.customer_id)
        assert orders.cancel_order(tx, first, "", buyer, NOW).state == "cancelled"
        orders.confirm_order(tx, second, shop.owner, NOW)
        with pytest.raises(TooLateToCancel):
            orders.cancel_order(tx, second, "", buyer, NOW)
        assert second.state == "confirmed"


def test_the_clock_cancels_what_nobody_confirms_and_completes_what_was_delivered() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        forgotten, fetched = placed(tx, shop, line(rice)), placed(tx, shop, line(rice))
        orders.confirm_order(tx, fetched, shop.owner, NOW)
        orders.ready_order(tx, fetched, shop.owner, NOW)
        orders.deliver_order(tx, fetched, shop.owner, NOW)
        early, late = NOW + timedelta(hours=23), NOW + timedelta(hours=24)
        assert (orders.cancel_unconfirmed(tx, early), orders.complete_delivered(tx, early)) == ([], [])
        assert [order.id for order in orders.cancel_unconfirmed(tx, late)] == [forgotten.id]
        assert [order.id for order in orders.complete_delivered(tx, late)] == [fetched.id]
        assert (orders.cancel_unconfirmed(tx, late), orders.complete_delivered(tx, late)) == ([], [])
        assert (forgotten.state, fetched.state) == ("cancelled", "completed")
        check_invariants(tx)


def test_a_claim_is_not_a_payment_and_a_payment_happens_once() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        buyer = Actor.customer(order.customer_id)
        payments.claim_payment(tx, order, buyer, NOW, "sudah transfer", "https://example.org/1.jpg")
        assert (order.payment_state, order.paid_at) == ("claimed", None)
        assert payments.reject_claim(tx, order, shop.owner, NOW).payment_state == "unpaid"
        claim = payments.claim_payment(tx, order, buyer, NOW)
        assert payments.last_claim(tx, order) == claim
        payments.mark_paid(tx, order, shop.owner, NOW)
        assert (order.payment_state, order.paid_at) == ("paid", NOW)
        for again in (payments.mark_paid, payments.claim_payment):
            with pytest.raises(AlreadyPaid):
                again(tx, order, shop.owner, NOW)


def test_at_most_what_was_paid_goes_back() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        with pytest.raises(NotPaid):
            payments.refund_order(tx, order, rupiah(1), shop.owner, NOW)
        payments.mark_paid(tx, order, shop.owner, NOW)
        payments.refund_order(tx, order, rupiah(10_000), shop.owner, NOW)
        with pytest.raises(RefundTooLarge) as refused:
            payments.refund_order(tx, order, rupiah(5_001), shop.owner, NOW)
        assert refused.value.most == rupiah(5_000)
        assert (order.refunded, order.payment_state) == (rupiah(10_000), "refunded")


def test_repeating_an_order_takes_todays_prices_and_leaves_out_what_is_gone() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea, eggs = product(tx, shop), product(tx, shop, "Es Teh", 5_000), weighed(tx, shop, "Telur", 30_000, "3")
        order = placed(tx, shop, line(rice, "2"), line(tea), line(eggs, "0.5"))
        products.set_price(tx, rice, rupiah(16_000), shop.owner, NOW)
        products.hide(tx, tea, shop.owner, NOW)
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        update = carts.repeat_order(tx, cart, order, NOW)
        assert [refusal.code for refusal in update.refused] == ["not_offered"]
        assert [row.name for row in update.cart.lines] == ["Nasi Goreng", "Telur"]
        assert update.cart.subtotal == rupiah(47_000)


def test_orders_are_found_by_number_customer_name_and_newest() -> None:
    with transaction() as tx:
        shop, other = open_shop(tx), open_shop(tx, "whatsapp:+628111000010")
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice), phone="whatsapp:+6281200003")
        assert order_views.order_by_number(tx, shop.store, 1001).id == first.id
        last = order_views.last_order(tx, shop.store)
        assert last is not None
        assert last.id == second.id
        found = order_views.orders_by_name(tx, shop.store, "bud")
        assert [order.number for order in found] == [1002, 1001]
        assert [order.number for order in order_views.list_orders(tx, shop.store, ["pending"])] == [1002, 1001]
        assert order_views.list_orders(tx, other.store) == []
        for wrong in (
            lambda: order_views.order_by_number(tx, other.store, 1001),
            lambda: order_views.customers_order(tx, shop.store, customer(tx, shop), 1002),
        ):
            with pytest.raises(ShopError, match="unknown_order"):
                wrong()
        view = order_views.order_view(tx, first)
        assert (view.customer, view.steps, view.lines[0].amount) == ("Budi", ("confirm", "cancel"), rupiah(15_000))


def test_an_order_is_found_as_it_is_spoken_of() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop)
        first, second = placed(tx, shop, line(rice)), placed(tx, shop, line(rice), phone="whatsapp:+6281200003")
        buyer = customer(tx, shop)
        assert order_finding.find_order(tx, shop.store, None, 1001, "").id == first.id
        assert order_finding.find_order(tx, shop.store, None, None, "").id == second.id
        assert order_finding.find_order(tx, shop.store, buyer, None, "").id == first.id
        with pytest.raises(AmbiguousOrder) as refused:
            order_finding.find_order(tx, shop.store, None, None, "budi")
        assert refused.value.orders == (1002, 1001)
        orders.cancel_order(tx, second, "", shop.owner, NOW)
        assert order_finding.find_order(tx, shop.store, None, None, "budi").id == first.id
        for whose, number, name in ((buyer, 1002, ""), (None, 1003, ""), (None, None, "Siti")):
            with pytest.raises(UnknownOrder):
                order_finding.find_order(tx, shop.store, whose, number, name)
