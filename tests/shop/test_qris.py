"""Merchant codes with an amount."""

from __future__ import annotations

import pytest

from shop import qris
from shop.errors import NotAValue
from tests.shop.builders import rupiah
from values import Money

STATIC = "000201010211520458125303360580" + "2ID5906WARUNG6007JAKARTA6304"


def test_a_merchant_code_carries_the_amount_of_one_payment() -> None:
    assert qris.checksum("123456789") == "29B1"
    text = STATIC + qris.checksum(STATIC)
    paid = qris.with_amount(text, rupiah(47_500))
    assert paid.startswith("000201010212")
    assert "540547500" in paid
    assert qris.is_merchant_code(paid)
    assert qris.with_amount(paid, rupiah(47_500)) == paid
    assert "54046.75" in qris.with_amount(text, Money.of("6.75", "USD"))
    for wrong in ("", "https://example.org", text[:-1] + "0" * (text[-1] != "0") + "1" * (text[-1] == "0")):
        with pytest.raises(NotAValue):
            qris.with_amount(wrong, rupiah(1))
