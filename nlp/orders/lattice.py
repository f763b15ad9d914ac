"""All readings of every stretch of a message, and the best way through them from the first word to the last."""

from __future__ import annotations

from decimal import Decimal
from itertools import islice

from msgspec.structs import replace

from nlp.index import Index
from nlp.numbers import Tokens, read_money
from nlp.orders.distractors import distractor, people
from nlp.orders.items import Item
from nlp.orders.mentions import Mentions
from nlp.packs import Pack, unit_sizes
from nlp.quantities import Amount, read_amount
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
        if token.text in "+&":
            arcs = []
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
        return [Item(i, i + money[1], _NUMBER * money[1] + 0.2, money=money[0])]
    return _amounts(tokens, i, pack, mentions)


def _is_measure(tokens: Tokens, i: int, pack: Pack) -> bool:
    """Whether what follows a number apart, which may stand for thousands or millions, measures: "15 m of rope"."""
    following = tokens[i + 1 : i + 3]
    if tokens[i].kind != "number" or len(following) < 2 or following[0].text != "m" or following[0].glued:
        return False
    return "of" in pack.words.entries.get((following[1].text,), {})


def _amounts(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> list[Item]:
    found = []
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
    end = i + used
    if end < len(tokens) and not amount.unit and tokens[end].text in mentions.index.unit_words:
        amount, end = Amount(amount.value, tokens[end].text), end + 1
    elif end < len(tokens) and tokens[end].text in ("x", "×") and not amount.unit:
        end += 1
    measures = amount.unit and (not mentions.sells(end - 1) or _of_goods(tokens, end, pack, mentions))
    found.append(Item(i, end, _NUMBER * (end - i) + (1.2 if measures else 0.0), amount=amount))
    if amount.unit and used > 1 and pack.units.at(tokens, end - 1):  # the unit may be part of a name: "2 bottle water"
        found.append(Item(i, i + used - 1, _NUMBER * (used - 1), amount=Amount(amount.value, "", amount.said)))
    return found


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
        tries = token.kind == "word" and 5 <= len(token.text) <= _LONGEST and tried < _MAX_SPLITS
        tried += tries
        halves = _halves(token, index, pack) if tries else None
        found.extend(halves or (token,))
    return tuple(found)


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
