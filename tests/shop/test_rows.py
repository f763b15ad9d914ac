"""Rows that may be there already: whether they were is told alike by both databases."""

from __future__ import annotations

import pytest

from models import CreditAccount, HelpfulVote, ProductReview, Review, transaction
from shop.rows import add_once
from tests.shop.builders import NOW, customer, line, open_shop, placed, product


@pytest.mark.usefixtures("database")
def test_a_row_is_added_once_and_that_is_told() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        dish = product(tx, shop)
        order = placed(tx, shop, line(dish))
        belongs = {"seller_id": order.seller_id, "store_id": order.store_id, "customer_id": order.customer_id}
        review = belongs | {"order_id": order.id, "text": "", "answer": "", "created_at": NOW}
        assert [add_once(tx, Review, review) for _ in range(2)] == [True, False]
        told = belongs | {
            "order_id": order.id,
            "product_id": dish.id,
            "stars": 4,
            "title": "",
            "text": "",
            "helpful": 0,
        }
        assert [add_once(tx, ProductReview, told | {"helpful": 0, "created_at": NOW}) for _ in range(2)] == [
            True,
            False,
        ]
        vote = {"review_id": 1, "user_id": shop.user.id, "at": NOW}
        assert [add_once(tx, HelpfulVote, vote) for _ in range(2)] == [True, False]
        account = belongs | {"customer_id": customer(tx, shop).id, "balance_amount": 0, "created_at": NOW}
        assert [add_once(tx, CreditAccount, account) for _ in range(2)] == [True, False]
