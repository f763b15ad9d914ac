"""The vocabulary of a language: which concepts its words stand for, which words carry nothing, and their endings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from nlp.packs import FALLBACK, Lexicon, Phrase, folder_of, read_data
from nlp.spelling import FAR, SOUND, forms, skeleton, sound, typo_cost
from nlp.text import Token, words_of

EXACT: Final = 1.0
INNER: Final = 0.88
AFFIXED: Final = 0.9
HEARD: Final = 0.85
TYPED: Final = 0.65
MAX_SEEN: Final = 20_000
MAX_PHRASE: Final = 6
SHORTEST: Final = 3  # shorter words are never taken for misspelt ones
LONG: Final = 4  # shorter words are never what a misspelt one stands for
VOWELS: Final = frozenset("aeiou")

Concepts = frozenset[str]


class Hit(Struct, frozen=True):
    """Tokens `start`:`end` that stand for concepts.

    `key` is what was typed; `quality` is below 1 when the spelling had to be forgiven; `idle` says that the words
    usually mean nothing.
    """

    key: str
    concepts: Concepts
    start: int
    end: int
    quality: float
    mask: int
    idle: bool


class Vocabulary(Struct):
    """Words of one language with English behind it."""

    language: str
    phrases: Mapping[Phrase, Concepts]
    longest: Mapping[str, int]
    idle: frozenset[str]
    fillers: frozenset[str]
    plain: frozenset[str]
    pronouns: frozenset[str]
    links: frozenset[str]
    titles: frozenset[str]
    honours: frozenset[str]
    suffixes: tuple[str, ...]
    prefixes: tuple[str, ...]
    endings: tuple[tuple[str, str], ...]
    sounds: Mapping[str, tuple[str, ...]]
    skeletons: Mapping[str, tuple[str, ...]]
    initials: Mapping[str, tuple[str, ...]]  # the longer words by their first letter
    seen: dict[str, tuple[str, float] | None] = field(default_factory=dict)

    def known(self, word: str) -> bool:
        """Whether the word is spelled as the language data spell it, with or without a concept."""
        return word in self.idle or (word,) in self.phrases

    def hits(self, tokens: tuple[Token, ...]) -> list[Hit]:
        """Every phrase of the vocabulary in the tokens, the longer ones first."""
        spelled = [self._spelled(token) for token in tokens]
        found: list[Hit] = []
        for i, token in enumerate(tokens):
            if token.kind not in ("number", "time", "line"):
                found += self._hits_at(tokens, spelled, i)
        found.sort(key=lambda hit: (hit.start - hit.end, -hit.quality))
        return [_inside(hit, found[:n]) for n, hit in enumerate(found)]

    def _hits_at(self, tokens: tuple[Token, ...], spelled: list[tuple[str, float]], i: int) -> Iterable[Hit]:
        for first in dict.fromkeys((spelled[i][0],)):
            for size in range(min(self.longest.get(first, 0), len(spelled) - i), 0, -1):
                part = spelled[i : i + size]
                words = tuple(word for word, _ in part)
                concepts = self.phrases.get(words)
                if concepts:
                    quality = min(quality for _, quality in part)
                    idle = all(word in self.idle for word in words)
                    typed = " ".join(token.text for token in tokens[i : i + size])
                    yield Hit(typed, concepts, i, i + size, quality, ((1 << size) - 1) << i, idle)

    def _spelled(self, token: Token) -> tuple[str, float]:
        """The word of the vocabulary a token is, and how well it is spelled."""
        word = token.text
        if token.kind != "word" or word in self.longest or word in self.idle or word in self.plain:
            return word, EXACT
        if word not in self.seen:
            if len(self.seen) > MAX_SEEN:
                self.seen.clear()
            self.seen[word] = self._forgive(word)
        return self.seen[word] or (word, EXACT)

    def _forgive(self, word: str) -> tuple[str, float] | None:
        if len(word) < SHORTEST:
            return None
        for form in self._forms(word):
            if form in self.longest:
                return form, AFFIXED
        heard = [known for known in self.sounds.get(sound(word), ()) if min(len(known), len(word)) > 2]
        if heard:
            return min(heard, key=lambda known: abs(len(known) - len(word))), HEARD
        if not set(word) & VOWELS:
            short = [known for known in self.skeletons.get(skeleton(word), ()) if known[0] == word[0]]
            if short:
                return min(short, key=len), TYPED
        return self._typo(word)

    def _forms(self, word: str) -> Iterable[str]:
        """The word without its endings and beginnings, the shortest cuts first."""
        stems = [word, *sorted(forms(word) - {word}, key=len, reverse=True)]
        cut = [w[: -len(end)] for w in stems for end in self.suffixes if w.endswith(end) and len(w) - len(end) > 2]
        stems = list(dict.fromkeys(stems + cut))
        twice = [w[: -len(end)] for w in cut for end in self.suffixes if w.endswith(end) and len(w) - len(end) > 2]
        stems += twice
        yield from stems[1:]
        yield from (w[: -len(end)] + other for w in stems for end, other in self.endings if w.endswith(end))
        for stem in stems:
            for head in self.prefixes:
                if stem.startswith(head) and len(stem) - len(head) > 2:
                    yield stem[len(head) :]

    def _typo(self, word: str) -> tuple[str, float] | None:
        if len(word) < 5:
            return None
        best, least = "", FAR
        for known in self.initials.get(word[0], ()):
            if abs(len(known) - len(word)) > 1:
                continue
            cost = typo_cost(word, known)
            if cost is not None and cost < least:
                best, least = known, cost
        return (best, TYPED) if best and least > SOUND else None


def _inside(hit: Hit, longer: list[Hit]) -> Hit:
    """The hit, as a weaker one when it is a part of a phrase that says something else."""
    part = any(other.quality == 1 and hit.mask & other.mask == hit.mask != other.mask for other in longer)
    return replace(hit, quality=INNER) if part and hit.quality == EXACT else hit


def split_phrases(text: object) -> list[Phrase]:
    """The comparable phrases of a comma-separated list, or of a list."""
    parts = text if isinstance(text, list) else str(text or "").split(",")
    found = [words_of(str(part)) or tuple(str(part).replace('"', "").split()) for part in parts]
    return [phrase for phrase in found if phrase]


@cache
def phrases_for(language: str, name: str, key: str) -> Lexicon[Any]:
    """What one entry of a data file says in a language, with English behind it: phrases, or phrases by their value."""
    found: dict[Phrase, Any] = {}
    for folder in (FALLBACK, folder_of(language)):
        entry = read_data(folder, name)[key]
        for value, text in entry.items() if isinstance(entry, Mapping) else ((True, entry),):
            found.update(dict.fromkeys(split_phrases(text), value))
    return Lexicon.of(found)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of a language code; English words count where the language has none of that spelling."""
    own = folder_of(language)
    folders = [own] if own == FALLBACK else [own, FALLBACK]
    phrases: dict[Phrase, set[str]] = {}
    idle: set[str] = set()
    for folder in folders:
        taken = set(phrases) | {(word,) for word in idle}
        for concept, text in _concepts_of(folder):
            for phrase in split_phrases(text):
                if folder == own or phrase not in taken:
                    phrases.setdefault(phrase, set()).add(concept)
        small = read_data(folder, "smalltalk")
        for phrase in split_phrases(small["fillers"]) + split_phrases(small["stopwords"]):
            if len(phrase) == 1 and (folder == own or phrase not in phrases):
                idle.add(phrase[0])
    return _assemble(own, phrases, idle)


