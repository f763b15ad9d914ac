"""Proposals of a model become understandings only as far as the shop knows what they name."""

from __future__ import annotations

from datetime import UTC, datetime

from nlp.index import build_index
from nlp.packs import load_pack
from nlp.providers.proposal import Proposal, ProposedLine, ProposedSlot
from nlp.providers.reading import is_unsure, understanding_of
from nlp.situation import CommandSpec, Situation, Understanding
from tests.nlp.sentences.shops import shop
from values import CartLine, Money, Quantity

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SHOP = shop("en")
BAGEL, LATTE = SHOP.products_by_name()["bagel"], SHOP.products_by_name()["iced latte"]
PRICE = CommandSpec("seller.price.set", "manager", {"product": "product", "price": "money"})
CHANGE = CommandSpec("customer.cart.change", "customer", {"changes": "changes"})


def situation(*cart: CartLine) -> Situation:
    index = build_index(SHOP.spec, load_pack("en"))
    return Situation("customer", {PRICE.name: PRICE, CHANGE.name: CHANGE}, "en", index, NOW, cart=cart)


def proposed(command: str, *lines: ProposedLine, slots: dict[str, str] | None = None, keeps: bool = True) -> Proposal:
    named = [ProposedSlot(slot=slot, words=words) for slot, words in (slots or {}).items()]
    return Proposal(command=command, slots=named, lines=list(lines), keeps=keeps, language="en", sure=1.0)


def test_lines_are_added_to_the_cart_they_keep() -> None:
    line = ProposedLine(product_id=BAGEL, quantity=2, options=[], note="toasted")
    found = understanding_of(proposed(CHANGE.name, line), situation(CartLine(LATTE, Quantity.of(1))))
    assert found.order is not None
    assert found.order.lines == (CartLine(LATTE, Quantity.of(1)), CartLine(BAGEL, Quantity.of(2), (), "toasted"))
    assert (found.source, found.sure) == ("model", 0.8)


def test_a_quantity_of_none_takes_a_product_out() -> None:
    line = ProposedLine(product_id=LATTE, quantity=0, options=[], note="")
    found = understanding_of(proposed(CHANGE.name, line), situation(CartLine(LATTE, Quantity.of(1))))
    assert found.order is not None
    assert found.order.lines == ()


def test_slots_are_read_from_words_and_what_does_not_read_is_left_out() -> None:
    slots = {"product": "bagel", "price": "$3.50", "total": "7"}
    found = understanding_of(proposed(PRICE.name, slots=slots), situation())
    assert found.slots["price"] == Money.of("3.5", "USD")
    assert found.slots.keys() == {"product", "price"}
    assert understanding_of(proposed(PRICE.name, slots={"price": "cheap"}), situation()).slots == {}


def test_commands_that_may_not_be_given_here_are_unknown() -> None:
    assert understanding_of(proposed("seller.stock.set"), situation()).command is None


def test_only_what_is_unsure_needs_a_model() -> None:
    assert is_unsure(Understanding(None, {}))
    assert is_unsure(Understanding(PRICE.name, {}, sure=0.5))
    assert not is_unsure(Understanding(PRICE.name, {}, sure=0.9))
