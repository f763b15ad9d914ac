"""The fixed order of what a message may be: a word for everything, an answer, a sentence, an order, or nothing."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from msgspec.structs import replace

from nlp.predict_intent import situation_for
from nlp.situation import Choice, OrderRef, Pending, PeriodRef, ProductRef, Situation, TimeRef, Topic
from nlp.together import understand_all
from nlp.understanding import understand
from tests.nlp.sentences.shops import NOW, shop
from values import CartLine, Money, Quantity

CONFIRM = Pending("customer.checkout.place", "yes", "yes")


def situation(role: str = "customer", language: str = "id", **changes: object) -> Situation:
    return replace(situation_for(role, shop(language), language, NOW), **changes)  # type: ignore[arg-type]


def product(name: str, language: str = "id") -> int:
    return shop(language).products_by_name()[name]


def test_words_that_work_everywhere_win_over_a_question() -> None:
    found = understand("bantuan", situation(pending=Pending("seller.stock.set", "quantity", "quantity")))
    assert (found.command, found.source) == ("chat.help", "word")


def test_such_a_word_is_an_answer_when_it_answers() -> None:
    found = understand("batal", situation(pending=CONFIRM))
    assert (found.command, found.slots, found.source) == ("customer.checkout.place", {"yes": False}, "answer")


def test_a_stop_inside_a_sentence_is_no_opt_out() -> None:
    assert understand("stop, telurnya jadi 3 aja", situation()).command != "chat.stop"


@pytest.mark.parametrize("text", ["berapa ongkirnya?", "tidak pakai gula", "telur 2 kg"])
def test_anything_else_than_a_yes_is_not_a_yes(text: str) -> None:
    found = understand(text, situation(pending=CONFIRM, cart=(CartLine(product("Telur Ayam"), Quantity.of(1)),)))
    assert found.command != "customer.checkout.place"


def test_a_choice_is_answered_by_number_and_by_name() -> None:
    pending = Pending("customer.product.price", "product", "choice", (Choice("Telur Ayam"), Choice("Gula Pasir")))
    assert understand("2", situation(pending=pending)).slots == {"product": 1}
    found = understand("gula", situation(pending=pending))
    assert (found.slots, found.source) == ({"product": 1}, "choice")


def test_a_value_that_was_asked_for_is_read_by_its_type() -> None:
    asked = Pending("seller.price.set", "price", "money")
    assert understand("22rb", situation("seller", pending=asked)).slots == {"price": Money.of(22000, "IDR")}
    assert understand("omzet hari ini", situation("seller", pending=asked)).command == "seller.stats.show"


def test_a_text_that_was_asked_for_is_any_text_but_a_clear_question() -> None:
    asked = Pending("customer.checkout.address", "text", "text")
    assert understand("gang melati 9 pagar hijau", situation(pending=asked)).slots == {
        "text": "gang melati 9 pagar hijau"
    }
    assert understand("ongkirnya berapa kak", situation(pending=asked)).command == "customer.store.delivery"


def test_an_order_is_an_order_and_says_so() -> None:
    found = understand("telur 2 kg sama gula 1", situation())
    assert (found.command, found.source) == ("customer.cart.change", "order")
    assert found.order is not None
    assert [line.quantity for line in found.order.lines] == [Quantity.of(2), Quantity.of(1)]


def test_sellers_do_not_order() -> None:
    assert understand("telur 2 kg sama gula 1", situation("seller")).order is None


def test_slots_come_with_their_types() -> None:
    found = understand("stok telur 20", situation("seller"))
    assert found.command == "seller.stock.set"
    assert found.slots["quantity"] == Quantity.of(20)
    assert found.slots["product"] == ProductRef("telur", product("Telur Ayam"))


def test_quantities_are_told_in_the_unit_of_the_product() -> None:
    assert understand("tambah gula 500 gram", situation("seller")).slots["quantity"] == Quantity.of("0.5")


def test_a_product_the_shop_does_not_have_comes_with_the_nearest() -> None:
    found = understand("harga telurr bebekk berapa", situation())
    reference = found.slots["product"]
    assert isinstance(reference, ProductRef)
    assert product("Telur Ayam") in (reference.id, *reference.nearest, *reference.candidates)


def test_several_orders_and_the_customers_name() -> None:
    found = understand("acc 1042 sama #1043", situation("seller"))
    assert found.slots == {"orders": (OrderRef(1042), OrderRef(1043))}


def test_free_text_keeps_its_spelling() -> None:
    found = understand("kirim ke semua pelanggan: Besok DISKON 20%!", situation("seller"))
    assert found.slots == {"text": "Besok DISKON 20%!"}


def test_times_and_days() -> None:
    assert understand("kirimnya jam setengah 1 siang", situation()).slots["time"] == TimeRef(
        None, NOW.time().replace(12, 30)
    )
    closed = understand("tutup toko sampai senin", situation("seller"))
    assert closed.slots == {"until": date(2026, 11, 23)}
    hour = understand("tutup toko sampai besok jam 5 sore", situation("seller")).slots["until"]
    assert hour == datetime(2026, 11, 21, 17, tzinfo=NOW.tzinfo)


def test_a_follow_up_keeps_the_topic() -> None:
    topic = Topic("seller.stats.show", {"period": PeriodRef("today", NOW.date(), NOW.date())})
    found = understand("kalau kemarin?", situation("seller", topic=topic))
    assert (found.command, found.slots["period"].name) == ("seller.stats.show", "yesterday")  # type: ignore[attr-defined]


def test_what_the_topic_named_need_not_be_said_again() -> None:
    topic = Topic("seller.order.confirm", {"orders": (OrderRef(1042),)})
    found = understand("lagi dimasak kak", situation("seller", topic=topic))
    assert (found.command, found.slots) == ("seller.order.process", {"orders": (OrderRef(1042),)})


def test_several_commands_in_one_message() -> None:
    found = understand_all("stok telur 20\nharga gula 18rb", situation("seller"))
    assert [one.command for one in found] == ["seller.stock.set", "seller.price.set"]
    joined = understand_all("1042 lunas dan 1043 batal", situation("seller"))
    assert [one.command for one in joined] == ["seller.order.paid", "seller.order.cancel"]


@pytest.mark.parametrize("text", ["kirim 1041, 1042 dan 1043", "1041, 1042, 1043 udah dikirim"])
def test_a_list_of_orders_is_one_command(text: str) -> None:
    found = understand_all(text, situation("seller"))
    assert [one.command for one in found] == ["seller.order.ship"]
    assert found[0].slots == {"orders": (OrderRef(1041), OrderRef(1042), OrderRef(1043))}


def test_commands_that_do_not_exist_are_not_understood() -> None:
    here = situation("seller")
    fewer = {name: spec for name, spec in here.commands.items() if name != "seller.stats.show"}
    assert understand("omzet hari ini", replace(here, commands=fewer)).command != "seller.stats.show"


@pytest.mark.parametrize("text", ["", "   ", "!!", "🙈🙈", "qwxz bnmk plgh"])
def test_nothing_is_unknown(text: str) -> None:
    assert understand(text, situation()).command is None


def test_long_messages_are_bounded() -> None:
    assert understand("telur 2 " * 5000, situation("seller")) is not None


@pytest.mark.parametrize("role", ["customer", "seller"])
def test_signs_for_numbers_that_are_no_digits_are_words(role: str) -> None:
    assert understand("፩", situation(role)).command is None