def _concepts_of(folder: str) -> Iterable[tuple[str, object]]:
    """Concepts with their words; a value of a slot is the concept "slot=value"."""
    yield from read_data(folder, "words").items()
    for slot, values in read_data(folder, "values").items():
        for value, text in values.items():
            yield f"{slot}={value}", text


def _assemble(own: str, phrases: Mapping[Phrase, set[str]], idle: set[str]) -> Vocabulary:
    small = read_data(own, "smalltalk")
    longest: dict[str, int] = {}
    sounds: dict[str, list[str]] = {}
    skeletons: dict[str, list[str]] = {}
    initials: dict[str, list[str]] = {}
    for phrase in phrases:
        longest[phrase[0]] = max(longest.get(phrase[0], 0), min(len(phrase), MAX_PHRASE))
        for word in phrase:
            longest.setdefault(word, 0)
    for word in longest:
        sounds.setdefault(sound(word), []).append(word)
        skeletons.setdefault(skeleton(word), []).append(word)
        if len(word) >= LONG:
            initials.setdefault(word[0], []).append(word)
    return Vocabulary(
        language=own,
        phrases={phrase: frozenset(concepts) for phrase, concepts in phrases.items()},
        longest=longest,
        idle=frozenset(idle),
        fillers=_flat(small["fillers"]),
        plain=frozenset(_other_words(own)),
        pronouns=_flat(small["pronouns"]),
        links=_flat(small["text_links"]),
        titles=_flat(small["titles"]),
        honours=_flat(small["honours"]),
        suffixes=tuple(sorted(_flat(small["suffixes"]), key=len, reverse=True)),
        prefixes=tuple(sorted(_flat(small["prefixes"]), key=len, reverse=True)),
        endings=tuple(small["endings"].items()),
        sounds={key: tuple(words) for key, words in sounds.items()},
        skeletons={key: tuple(words) for key, words in skeletons.items()},
        initials={key: tuple(words) for key, words in initials.items()},
    )


def _other_words(own: str) -> Iterable[str]:
    """Words that other readers know (days, numbers), which are therefore no misspelt command words."""
    for folder in dict.fromkeys((FALLBACK, own)):
        for table in read_data(folder, "time").values():
            for text in table.values() if isinstance(table, Mapping) else [table]:
                yield from (word for phrase in split_phrases(text) for word in phrase)
        yield from (word for text in read_data(folder, "numbers").get("words", {}) for word in words_of(str(text)))


def _flat(text: object) -> frozenset[str]:
    return frozenset(" ".join(phrase) for phrase in split_phrases(text))


def counts_metres(tokens: tuple[Token, ...], n: int, language: str) -> bool:
    """Whether the word there tells how far the number before it is: "3 km", which may be a small word elsewhere."""
    return n > 0 and tokens[n - 1].kind == "number" and bool(phrases_for(language, "places", "metres").at(tokens, n))
