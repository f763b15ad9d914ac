"""Reviews: asked for once, given for what was received, answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import Order, Tx, transaction
from shop import orders, reviews
from shop.errors import NotAValue
from shop.errors_people import NothingToReview, UnknownReview
from tests.shop.builders import NOW, Shop, customer, line, open_shop, placed, product

LATER = NOW + timedelta(hours=3)


def _received(tx: Tx, shop: Shop, name: str = "Nasi") -> Order:
    order = placed(tx, shop, line(product(tx, shop, name)))
    for step in (orders.confirm_order, orders.ready_order, orders.deliver_order):
        step(tx, order, shop.owner, NOW)
    return order


def test_a_customer_is_asked_once_and_not_again_within_a_week(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        first, second = _received(tx, shop), _received(tx, shop, "Mie")
        assert reviews.due_reviews(tx, NOW, 10) == []
        assert reviews.due_reviews(tx, LATER, 10) == [first.id, second.id]
        assert [reviews.claim_request(tx, one, LATER, True) for one in (first, first, second)] == [True, False, False]
        assert reviews.due_reviews(tx, LATER, 10) == []


def test_nobody_is_asked_at_night(somewhere: str) -> None:
    with transaction() as tx:
        order = _received(tx, open_shop(tx))
        order.delivered_at = NOW + timedelta(hours=7)  # at seven in the evening
        tx.save(order)
        asked = [reviews.due_reviews(tx, NOW + timedelta(hours=hours), 10) for hours in (10, 19, 20)]
        assert asked == [[], [], [order.id]]


def test_an_unknown_zone_of_one_store_hides_no_order_of_another(somewhere: str) -> None:
    with transaction() as tx:
        broken, sound = open_shop(tx), open_shop(tx, "whatsapp:+628111000008")
        both = [_received(tx, shop) for shop in (broken, sound)]
        broken.store.zone = "Nowhere/Land"
        tx.save(broken.store)
        assert reviews.due_reviews(tx, LATER, 10) == [order.id for order in both]


def test_only_what_was_received_can_be_rated(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = placed(tx, shop, line(product(tx, shop)))
        with pytest.raises(NothingToReview):
            reviews.order_to_review(tx, shop.store, customer(tx, shop), NOW)
        with pytest.raises(NothingToReview):
            reviews.give_review(tx, order, 5, "", shop.owner, NOW)
        with pytest.raises(UnknownReview):
            reviews.answer_review(tx, order, "makasih", shop.owner, NOW)


@pytest.mark.parametrize("stars", [0, 6])
def test_there_are_one_to_five_stars(somewhere: str, stars: int) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        order = _received(tx, shop)
        with pytest.raises(NotAValue):
            reviews.give_review(tx, order, stars, "", shop.owner, NOW)
        reviews.give_review(tx, order, 4, "enak", shop.owner, NOW)
        reviews.give_review(tx, order, 2, "", shop.owner, LATER)
        found = reviews.ratings(tx, shop.store)
        assert (found.count, found.average, found.rows[0].review.text) == (1, 2.0, "enak")
