"""Many at the same moment, on both databases: nothing is sold twice, ordered twice, or waits for ever."""

from __future__ import annotations

from collections import Counter
from threading import Event

import pytest
from sqlmodel import col, func, select

from models import (
    Broadcast,
    Coupon,
    CouponUse,
    Customer,
    Order,
    Product,
    Reservation,
    Schedule,
    Store,
    Tx,
    User,
    transaction,
)
from shop import broadcasts, consents, coupons, credit, orders, payments, people, schedules, stock
from shop.actors import Actor
from shop.direct_orders import Basket, Wish, order_directly
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
    reopened,
    rupiah,
)
from tests.shop.racers import at_once, attempt, in_processes, place
from values import Address, Quantity

pytestmark = pytest.mark.races
BUYERS = 20


def buyers(tx: Tx, shop: Shop) -> list[Customer]:
    return [customer(tx, shop, f"whatsapp:+62812{number:05}") for number in range(BUYERS)]


def test_twenty_buyers_of_the_last_one_are_one_order_and_nineteen_refusals(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        last, _ = product(tx, shop, stock="1"), product(tx, shop, "Mie Goreng")
        ids = [filled(tx, shop, buyer, line(last)).id for buyer in buyers(tx, shop)]
    said = Counter(at_once([lambda cart=cart: place(cart) for cart in ids]))
    assert said == {"ordered 1001": 1, "out_of_stock: Nasi Goreng, rather Mie Goreng": BUYERS - 1}
    with transaction() as tx:
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        assert tx.exec(select(func.count(col(Reservation.id)))).one() == 1
        check_invariants(tx)


def test_several_processes_sell_no_more_than_there_is(postgres: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        few = product(tx, shop, stock="7")
        ids = [filled(tx, shop, buyer, line(few)).id for buyer in buyers(tx, shop)]
    said = Counter(answer.split()[0] for answer in in_processes(postgres, ids, 4))
    assert said == {"ordered": 7, "out_of_stock:": BUYERS - 7}
    with transaction() as tx:
        check_invariants(tx)
        numbers = sorted(order.number for order in tx.exec(select(Order)))
        assert numbers == list(range(1001, 1008))


def test_orders_of_the_same_products_in_another_order_do_not_wait_for_each_other(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea = product(tx, shop, stock="15"), product(tx, shop, "Es Teh", stock="15")
        ids = []
        for number, buyer in enumerate(buyers(tx, shop)):
            wanted = [line(rice), line(tea)]
            ids.append(filled(tx, shop, buyer, *(wanted if number % 2 else reversed(wanted))).id)
    said = Counter(answer.split()[0] for answer in at_once([lambda cart=cart: place(cart) for cart in ids]))
    assert said == {"ordered": 15, "out_of_stock:": 5}
    with transaction() as tx:
        check_invariants(tx)


def test_one_cart_said_yes_to_ten_times_is_one_order(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        cart = filled(tx, shop, customer(tx, shop), line(product(tx, shop), "2"))
    assert at_once([lambda: place(cart.id)] * 10) == ["ordered 1001"] * 10
    with transaction() as tx:
        assert tx.exec(select(func.count(col(Order.id)))).one() == 1
        check_invariants(tx)


def test_an_order_is_shipped_or_cancelled_and_paid_once(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        order.fulfilment = "delivery"
        tx.save(order)
        orders.confirm_order(tx, order, shop.owner, NOW)

    def ship(tx: Tx) -> str:
        return orders.ship_order(tx, tx.session.get_one(Order, order.id), shop.owner, NOW).state

    def cancel(tx: Tx) -> str:
        return orders.cancel_order(tx, tx.session.get_one(Order, order.id), "", shop.owner, NOW).state

    def pay(tx: Tx) -> str:
        return payments.mark_paid(tx, tx.session.get_one(Order, order.id), shop.owner, NOW).payment_state

    said = Counter(at_once([lambda job=job: attempt(job) for job in (ship, pay) * 6]))
    assert said == {"shipped": 1, "wrong_state": 5, "paid": 1, "already_paid": 5}
    assert Counter(at_once([lambda: attempt(cancel)] * 6)) == {"cancelled": 1, "wrong_state": 5}
    with transaction() as tx:
        assert stock.available(tx, shop.store, [1])[1] == Quantity.of(10)
        check_invariants(tx)


@pytest.mark.parametrize("late", ["claim", "reject"])
def test_what_is_said_of_a_payment_that_was_just_booked_does_not_unbook_it(database: str, late: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        buyer = Actor.customer(order.customer_id)
        if late == "reject":
            payments.claim_payment(tx, order, buyer, NOW)
    read, booked = Event(), Event()

    def say(tx: Tx) -> str:
        seen = tx.session.get_one(Order, order.id)
        read.set()
        booked.wait(0.5)  # on SQLite the other waits for this one
        if late == "claim":
            return str(payments.claim_payment(tx, seen, buyer, NOW).accepted)
        return payments.reject_claim(tx, seen, shop.owner, NOW).payment_state

    def pay() -> str:
        read.wait()
        said = attempt(lambda tx: _paid(tx, order.id, shop.owner))
        booked.set()
        return said

    assert at_once([lambda: attempt(say), pay])[1] == "paid"
    with transaction() as tx:
        assert tx.session.get_one(Order, order.id).payment_state == "paid"


def _paid(tx: Tx, order_id: int, by: Actor) -> str:
    return payments.mark_paid(tx, tx.session.get_one(Order, order_id), by, NOW).payment_state


def _owe() -> None:
    """A shop whose customer owes 30,000."""
    with transaction() as tx:
        shop = open_shop(tx)
        credit.give(tx, shop.store, customer(tx, shop), rupiah(30_000), shop.owner, NOW)


def test_a_debt_is_paid_back_once(database: str) -> None:
    _owe()

    def receive(tx: Tx) -> str:
        here = reopened(tx)
        return str(credit.receive(tx, here.store, customer(tx, here), None, here.owner, NOW).new.amount)

    assert Counter(at_once([lambda: attempt(receive)] * 6)) == {"0": 1, "nothing_owed": 5}


def test_of_two_owners_who_remove_each_other_one_stays(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        second = people.user_for(tx, Address("twilio", "whatsapp:+6282"), "Adi", "id", NOW)
        people.set_role(tx, shop.store, second, "owner", shop.owner, NOW)
    pair = [(shop.user.id, second.id), (second.id, shop.user.id)]

    def remove(tx: Tx, by: int, whom: int) -> str:
        store, user = tx.session.get_one(Store, shop.store.id), tx.session.get_one(User, whom)
        people.remove_staff(tx, store, user, Actor.user(by, "owner"), NOW)
        return "removed"

    said = at_once([lambda by=by, whom=whom: attempt(lambda tx: remove(tx, by, whom)) for by, whom in pair])
    assert sorted(said) == ["last_owner", "removed"]
    with transaction() as tx:
        assert len(people.staff_of(tx, shop.store, "owner")) == 1


def test_two_messages_to_many_that_go_out_at_once_reach_each_customer_once(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        everybody = buyers(tx, shop)
        for number in range(BUYERS):
            address = Address("twilio", f"whatsapp:+62812{number:05}")
            consents.record_consent(tx, shop.store.seller_id, address, (broadcasts.PURPOSE, True), NOW, ("chat", "ya"))
        made = [broadcasts.compose(tx, shop.store, (text, ""), everybody, shop.owner, NOW).id for text in ("A", "B")]

    def tell(tx: Tx, key: int) -> str:
        message = tx.session.get_one(Broadcast, key)
        waiting = broadcasts.next_recipients(tx, message, BUYERS)
        return str(sum(broadcasts.claim_recipient(tx, message, one, NOW, "") for one in waiting))

    said = at_once([lambda key=key: attempt(lambda tx: tell(tx, key)) for key in made])
    assert sum(map(int, said)) == BUYERS


def test_counting_stock_while_it_is_sold_loses_nothing(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, stock="5")
        ids = [filled(tx, shop, buyer, line(rice)).id for buyer in buyers(tx, shop)]

    def restock(tx: Tx) -> str:
        item = tx.session.get_one(Product, rice.id)
        return str(stock.add_stock(tx, item, Quantity.of(1), reopened(tx).owner, NOW).new > Quantity(0))

    jobs = [lambda cart=cart: place(cart) for cart in ids] + [lambda: attempt(restock)] * 5
    said = Counter(answer.split()[0] for answer in at_once(jobs))
    assert said["True"] == 5
    assert 5 <= said["ordered"] <= 10
    with transaction() as tx:
        assert stock.stock_view(tx, tx.session.get_one(Product, rice.id)).on_hand == Quantity.of(10)
        check_invariants(tx)


def test_work_that_is_due_is_taken_by_one_clock(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        schedules.plan(tx, "summary.daily", shop.store, NOW)

    def tick(tx: Tx) -> str:
        taken = [schedules.claim(tx, row, NOW.replace(day=21), NOW) for row in schedules.due(tx, NOW, "summary.daily")]
        return str(sum(taken))

    assert Counter(at_once([lambda: attempt(tick)] * 8)) == {"1": 1, "0": 7}
    with transaction() as tx:
        mine = select(Schedule.next_at).where(col(Schedule.name) == "summary.daily")
        assert tx.exec(mine).all() == [NOW.replace(day=21)]


def test_a_coupon_is_used_by_a_customer_once(database: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice = product(tx, shop, stock="10")
        coupons.make_coupon(tx, shop.store, coupons.NewCoupon("HEMAT", amount=rupiah(5_000)), shop.owner, NOW)

    def order(tx: Tx) -> str:
        here = reopened(tx)
        basket = Basket((Wish(rice.id, Quantity.of(1)),), fulfilment="pickup", coupon="HEMAT")
        return str(order_directly(tx, here.store, customer(tx, here), basket, here.owner, NOW).discount_amount)

    with transaction() as tx:
        customer(tx, shop)
    said = Counter(at_once([lambda: attempt(order)] * 6))
    assert said == {"500000": 1, "coupon_not_usable": 5}
    with transaction() as tx:
        assert tx.exec(select(Coupon.uses)).one() == 1
        assert len(tx.exec(select(CouponUse)).all()) == 1


def test_a_customer_is_reminded_of_his_debt_once(database: str) -> None:
    _owe()

    def remind(tx: Tx) -> str:
        here = reopened(tx)
        return str(credit.note_reminder(tx, here.store, customer(tx, here), here.owner, NOW).amount)

    assert Counter(at_once([lambda: attempt(remind)] * 6)) == {"3000000": 1, "reminded_already": 5}
