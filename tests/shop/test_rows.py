"""Rows that may be there already: whether they were is told alike by both databases."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from models import (
    Cart,
    CartRow,
    CreditAccount,
    Customer,
    HelpfulVote,
    OrderLine,
    ProductReview,
    Review,
    among,
    reading,
    transaction,
)
from shop import carts
from shop.people import customer_for, new_customer
from shop.rows import add_once
from tests.shop.builders import NOW, customer, line, open_shop, placed, product
from values import Address


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


@pytest.mark.usefixtures("database")
def test_of_two_that_make_the_same_customer_one_finds_the_others() -> None:
    address = Address("whatsapp", "whatsapp:+628120001")
    with transaction() as tx:
        shop = open_shop(tx)
        before = len(tx.exec(select(Customer)).all())
        first = customer_for(tx, shop.store.seller_id, address, "Rina", NOW)
        assert new_customer(tx, shop.store.seller_id, address, "Rina", NOW).id == first.id
        assert len(tx.exec(select(Customer)).all()) == before + 1


@pytest.mark.usefixtures("database")
def test_a_cart_that_was_made_is_written_when_it_changes() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        rice, tea = product(tx, shop), product(tx, shop, "Es Teh")
        cart = carts.open_cart(tx, shop.store, customer(tx, shop), NOW)
        carts.set_lines(tx, cart, [line(rice), line(tea)], NOW)
        cart.note = "no chilli"
        tx.save(cart)
        key = cart.id
    with transaction() as tx:
        cart = tx.session.get_one(Cart, key)
        assert (cart.note, cart.state, cart.version, cart.time_asked) == ("no chilli", "open", 2, False)
        carts.set_lines(tx, cart, [line(tea, "3")], NOW)
        kept = tx.exec(select(CartRow).where(col(CartRow.cart_id) == key)).one()
        assert (kept.product_id, kept.position, kept.quantity) == (tea.id, 0, 3000)


@pytest.mark.usefixtures("database")
def test_rows_among_ids_are_searched_for_and_not_read_through() -> None:
    asked = select(OrderLine.id).where(among(OrderLine.order_id, "ids"))
    with reading() as tx:
        text = str(asked.compile(dialect=tx.connection.dialect)).partition("WHERE ")[2]
    expected = "IN (__[POSTCOMPILE_ids])" if tx.is_sqlite else "= ANY (%(ids)s::INTEGER[])"
    assert text == f"order_lines.order_id {expected}"
