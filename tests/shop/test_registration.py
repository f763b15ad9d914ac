"""Opening a store."""

from __future__ import annotations

import pytest

from models import transaction
from shop import people, registration, stores
from shop.errors import NotAValue, UnknownStore
from tests.shop.builders import NOW
from values import Address

pytestmark = pytest.mark.usefixtures("somewhere")


SRI = Address("twilio", "whatsapp:+628111000009")


def new(name: str = "Warung Uji", **details: str) -> registration.NewStore:
    fields = {"country": "ID", "currency": "IDR", "zone": "Asia/Jakarta", "language": "id"} | details
    return registration.NewStore(name, **fields)


def test_who_opens_a_store_owns_it_and_a_second_one_is_of_the_same_seller() -> None:
    with transaction() as tx:
        first = registration.register_store(tx, new(), SRI, NOW)
        second = registration.register_store(tx, new("Kios Sri"), SRI, NOW)
        other = registration.register_store(tx, new(), Address("twilio", "whatsapp:+6281"), NOW)
        assert first.seller.id == second.seller.id != other.seller.id
        assert [made.store.code for made in (first, second, other)] == ["WARUNGUJI", "KIOSSRI", "WARUNGUJI2"]
        assert [(store.name, role) for store, role in people.stores_of_user(tx, first.user)] == [
            ("Warung Uji", "owner"),
            ("Kios Sri", "owner"),
        ]
        assert stores.store_by_code(tx, " kiossri ").id == second.store.id
        with pytest.raises(UnknownStore):
            stores.store_by_code(tx, "KIOS")


@pytest.mark.parametrize(
    ("name", "code"),
    [("Café Ñandú", "CAFENANDU"), ("शर्मा किराना", "STORE"), ("Toko Serba Ada Makmur Jaya", "TOKOSERBAADA")],
)
def test_a_code_can_be_typed_on_any_keyboard(name: str, code: str) -> None:
    with transaction() as tx:
        assert registration.register_store(tx, new(name), SRI, NOW).store.code == code


@pytest.mark.parametrize("details", [{"name": "x"}, {"zone": "Asia/Nowhere"}, {"currency": "rupiah"}])
def test_a_store_that_makes_no_sense_is_refused(details: dict[str, str]) -> None:
    with transaction() as tx:
        with pytest.raises(NotAValue):
            registration.register_store(tx, new(**details), SRI, NOW)
        assert people.find_user(tx, SRI) is None
