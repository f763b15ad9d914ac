"""Who works in a store and who buys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models import transaction
from shop import invites, people
from shop.actors import Actor
from shop.errors import LastOwner, NotAllowed
from shop.errors_people import UnknownInvite
from tests.shop.builders import NOW, customer, open_shop
from values import Address

pytestmark = pytest.mark.usefixtures("somewhere")


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


def test_an_invitation_is_worth_nothing_once_who_gave_it_is_no_owner() -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        former = people.user_for(tx, Address("twilio", "whatsapp:+6282"), "Adi", "id", NOW)
        people.set_role(tx, shop.store, former, "owner", shop.owner, NOW)
        code = invites.invite(tx, shop.store, "Adi", "owner", Actor.user(former.id, "owner"), NOW).code
        people.remove_staff(tx, shop.store, former, shop.owner, NOW)
    with transaction() as tx, pytest.raises(UnknownInvite):
        invites.accept(tx, code, Address("twilio", "whatsapp:+6282"), ("Adi", "id"), NOW)
    with transaction() as tx:
        assert people.role_in(tx, shop.store, former) is None


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
