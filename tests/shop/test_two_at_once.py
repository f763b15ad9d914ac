"""Two who have seen the same, on PostgreSQL, and then write: nothing is done twice, and nothing written over."""

from __future__ import annotations

from datetime import date, time
from threading import Barrier

import pytest

from models import Customer, Order, Store, Tx, transaction
from shop import customer_cards, mail_times, opening, orders, payments, schedules
from tests.shop.builders import NOW, customer, line, open_shop, placed, product, rupiah
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


def test_hours_that_two_tell_at_once_are_both_kept(postgres: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        opening.set_hours(tx, shop.store, [(day, 480, 1020) for day in range(7)], shop.owner, NOW)
    both = Barrier(2)

    def tell(tx: Tx, day: int) -> str:
        store = tx.session.get_one(Store, shop.store.id)
        opening.hours_of(tx, store)
        both.wait()
        opening.set_hours_on(tx, store, [day], (time(10), time(12)), shop.owner, NOW)
        return "told"

    assert at_once([lambda day=day: attempt(lambda tx: tell(tx, day)) for day in (0, 1)]) == ["told", "told"]
    with transaction() as tx:
        short, whole = (600, 720), (480, 1020)
        hours = [(day, *(short if day < 2 else whole)) for day in range(7)]
        assert sorted(opening.hours_of(tx, shop.store)) == hours


def test_days_off_that_two_tell_at_once_are_both_kept(postgres: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
    both, days = Barrier(2), [date(2026, 12, 24), date(2026, 12, 25)]

    def close(tx: Tx, day: date) -> str:
        store = tx.session.get_one(Store, shop.store.id)
        opening.closed_days(tx, store)
        both.wait()
        opening.close_days(tx, store, frozenset([day]), shop.owner, NOW)
        return "closed"

    assert at_once([lambda day=day: attempt(lambda tx: close(tx, day)) for day in days]) == ["closed", "closed"]
    with transaction() as tx:
        assert sorted(opening.closed_days(tx, shop.store)) == days


def test_notes_that_two_make_at_once_are_both_kept(postgres: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        budi = customer(tx, shop)
    both = Barrier(2)

    def note(tx: Tx, words: str) -> str:
        store, who = tx.session.get_one(Store, shop.store.id), tx.session.get_one(Customer, budi.id)
        both.wait()
        customer_cards.add_note(tx, store, who, words, shop.owner, NOW)
        return "noted"

    assert at_once([lambda words=words: attempt(lambda tx: note(tx, words)) for words in "ab"]) == ["noted", "noted"]
    with transaction() as tx:
        assert tx.session.get_one(Customer, budi.id).note in ("a; b", "b; a")
