"""Numbers that are no quantities: times, house and table numbers, how many people there are."""

from __future__ import annotations

from decimal import Decimal

from nlp.numbers import Tokens, read_number
from nlp.orders.mentions import Mentions
from nlp.packs import Pack
from nlp.quantities import read_amount

TIMES = ("x",)  # "x2" is two of something


def distractor(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> int | None:
    """Where a number that is no quantity ends: after a word like *table*, before one like *people*; None for others."""
    before = pack.words.at(tokens, i)
    goods = i > 0 and tokens[i - 1].kind == "number" and mentions.sells(i)
    if before and not goods and ("distract_before" in before[0] or "for_before" in before[0]):
        end = _after_word(tokens, i + before[1], pack, mentions, "distract_before" in before[0])
        if end is not None:
            return end
    if _is_lettered(tokens, i):
        return i + 1
    if _numbers_a_list(tokens, i):
        return i + 2
    follower = tokens[i + 1] if i + 1 < len(tokens) else None
    if tokens[i].kind == "number" and follower is not None and follower.glued and follower.text in pack.ordinals:
        return i + 2
    return _before_word(tokens, i, pack, mentions)


def _is_lettered(tokens: Tokens, i: int) -> bool:
    """Whether a number is glued to a single letter, as the name of a house is: "c14" counts nothing."""
    letter = tokens[i - 1] if i and tokens[i].glued and tokens[i].kind == "number" else None
    return letter is not None and letter.kind == "word" and len(letter.text) == 1 and letter.text not in TIMES


def _numbers_a_list(tokens: Tokens, i: int) -> bool:
    """Whether a number only counts the entries of a list: "1) … 2) …", or "1. …" on each of several lines."""
    if tokens[i].kind != "number" or i + 1 >= len(tokens) or not tokens[i + 1].glued:
        return False
    if tokens[i + 1].text == ")":
        return not any(t.text == "(" for t in tokens[:i])
    if tokens[i + 1].text != "." or (i and tokens[i - 1].kind != "line"):
        return False
    starts = [k for k, t in enumerate(tokens) if k == 0 or tokens[k - 1].kind == "line"]
    return len(starts) > 1 and all(tokens[k].kind == "number" for k in starts)


def _after_word(tokens: Tokens, at: int, pack: Pack, mentions: Mentions, strong: bool) -> int | None:
    """The end of the number that a place, a time or the like stands in front of."""
    heads = at < len(tokens) and tokens[at].text == ":" and mentions.names(at + 2)  # "for the office: 3 burgers"
    at += at < len(tokens) and tokens[at].text in (".", ":", "#")
    if at >= len(tokens) or heads:
        return None
    if strong and _leads_to_number(tokens, at, pack, mentions):
        return at + 2
    if tokens[at].kind in ("number", "time"):
        return None if _sells(tokens, at, pack, mentions, strong) else _past_number(tokens, at, pack)
    if not strong or mentions.names(at) or not pack.numbers.at(tokens, at):
        return None
    end = _past_number(tokens, at, pack)
    return None if mentions.names(end) else end


def _leads_to_number(tokens: Tokens, at: int, pack: Pack, mentions: Mentions) -> bool:
    """Whether the name of a street stands between the word for it and its number: "lane Kenari 2"."""
    if at + 1 >= len(tokens) or tokens[at].kind != "word" or tokens[at + 1].kind != "number":
        return False
    word = pack.words.at(tokens, at) or pack.numbers.at(tokens, at) or pack.units.at(tokens, at)
    known = mentions.names(at) or (word is not None and len(tokens[at].text) > 1)  # "block g 15" is no gram
    unit = pack.units.at(tokens, at + 2) if at + 2 < len(tokens) else None
    return not known and unit is None and not (at + 2 < len(tokens) and mentions.names(at + 2))


def _before_word(tokens: Tokens, i: int, pack: Pack, mentions: Mentions) -> int | None:
    """The end of a number of people, minutes and the like."""
    timed = tokens[i].kind == "time"
    if not timed and tokens[i].kind != "number" and not pack.numbers.at(tokens, i) or _article(tokens, i, pack):
        return None
    read = None if timed else read_amount(tokens, i, pack)
    for end in {i + (read[1] if read else 1), i + 1}:
        after = pack.words.at(tokens, end)
        if after and "distract_after" in after[0] and not mentions.sells(end):
            return end + after[1]
    return None


def _article(tokens: Tokens, i: int, pack: Pack) -> bool:
    found = pack.numbers.at(tokens, i)
    return bool(found and found[0][0] == "article")


def _sells(tokens: Tokens, at: int, pack: Pack, mentions: Mentions, strong: bool) -> bool:
    """Whether the number after a word that may point at a place is a quantity after all, as in "for 2 kg rice"."""
    behind = pack.words.at(tokens, at + 1)
    if not strong and behind and "part_of" in behind[0]:
        return True  # "on 2 of them"
    if not strong and any(mentions.names(k) for k in (at, at + 1, at + 2)):
        return True
    return (
        tokens[at].kind == "number"
        and pack.units.at(tokens, at + 1) is not None
        and not tokens[at].text.startswith("0")
    )


def _past_number(tokens: Tokens, at: int, pack: Pack) -> int:
    """Where a time or a house number ends: "5 y media", "setengah 8", "12b"."""
    number = read_number(tokens, at, pack)
    end = _past_letters(tokens, at + (number[1] if number else 1))
    if number is not None and number[1] > 1 and pack.units.at(tokens, at + number[1]):
        end = _past_letters(tokens, at + 1)  # "somos 5 y media libra de queso"
    fraction = number is not None and number[0] < 1
    return end + 1 if fraction and end < len(tokens) and tokens[end].kind == "number" else end


def _past_letters(tokens: Tokens, at: int) -> int:
    while at < len(tokens) and tokens[at].glued and len(tokens[at].text) <= 3:
        if tokens[at].kind not in ("word", "number") and tokens[at].text not in "/-":
            break
        at += 1
    return at


def people(tokens: Tokens, i: int, end: int, pack: Pack) -> Decimal | None:
    """How many people a read-over number counts, None when it counts something else."""
    number = read_number(tokens, i, pack)
    after = pack.words.at(tokens, i + number[1]) if number else None
    return number[0] if number and after and "people_after" in after[0] and i + number[1] + after[1] == end else None
