"""Two who have seen the same, on PostgreSQL, and then write: nothing is done twice, and nothing written over."""

from __future__ import annotations

from threading import Barrier

import pytest

from models import Order, Store, Tx, transaction
from shop import mail_times, orders, payments, schedules
from tests.shop.builders import NOW, line, open_shop, placed, product, rupiah
from tests.shop.racers import at_once, attempt

pytestmark = pytest.mark.races


def test_money_that_two_give_back_at_once_goes_back_once(postgres: str) -> None:
    """Both were asked about the order as it was; whoever is later is asked again."""
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        payments.mark_paid(tx, orders.confirm_order(tx, order, shop.owner, NOW), shop.owner, NOW)
    both = Barrier(2)

    def give_back(tx: Tx) -> str:
        seen = tx.session.get_one(Order, order.id)
        both.wait()
        return str(payments.refund_order(tx, seen, rupiah(5_000), shop.owner, NOW).refunded.amount)

    assert sorted(at_once([lambda: attempt(give_back)] * 2)) == ["500000", "refund_too_large"]


def test_files_at_fixed_times_that_two_ask_for_at_once_both_come(postgres: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
    both = Barrier(2)
    rhythm = schedules.Rhythm(NOW.time())

    def ask(tx: Tx, to: str) -> str:
        store = tx.session.get_one(Store, shop.store.id)
        both.wait()
        return mail_times.add_mail_time(tx, store, mail_times.MailWish("sales", "pdf", to, "id"), rhythm, NOW).to

    people = ["ani@warung.example", "sri@warung.example"]
    assert at_once([lambda to=to: attempt(lambda tx: ask(tx, to)) for to in people]) == people
    with transaction() as tx:
        assert sorted(one.to for one in mail_times.mail_times(tx, shop.store)) == people
