"""How a store is paid, from its seller's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from models import Tx, transaction
from shop.errors import NotAValue
from shop.paying import pay_to
from shop.stores import payment_ways
from tests.shop.builders import NOW, open_shop

CODE = (
    "00020101021151440014ID.CO.QRIS.WWW0215ID10203040506070303UMI"
    "5204581253033605802ID5913WARUNG BU SRI6007JAKARTA6105101106304C232"
)


@pytest.fixture
def tx(somewhere: str) -> Iterator[Tx]:
    """An open transaction on an empty database."""
    with transaction() as opened:
        yield opened


@pytest.mark.parametrize(
    ("text", "name", "ways"),
    [
        ("BCA 999 a.n. Sri", "Transfer", 2),
        ("Mandiri  137 a.n. Sri", "Mandiri", 3),
        ("Zelle sri@example.com", "Zelle", 3),
        ("0812345", "0812345", 3),
    ],
)
def test_an_account_becomes_a_way_or_replaces_that_of_its_bank(tx: Tx, text: str, name: str, ways: int) -> None:
    shop = open_shop(tx)
    way, written = pay_to(tx, shop.store, text, shop.owner, NOW)
    assert (way.kind, way.name, way.instruction) == ("transfer", name, " ".join(text.split()))
    assert len(payment_ways(tx, shop.store)) == ways
    assert written.new == " ".join(text.split())


def test_the_text_of_a_merchant_code_is_kept_as_one(tx: Tx) -> None:
    shop = open_shop(tx)
    way, _ = pay_to(tx, shop.store, CODE, shop.owner, NOW)
    assert (way.kind, way.qr_text) == ("qr", CODE)


@pytest.mark.parametrize("text", ["  ", "x" * 501])
def test_nothing_and_too_much_are_refused(tx: Tx, text: str) -> None:
    shop = open_shop(tx)
    with pytest.raises(NotAValue):
        pay_to(tx, shop.store, text, shop.owner, NOW)
    assert len(payment_ways(tx, shop.store)) == 2
