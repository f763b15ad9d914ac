"""Recognising the language of a message, and leaving it open when the message does not tell."""

from __future__ import annotations

import pytest

from nlp.language_of import language_of

KNOWN = ("en", "id", "es", "hi", "hi-Latn")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mau pesan telur dua kilo sama gula ya bu", "id"),
        ("ongkirnya berapa kalau ke pasar minggu", "id"),
        ("quiero dos empanadas y un jugo por favor", "es"),
        ("a qué hora cierran hoy", "es"),
        ("bhaiya do kilo aata aur ek packet biscuit bhej do", "hi-Latn"),
        ("mera order kab tak aayega", "hi-Latn"),
        ("दो किलो आटा भेज दो", "hi"),
        ("can you send two loaves to my house please", "en"),
        ("how much for the cake", "en"),
    ],
)
def test_plain_messages(text: str, language: str) -> None:
    found, sure = language_of(text, "xx", KNOWN)
    assert found == language
    assert sure > 0.5


@pytest.mark.parametrize("text", ["ok", "2", "ya", "no", "👍", "pizza", "", "x2"])
def test_short_messages_do_not_decide(text: str) -> None:
    assert language_of(text, "id", KNOWN) == ("id", 0.0)


def test_only_known_languages_are_answered() -> None:
    assert language_of("mera order kab tak aayega", "en", ("en", "hi"))[0] == "hi"
    assert language_of("quiero dos empanadas por favor", "en", ("en", "id"))[0] == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [("es teh 1 tanpa kerupuk ya", "id"), ("es teh 2 es jeruk 1 ya", "id"), ("sin azúcar por fa", "es")],
)
def test_the_names_of_goods_prove_nothing(text: str, language: str) -> None:
    assert language_of(text, "id", KNOWN, {"es", "teh", "jeruk", "kerupuk"}.__contains__)[0] == language


@pytest.mark.parametrize("code", ["MQV5MATE", "DYB688YH", "AB3NYT7P", "82K8EY5E", "N24WAS8G", "W6ZH2X5Z"])
def test_a_code_is_in_no_language(code: str) -> None:
    assert language_of(f"team mein jodo {code}", "hi", KNOWN)[0] == "hi-Latn"
    assert language_of(f"टीम में जोड़ो {code}", "hi", KNOWN)[0] == "hi"
    assert language_of(f"join team {code}", "en", KNOWN)[0] == "en"
    assert language_of(f"gabung tim {code}", "id", KNOWN)[0] == "id"
