"""Who is who: registration, roles, customers, PINs, consents, and what a number suggests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import transaction
from shop import consents, countries, people, pins, qris, registration, stores
from shop.actors import Actor
from shop.errors import LastOwner, NotAllowed, NotAValue, PinLocked, PinMissing, UnknownStore
from tests.shop.builders import NOW, customer, open_shop, rupiah
from values import Address, Money

pytestmark = pytest.mark.usefixtures("sqlite")
SRI = Address("twilio", "whatsapp:+628111000009")
LANGUAGES = ("en", "id", "es", "hi", "hi-Latn")


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


def test_roles_are_given_by_owners_and_one_owner_stays() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        helper = people.user_for(tx, Address("twilio", "whatsapp:+6282"), "Adi", "id", NOW)
        assert people.role_in(tx, shop.store, helper) is None
        people.set_role(tx, shop.store, helper, "staff", shop.owner, NOW)
        assert [(user.name, role) for user, role in people.staff_of(tx, shop.store)] == [
            ("Sri", "owner"),
            ("Adi", "staff"),
        ]
        with pytest.raises(NotAllowed):
            people.set_role(tx, shop.store, helper, "owner", Actor.user(helper.id, "staff"), NOW)
        with pytest.raises(LastOwner):
            people.set_role(tx, shop.store, shop.user, "staff", shop.owner, NOW)
        with pytest.raises(LastOwner):
            people.remove_staff(tx, shop.store, shop.user, shop.owner, NOW)
        people.remove_staff(tx, shop.store, helper, shop.owner, NOW)
        assert people.role_in(tx, shop.store, helper) is None


def test_a_customer_is_one_person_per_seller() -> None:
    with transaction() as tx:
        first, second = open_shop(tx), open_shop(tx, "whatsapp:+628111000010")
        here, again, there = customer(tx, first), customer(tx, first), customer(tx, second)
        assert here.id == again.id != there.id
        assert people.addresses_of_customer(tx, here.id) == [Address("twilio", "whatsapp:+6281200001")]
        assert [
            people.keep_place(tx, here, text, None, NOW + timedelta(minutes=minute)).text
            for minute, text in enumerate(["A", "B", "A"])
        ] == ["A", "B", "A"]
        assert [place.text for place in people.places_of(tx, here)] == ["A", "B"]


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


@pytest.mark.parametrize(
    ("number", "country", "currency", "zone", "languages"),
    [
        ("whatsapp:+628111000001", "ID", "IDR", "Asia/Jakarta", ("id",)),
        ("whatsapp:+919876543210", "IN", "INR", "Asia/Calcutta", ("hi", "hi-Latn", "en")),
        ("whatsapp:+573211234567", "CO", "COP", "America/Bogota", ("es",)),
        ("whatsapp:+12025550102", "US", "USD", "America/New_York", ("en",)),
    ],
)
def test_a_number_suggests_where_a_store_is(
    number: str, country: str, currency: str, zone: str, languages: tuple[str, ...]
) -> None:
    found = countries.propose(number, LANGUAGES)
    assert found is not None
    assert (found.country, found.currency) == (country, currency)
    assert zone in found.zones
    assert found.languages[: len(languages)] == languages
    assert set(found.languages) == set(LANGUAGES)


def test_an_opaque_identity_suggests_nothing() -> None:
    assert countries.propose("whatsapp:US.13491208655302741918", LANGUAGES) is None


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
