"""The credit book: balances, refusals that change nothing, and orders that are paid later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import transaction
from shop import credit, orders, payments
from shop.credit_views import debt_of, debts
from shop.errors import NotAValue, NotUndoable, ShopError
from shop.errors_people import NothingOwed, OnCredit, OverpaidCredit, RemindedAlready
from tests.shop.builders import NOW, customer, line, open_shop, placed, product, rupiah


def test_a_debt_is_as_old_as_its_oldest_unpaid_part(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        budi = customer(tx, shop)
        for days, amount in ((0, 20_000), (5, 30_000)):
            credit.give(tx, shop.store, budi, rupiah(amount), shop.owner, NOW + timedelta(days=days))
        later = NOW + timedelta(days=9)
        assert debt_of(tx, shop.store, budi, later).days == 9
        written = credit.receive(tx, shop.store, budi, rupiah(25_000), shop.owner, later)
        assert (written.old, written.new) == (rupiah(50_000), rupiah(25_000))
        assert debt_of(tx, shop.store, budi, later).days == 4
        assert debts(tx, shop.store, later).total == rupiah(25_000)


@pytest.mark.parametrize(
    ("amount", "refusal"), [(30_001, OverpaidCredit), (0, NotAValue), (-5, NotAValue)], ids=["more", "nothing", "less"]
)
def test_what_cannot_be_paid_back_changes_nothing(somewhere: str, amount: int, refusal: type[ShopError]) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        budi = customer(tx, shop)
        with pytest.raises(NothingOwed):
            credit.receive(tx, shop.store, budi, None, shop.owner, NOW)
        credit.give(tx, shop.store, budi, rupiah(30_000), shop.owner, NOW)
        with pytest.raises(refusal):
            credit.receive(tx, shop.store, budi, rupiah(amount), shop.owner, NOW)
        assert credit.balance(tx, shop.store, budi) == rupiah(30_000)


def test_an_order_on_credit_is_owed_once_and_paid_in_the_book(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop), "2"))
        budi = customer(tx, shop)
        credit.put_order(tx, order, shop.owner, NOW)
        for again in (
            lambda: credit.put_order(tx, order, shop.owner, NOW),
            lambda: payments.mark_paid(tx, order, shop.owner, NOW),
            lambda: payments.claim_payment(tx, order, shop.owner, NOW),
        ):
            with pytest.raises(OnCredit):
                again()
        assert credit.balance(tx, shop.store, budi) == order.total
        credit.receive(tx, shop.store, budi, rupiah(10_000), shop.owner, NOW)
        orders.cancel_order(tx, order, "habis", shop.owner, NOW)
        assert credit.balance(tx, shop.store, budi) == -rupiah(10_000)
        assert order.payment_state == "unpaid"


def test_an_entry_is_taken_back_once(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        credit.put_order(tx, order, shop.owner, NOW)
        credit.reverse(tx, 1, shop.owner, NOW)
        with pytest.raises(NotUndoable):
            credit.reverse(tx, 1, shop.owner, NOW)
        assert credit.balance(tx, shop.store, customer(tx, shop)) == rupiah(0)


def test_a_customer_is_reminded_once_a_day(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        budi = customer(tx, shop)
        credit.give(tx, shop.store, budi, rupiah(30_000), shop.owner, NOW)
        assert credit.note_reminder(tx, shop.store, budi, shop.owner, NOW) == rupiah(30_000)
        with pytest.raises(RemindedAlready):
            credit.note_reminder(tx, shop.store, budi, shop.owner, NOW + timedelta(hours=5))
        assert credit.note_reminder(tx, shop.store, budi, shop.owner, NOW + timedelta(days=1)) == rupiah(30_000)
