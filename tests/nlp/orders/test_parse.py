"""What a parse says besides the cart: its kind, what to ask, what is unknown, how it came about."""

from __future__ import annotations

import pytest

from nlp.orders import parse_order
from nlp.text import MAX_CHARS
from tests.nlp.orders.shops import cart, chat, shop
from values import Quantity


def test_an_order_an_edit_and_talk_are_told_apart() -> None:
    assert chat("warung", "kopi 2").kind == "order"
    assert chat("warung", "kopi 2", "jadi 3").kind == "edit"
    assert chat("warung", "terima kasih ya bu").kind == "none"


def test_talk_leaves_the_cart_as_it_is() -> None:
    parse = chat("warung", "kopi 2", "pesanan saya sudah dikirim belum?")
    assert (parse.kind, cart("warung", parse.lines)) == ("none", ["2 kopi"])


def test_two_products_that_fit_equally_are_asked_about() -> None:
    parse = chat("sayur", "bawang 1 kg")
    names = {shop("sayur")[0].product_ids[i] for i in parse.questions[0].candidates}
    assert names == {"bawang_merah", "bawang_putih"}
    assert parse.lines == ()


def test_an_unknown_product_is_named_and_the_rest_ordered() -> None:
    parse = chat("bubble", "2 croquettes and 1 taro")
    assert [(u.text, u.quantity) for u in parse.unknown] == [("croquettes", Quantity.of(2))]
    assert cart("bubble", parse.lines) == ["1 taro_milk_tea"]


def test_changes_say_what_became_of_what() -> None:
    change = chat("warung", "kopi 2", "jadi 3").changes[0]
    assert (change.kind, change.before, change.quantity) == ("set", Quantity.of(2), Quantity.of(3))


def test_every_word_is_explained() -> None:
    parse = chat("bubble", "2 matcha large")
    assert [(span.text, span.role) for span in parse.spans] == [
        ("2", "amount"),
        ("matcha", "product"),
        ("large", "option"),
    ]


def test_a_text_that_is_too_long_is_cut_and_said_so() -> None:
    parse = chat("warung", "kopi 2 " + "a " * MAX_CHARS)
    assert parse.cut
    assert cart("warung", parse.lines) == ["2 kopi"]


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "😀", "???", "...", "1", "ga", "yg satu", "ganti", "x" * 5000, "1/0 kopi"]
)
def test_nothing_sensible_changes_nothing(text: str) -> None:
    assert cart("warung", chat("warung", "gorengan 3", text).lines)[0].endswith("gorengan")


def test_a_sure_parse_is_surer_than_a_doubtful_one() -> None:
    assert chat("warung", "kopi 2").sure > chat("warung", "kopii susuu entah apa 2").sure


def test_the_language_of_the_message_may_be_another_than_that_of_the_shop() -> None:
    _, index = shop("warung")
    parse = parse_order("2 kopi please, one of them without sugar", (), index, "en")
    assert cart("warung", parse.lines) == ["1 kopi", "1 kopi[tanpa_gula]"]


@pytest.mark.parametrize(
    ("name", "text", "then", "lines"),
    [
        ("burgers", "2 beef burger", "take out the cheese", ["2 beef_burger[-cheese]"]),
        ("burgers", "2 beef burger with cheese", "take out the cheese", ["2 beef_burger"]),
        ("burgers", "2 beef burger", "remove the onion and add bacon", ["2 beef_burger[-onion,bacon]"]),
        ("burgers", "2 beef burger, remove the onion", "", ["2 beef_burger[-onion]"]),
        ("kebab", "2 burger ayam", "bawangnya dibuang", ["2 burger[-bombay]"]),
        ("kebab", "2 burger ayam, 1 kebab", "yang burger buang bawangnya", ["1 kebab", "2 burger[-bombay]"]),
        ("perros", "2 perros", "quita la cebolla", ["2 perro[-cebolla]"]),
        (
            "burgers",
            "2 beef burger with bacon, 1 fries",
            "take the bacon off the burgers",
            ["1 fries", "2 beef_burger[-bacon]"],
        ),
        ("burgers", "2 burgers with bacon, 1 fries", "remove the bacon from the burgers", ["1 fries", "2 beef_burger"]),
        ("kebab", "2 burger keju, 1 kebab", "hapus keju dari burger", ["1 kebab", "2 burger"]),
        ("kebab", "2 burger keju, 1 kebab", "burger ga jadi pake keju", ["1 kebab", "2 burger[-keju]"]),
        ("perros", "2 perros con queso, 1 jugo", "quítale el queso a los perros", ["1 jugo", "2 perro"]),
        ("perros", "2 perros con queso, 1 jugo", "quita los perros con queso", ["1 jugo"]),
        ("chaat", "2 bhel, 1 samosa", "bhel se pyaz hata do", ["1 samosa", "2 bhel[-pyaz]"]),
    ],
)
def test_what_is_to_be_taken_out_is_never_put_in(name: str, text: str, then: str, lines: list[str]) -> None:
    assert cart(name, chat(name, text, then).lines) == lines
