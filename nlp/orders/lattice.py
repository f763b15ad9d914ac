"""All readings of every stretch of a message, and the best way through them from the first word to the last."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

from msgspec.structs import replace

from nlp.index import Index
from nlp.numbers import Tokens, read_money
from nlp.orders.distractors import distractor, people
from nlp.orders.items import EACH, Candidates, Item
from nlp.orders.mentions import Mentions
from nlp.packs import Pack, unit_sizes
from nlp.quantities import Amount, read_amount
from nlp.spelling import forms
from nlp.text import Token

SEPARATORS = {
    "\n": "line",
    ".": "stop",
    "!": "stop",
    "?": "ask",
    "¿": "stop",
    "।": "stop",
    ";": "stop",
    ",": "comma",
    "،": "comma",
}
SEPARATORS |= {
    ":": "colon",
    "(": "open",
    ")": "close",
    "/": "comma",
    "&": "",
    "+": "",
    "•": "comma",
    "|": "comma",
    "=": "colon",
}
_KNOWN_WORD = 0.75
_NUMBER = 1.1
_TIMES = ("x", "×", "*")
_MAX_SPLITS = 30
_LONGEST = 40
_FEW = 20


def read_items(tokens: Tokens, index: Index, pack: Pack) -> list[Item]:
    """The best sequence of items that covers all tokens: names of the catalogue over known words over unknown ones."""
    size = len(tokens)
    mentions = Mentions(tokens, index, pack)
    best: list[float] = [0.0] + [float("-inf")] * size
    back: list[Item | None] = [None] * (size + 1)
    for i in range(size):
        for item in _arcs(tokens, i, pack, mentions):
            score = best[i] + item.score
            if score > best[item.end]:
                best[item.end], back[item.end] = score, item
    found: list[Item] = []
    at = size
    while at:
        arc = back[at]
        if arc is None:
            raise AssertionError("every token has an arc")
        found.append(arc)
        at = arc.start
    return found[::-1]


def _arcs(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> list[Item]:
    token = tokens[i]
    if token.kind in ("line", "mark"):
        arcs = [Item(i, i + 1, 0.3, separator=SEPARATORS.get(token.text, ""), text=token.text, ignored=True)]
    else:
        arcs = [Item(i, i + 1, -1.0, text=token.text, raw=token.raw)]
    spans: dict[int, Item] = {}
    for item in (*mentions.at(i), *_function_words(i, mentions), *_numbers(tokens, i, pack, mentions)):
        known = spans.get(item.end)
        spans[item.end] = _merged(known, item) if known else item
    for item in spans.values():
        item.text = " ".join(t.text for t in tokens[item.start : item.end])
        item.raw = " ".join(t.raw for t in tokens[item.start : item.end])
    return arcs + list(spans.values()) or [Item(i, i + 1, 0.0, ignored=True, text=token.text)]


def _merged(a: Item, b: Item) -> Item:
    return replace(
        a,
        score=max(a.score, b.score),
        products=a.products or b.products,
        options=a.options or b.options,
        recipe=a.recipe if a.recipe is not None else b.recipe,
        amount=a.amount or b.amount,
        money=a.money if a.money is not None else b.money,
        classes={**a.classes, **b.classes},
        ignored=a.ignored and b.ignored,
        people=a.people or b.people,
        group=a.group or b.group,
        signed=a.signed or b.signed,
        inner=a.inner or b.inner,
        inner_sign=a.inner_sign or b.inner_sign,
    )


def _function_words(i: int, mentions: Mentions) -> list[Item]:
    return [
        Item(i, i + size, _KNOWN_WORD * size + 0.55 * (size - 1), classes=classes)
        for size, classes in mentions.words_at(i)
    ]


def _numbers(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> list[Item]:
    """Quantities and money; numbers that belong to times, places and people are read over."""
    if tokens[i].kind == "word" and tokens[i].text not in pack.counting and tokens[i].text not in _TIMES:
        return []
    end = distractor(tokens, i, pack, mentions)
    if end:
        counted = people(tokens, i, end, pack)
        read_over = Item(i, end, _NUMBER * (end - i) + 0.6, ignored=True, people=counted)
        return [read_over, *(a for a in _amounts(tokens, i, pack, mentions) if a.end != end)]
    if tokens[i].kind == "time":
        return [Item(i, i + 1, _NUMBER, ignored=True)]
    money = read_money(tokens, i, pack)
    if money and not _is_measure(tokens, i, pack):
        last = i + money[1] - 1
        named = last > i and not tokens[last].glued and mentions.sells(last)
        sized = _amounts(tokens, i, pack, mentions) if named else []  # "one m" where it comes in sizes
        return [Item(i, last + 1, _NUMBER * money[1] + 0.2, money=money[0]), *sized]
    again = _said_twice(tokens, i, pack) if pack.twice == "numbers" else None
    return _amounts(tokens, i, pack, mentions) if again is None else [again]


def _is_measure(tokens: Tokens, i: int, pack: Pack) -> bool:
    """Whether what follows a number apart, which may stand for thousands or millions, measures: "15 m of rope"."""
    following = tokens[i + 1 : i + 3]
    if tokens[i].kind != "number" or len(following) < 2 or following[0].text != "m" or following[0].glued:
        return False
    return "of" in pack.words.entries.get((following[1].text,), {})


def _amounts(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> list[Item]:
    read = read_amount(tokens, i, pack)
    times = tokens[i].text in _TIMES and i + 1 < len(tokens) and tokens[i + 1].kind == "number" and tokens[i + 1].glued
    if times:
        after = read_amount(tokens, i + 1, pack)
        if after:
            return [Item(i, i + 1 + after[1], _NUMBER * (after[1] + 1), amount=Amount(after[0].value, after[0].unit))]
    if read is None:
        return _unit_alone(tokens, i, pack)
    amount, used = read
    if amount.value > 100_000 or (tokens[i].kind == "number" and len(tokens[i].raw) >= 6):
        return [Item(i, i + used, _NUMBER * used, ignored=True)]
    return _measured(tokens, i, amount, used, mentions)


def _measured(tokens: Tokens, i: int, amount: Amount, used: int, mentions: Mentions) -> list[Item]:
    """The readings of an amount with its unit, which may also be a part of a name: "2 bottle water"."""
    end, pack = i + used, mentions.pack
    own = _own_unit(tokens, end, mentions) if not amount.unit else ""
    if own:
        amount, end = Amount(amount.value, own), end + 1
    elif end < len(tokens) and tokens[end].text in ("x", "×") and not amount.unit:
        end += 1
    bare = Item(i, i + used - 1, _NUMBER * (used - 1), amount=Amount(amount.value, "", amount.said))
    unit = bool(amount.unit) and used > 1 and pack.units.at(tokens, end - 1) is not None
    if unit and _is_kind(tokens, end - 1, pack, mentions):
        return [bare]
    measures = amount.unit and (not mentions.sells(end - 1) or _of_goods(tokens, end, pack, mentions))
    score, named = _NUMBER * (end - i) + (1.2 if measures else 0.0), _named_fraction(amount, i, end, mentions)
    return [Item(i, end, score, amount=amount, options=named), *([bare] if unit else ())]


def _said_twice(tokens: Tokens, i: int, pack: Pack) -> Item | None:
    """ "aadha aadha kilo", "2-2 packet": so many of each."""
    at = i + 1 + (i + 1 < len(tokens) and tokens[i + 1].text == "-")
    word = at == i + 1 and tokens[i].kind == "word" and tokens[i].text in pack.numbers.longest
    if at >= len(tokens) or tokens[at].text != tokens[i].text or not (word or at > i + 1):
        return None
    read = read_amount(tokens, at, pack)
    if read is None or not read[0].said or (read[0].value == 1 and not read[0].unit):
        return None
    end = at + read[1]
    if end < len(tokens) and "of" in pack.words.entries.get((tokens[end].text,), {}) and read[0].unit:
        return None  # "100-100 gram ke 2 packet"
    return Item(i, end, _NUMBER * (end - i) + 1.4, amount=read[0], classes={EACH: Decimal(1)})


def _own_unit(tokens: Tokens, at: int, mentions: Mentions) -> str:
    """The word in which the shop alone measures something, in the singular: "3 balls"; empty for others."""
    known = mentions.index.own_units.words
    return next((form for form in forms(tokens[at].text) if form in known), "") if at < len(tokens) else ""


def _is_kind(tokens: Tokens, at: int, pack: Pack, mentions: Mentions) -> bool:
    """Whether a word for a unit tells what is wanted, with nothing behind it that it could measure: "3 rolls: …"."""
    if forms(tokens[at].text).isdisjoint(mentions.index.own_units.kinds) or (at > 1 and mentions.names(at - 2)):
        return False
    behind = tokens[at + 1] if at + 1 < len(tokens) else None
    return behind is None or not (mentions.names(at + 1) or "of" in pack.words.entries.get((behind.text,), {}))


def _named_fraction(amount: Amount, i: int, end: int, mentions: Mentions) -> Candidates:
    """The options called like the fraction of "a quarter": "a quarter of chicken" where it comes in quarters."""
    if amount.value >= 1 or amount.unit or end != i + 2:
        return ()
    return next((x.options for x in mentions.at(i + 1) if x.end == end and not x.products), ())


def _of_goods(tokens: Tokens, at: int, pack: Pack, mentions: Mentions) -> bool:
    """Whether "of" and a product follow a unit that is none of its sizes: "2 pounds of rice" measures it, though coffee
    may come in a size called so."""
    if at + 1 >= len(tokens) or "of" not in pack.words.entries.get((tokens[at].text,), {}):
        return False
    index = mentions.index
    said = [entry for word in mentions.close(at + 1) for entry in islice(index.holders(word), _FEW)]
    goods = [i for kind, i in said if kind == "product"]
    units = [entry for word in mentions.close(at - 1) for entry in index.phrase((word,))]
    sizes = {index.group_of[i] for kind, i in units if kind == "option"}
    return bool(goods) and all(sizes.isdisjoint(index.products[i].groups) for i in goods)


def _unit_alone(tokens: Tokens, i: int, pack: Pack) -> list[Item]:
    """A unit without a number: "dozen eggs" is one dozen, "1 milk packet" says what the one is."""
    unit = pack.units.at(tokens, i)
    if unit is None or len(tokens[i].text) < 3:
        return []
    sized = unit[0] in unit_sizes() and unit[0] != "piece"
    return [Item(i, i + unit[1], 0.9 * unit[1], amount=Amount(Decimal(1), unit[0], sized))]


def expand(tokens: Tokens, index: Index, pack: Pack) -> Tokens:
    """Tokens with words that were written together taken apart: "esteh" is es and teh when neither is known as one."""
    found: list[Token] = []
    tried = 0
    for token in tokens:
        if token.text == "/" and token.glued and found and len(found[-1].text) == 1 and found[-1].kind == "word":
            continue  # "w/ cheese", "c/ queso"
        if token.text == "2" and token.glued and found and pack.twice == "words":
            if _is_said_again(found, index, pack):
                token = replace(found[-1], start=token.start, end=token.end)  # "bala2" is called bala-bala
            elif _is_plural(found[-1].text, index, pack):
                continue
        tries = token.kind == "word" and 5 <= len(token.text) <= _LONGEST and tried < _MAX_SPLITS
        tried += tries
        halves = _halves(token, index, pack) if tries else None
        found.extend(halves or (token,))
    return tuple(found)


def _is_said_again(before: list[Token], index: Index, pack: Pack) -> bool:
    """Whether a "2" written together with a word stands for the word: in a name, or behind a refusal ("jgn manis2")."""
    word = before[-1].text
    refusal = pack.words.entries.get((before[-2].text,), {}) if len(before) > 1 else {}
    return "not_before" in refusal or index.continues((word, word))


def _is_plural(word: str, index: Index, pack: Pack) -> bool:
    """Whether a "2" written together with an everyday word makes it several ("anak2"); of what is sold it counts."""
    everyday = word in pack.common or (word,) in pack.words.entries
    return everyday and (word, "2") not in pack.words.entries and not index.words_like(word, False)


def _halves(token: Token, index: Index, pack: Pack) -> tuple[Token, Token] | None:
    word = token.text
    if len(word) != len(token.raw) or (word,) in pack.words.entries or index.words_like(word):
        return None
    if (word,) in pack.numbers.entries or (word,) in pack.units.entries or (word,) in pack.amounts.entries:
        return None
    for at in sorted(range(2, len(word) - 1), key=lambda k: -max(k, len(word) - k)):
        left, right = word[:at], word[at:]
        if (
            _known(left, index, pack)
            and _known(right, index, pack)
            and (index.words_like(left, False) or index.words_like(right, False))
        ):
            middle = token.start + at
            first = replace(token, text=left, raw=token.raw[:at], end=middle)
            return first, Token(right, token.raw[at:], middle, token.end, "word", True)
    return None


def _known(word: str, index: Index, pack: Pack) -> bool:
    if index.words_like(word, loose=False):
        return True
    return len(word) >= 3 and ((word,) in pack.units.entries or pack.numbers.entries.get((word,), ("",))[0] == "add")
