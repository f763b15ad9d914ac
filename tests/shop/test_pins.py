"""PINs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import transaction
from shop import pins
from shop.errors import NotAValue, PinLocked, PinMissing
from tests.shop.builders import NOW, open_shop

pytestmark = pytest.mark.usefixtures("somewhere")


def test_five_wrong_pins_lock_for_a_while() -> None:
    with transaction() as tx:
        user = open_shop(tx).user
        with pytest.raises(PinMissing):
            pins.check_pin(tx, user, "1234", NOW)
        for wrong in ("12", "123456789", "12a4", "१२३४"):
            with pytest.raises(NotAValue):
                pins.set_pin(tx, user, wrong)
        pins.set_pin(tx, user, "4711")
        assert "4711" not in (user.pin_hash or "")
        tries = [pins.check_pin(tx, user, "0000", NOW).tries for _ in range(4)]
        assert tries == [4, 3, 2, 1]
        assert pins.check_pin(tx, user, "0000", NOW).locked_until == NOW + timedelta(minutes=15)
        with pytest.raises(PinLocked):
            pins.check_pin(tx, user, "4711", NOW + timedelta(minutes=14))
        assert pins.check_pin(tx, user, "4711", NOW + timedelta(minutes=15)).right is True
