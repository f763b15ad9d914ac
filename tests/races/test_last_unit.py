"""Twenty people say yes to the last unit at the same moment, through the whole shop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import Place
from benchmarks.faults.talk import answers, newest, to_summary
from models import Product, transaction
from shop.actors import CLOCK
from shop.stock import set_stock, stock_view
from values import Quantity

pytestmark = pytest.mark.races
DISH, BUYERS = "Sate Ayam", 20


def leave(place: Place, units: str) -> int:
    """Let that many units be left; the product."""
    with transaction() as tx:
        mine = (col(Product.store_id) == place.store_id, col(Product.name) == DISH)
        product = tx.exec(select(Product).where(*mine)).one()
        set_stock(tx, product, Quantity.of(units), CLOCK, datetime.now(UTC))
        return product.id


def test_one_gets_it_and_nineteen_are_told_so_with_an_alternative(
    machine: Machine, opened: tuple[list[Place], Machine]
) -> None:
    place = opened[0][1]
    product = leave(place, "1")
    buyers = place.customers[:BUYERS]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda phone: to_summary(machine, place, phone, f"1 {DISH}"), buyers))
    machine.quiet(30)
    before = {phone: newest(machine, phone) for phone in buyers}
    with ThreadPoolExecutor(BUYERS) as pool:
        told = list(pool.map(lambda phone: machine.phones.knock(phone, "ya", place.business), buyers))
    assert [answer["status"] for answer in told] == [200] * BUYERS
    machine.quiet(60)
    heard = [answers(machine, phone, before[phone]) for phone in buyers]
    assert [len(bubbles) for bubbles in heard] == [1] * BUYERS
    bodies = [bubbles[0].body for bubbles in heard]
    refused = [body for body in bodies if DISH in body and "habis" in body]
    assert sum("masuk" in body for body in bodies) == 1
    assert len(refused) == BUYERS - 1
    assert all("Ayam Geprek" in body for body in refused), refused[0]
    assert machine.one("SELECT COUNT(*) FROM orders WHERE store_id = :store", store=place.store_id) == 1
    with transaction() as tx:
        left = stock_view(tx, tx.session.get_one(Product, product))
    assert (left.on_hand, left.reserved) == (Quantity.of(1), Quantity.of(1))


def test_two_workers_fight_over_one_chat(machine: Machine, place: Place, customer: str) -> None:
    texts = [f"{n} es teh" for n in range(1, 11)]
    for text in texts:
        machine.phones.knock(customer, text, place.business)
        machine.wake_every_worker(customer)
    machine.quiet(60)
    query = """SELECT i.text, i.attempts, i.state FROM inbox i JOIN chats c ON c.id = i.chat_id
        WHERE c.address = :phone ORDER BY i.done_at, i.id"""
    found = machine.rows(query, phone=customer)
    assert [(row["text"], row["state"]) for row in found] == [(text, "done") for text in texts]
    # Each message adds to the cart: one lost or answered twice would show in the sum.
    assert f"{sum(range(1, 11))} porsi Es Teh" in answers(machine, customer, 0)[-1].body
