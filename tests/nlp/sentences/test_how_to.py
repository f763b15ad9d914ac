"""Whoever asks how something is done is shown how, and nothing is done."""

from __future__ import annotations

import pytest

from nlp.howto import commands_about
from nlp.index import build_index
from nlp.matching.patterns import sentence_data
from nlp.packs import languages, load_pack, read_data
from nlp.predict_intent import known_commands, predict_intent
from tests.nlp.sentences.shops import NOW, data, shop

ABOUT = "seller.help.about"
FEWEST = 20
QUESTIONS = data("how_to")


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_a_question_shows_the_example_of_its_command(language: str) -> None:
    catalogue = shop(language.split("-")[0])
    index = build_index(catalogue.spec, load_pack(language))
    mine = frozenset(known_commands("seller", language)) - {ABOUT}
    wrong = {}
    for question, wanted in QUESTIONS[language].items():
        understood = predict_intent({"role": "seller", "text": question}, catalogue, language, NOW)["command"]
        told = commands_about(question, mine, language, index, NOW)
        if understood != ABOUT or not told or told[0] not in wanted.split():
            wrong[question] = (understood, told)
    assert wrong == {}


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "how are sales today", "seller.stats.show"), ("en", "how is the order 1042", "seller.order.show"),
        ("id", "gimana penjualan minggu ini", "seller.stats.show"),
        ("es", "cómo van las ventas hoy", "seller.stats.show"),
        ("hi", "आज बिक्री कैसी रही", "seller.stats.show"), ("hi-Latn", "aaj bikri kaisi rahi", "seller.stats.show"),
    ],
)  # fmt: skip
def test_whoever_asks_how_something_goes_is_told_that(language: str, text: str, wanted: str) -> None:
    catalogue = shop(language.split("-")[0])
    assert predict_intent({"role": "seller", "text": text}, catalogue, language, NOW)["command"] == wanted


@pytest.mark.parametrize("language", languages())
def test_what_questions_are_about_can_be_said(language: str) -> None:
    assert read_data(language, "howto").keys() <= sentence_data(language).keys()


@pytest.mark.parametrize("language", list(QUESTIONS))
def test_there_are_twenty_questions_or_more_in_every_language(language: str) -> None:
    assert len(QUESTIONS[language]) >= FEWEST
