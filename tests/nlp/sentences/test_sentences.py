"""Every language says every command, every sentence means its own command, and nothing in the data is idle."""

from __future__ import annotations

import re

import pytest

from nlp.matching.patterns import FOLDER, expand, sentence_data, slot_data
from nlp.packs import languages
from nlp.predict_intent import predict_intent
from tests.nlp.sentences.shops import NOW, data, shop

FILLINGS = data("fillings")
ALONE = ("register.",)  # said to the service, not to a shop


def said(sentence: str, language: str, command: str) -> list[str]:
    words = FILLINGS[language] | FILLINGS[language].get(command, {})
    return [re.sub(r"\{(\w+)\}", lambda m: words[m[1]], one) for one in expand(sentence)]


def roles(command: str) -> tuple[str, ...]:
    return ("customer", "seller") if command.startswith("chat.") else (command.split(".")[0],)


COMMANDS = [
    (language, command) for language in FILLINGS for command in sentence_data(language) if not command.startswith(ALONE)
]


def test_every_pack_has_sentences() -> None:
    assert sorted(path.name for path in FOLDER.iterdir() if path.is_dir()) == list(languages())


@pytest.mark.parametrize("language", [code for code in FILLINGS if code != "en"])
def test_languages_have_the_same_commands(language: str) -> None:
    assert sentence_data(language).keys() == sentence_data("en").keys()


@pytest.mark.parametrize(("language", "command"), COMMANDS)
def test_entries_are_complete(language: str, command: str) -> None:
    entry = sentence_data(language)[command]
    assert entry.keys() == {"help", "examples", "sentences"}
    assert entry["help"].strip()
    assert 1 <= len(entry["examples"]) <= 3
    slots = set(re.findall(r"\{(\w+)\}", " ".join(entry["sentences"])))
    assert slots <= slot_data()["types"].keys()


@pytest.mark.parametrize(("language", "command"), COMMANDS)
def test_sentences_mean_their_command(language: str, command: str) -> None:
    wrong = []
    for sentence in sentence_data(language)[command]["sentences"]:
        if "<" in sentence:
            continue
        for text in said(sentence, language, command):
            for role in roles(command):
                found = predict_intent({"role": role, "text": text.replace("...", "")}, shop(language), language, NOW)
                if found["command"] != command:
                    wrong.append((text, found["command"]))
    assert wrong == []
