"""What people agreed to."""

from __future__ import annotations

import pytest

from models import transaction
from shop import consents
from tests.shop.builders import NOW, open_shop
from values import Address

pytestmark = pytest.mark.usefixtures("somewhere")


SRI = Address("twilio", "whatsapp:+628111000009")


def test_the_newest_word_on_a_purpose_counts() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        seller = shop.store.seller_id
        assert consents.consented(tx, seller, SRI, "news") is None
        for granted in (True, False):
            consents.record_consent(tx, seller, SRI, ("news", granted), NOW, ("chat", "STOP"))
        assert consents.consented(tx, seller, SRI, "news") is False
        assert consents.consented(tx, None, SRI, "news") is None
        assert consents.consented(tx, seller, SRI, "summary") is None
