"""What only says more of what was said just before: another name of it, the other half of its name, its unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import takewhile

from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.elements import Element
from nlp.orders.items import DOUBTFUL, SHORTEST, Item, joined
from nlp.packs import Pack
from nlp.quantities import WORTH, Amount
from nlp.text import words_of

PRICEY = 1000  # nobody orders so many of anything: "5000 de huevos" is money


def says_more(found: list[Element], item: Item, index: Index) -> bool:
    """Whether an item only says more of the name before it, or was taken into that."""
    said = _same_again(found, item) or _word_of_option(found, item) or _other_half(found, item, index)
    return said or _rest_of_name(found, item)


def _rest_of_name(found: Sequence[Element], item: Item) -> bool:
    """ "rice basmati", "bala bala": whether an item is a short name of something whose long name the word right before
    it is of, or that word again."""
    last = found[-1].item if found and found[-1].kind == "name" else None
    if last is None or last.options or last.end != item.start or not item.products:
        return False
    if not last.partial and last.text != item.text:
        return False
    named = item.products[0][1] < DOUBTFUL and item.products[0][0] in dict(last.products)
    if named:
        found[-1].item = replace(item, start=last.start, text=f"{last.text} {item.text}")
    return named


def _same_again(found: Sequence[Element], item: Item) -> bool:
    """ "roses 1 bouquet": whether an item is another name of what was named right before its amount."""
    if len(found) < 2 or not item.products or item.options:
        return False
    amount, name = found[-1], next((e for e in reversed(found[:-1]) if e.item.products), None)
    apart = amount.amount is None or amount.gap or amount.joined or any(e.amount for e in found[:-1])
    return not apart and name is not None and name.item.products[0][0] == item.products[0][0]


def _word_of_option(found: Sequence[Element], item: Item) -> bool:
    """ "teekhi chutney": whether an item is a word of the option that was named shortly right before it."""
    last = found[-1].item if found and found[-1].kind == "name" else None
    if last is None or not (item.is_option and last.is_option) or last.options[0][1] >= DOUBTFUL:
        return False
    return dict(item.options).get(last.options[0][0], 0.0) >= DOUBTFUL


def _other_half(found: Sequence[Element], item: Item, index: Index) -> bool:
    """ "cow … milk": whether an item was taken into the part of the same name that stands right before it."""
    last = found[-1] if found else None
    if last is None or not item.partial or item.options or any(cost < DOUBTFUL for _, cost in last.item.options):
        return False
    costs = dict(item.products)
    both = tuple((p, min(cost, costs[p]) / 2) for p, cost in last.item.products if p in costs)
    if not last.item.partial:
        known = [p for p, cost in last.item.products if cost < DOUBTFUL]
        both = tuple((p, cost / 2) for p, cost in item.products if p in known or _more_than(p, last.item, index))
    if both:
        last.item = replace(last.item, products=both, end=item.end, text=f"{last.item.text} {item.text}")
    return bool(both)


def _more_than(product: int, item: Item, index: Index) -> bool:
    """Whether a product is called like one that an item names and more: fried rice special, after a short name of
    fried rice."""
    words = words_of(index.products[product].name)
    shorter = [words_of(index.products[p].name) for p, cost in item.products if cost < DOUBTFUL and p != product]
    return any(name and words[: len(name)] == name for name in shorter)


def heads_options(found: Sequence[Element], item: Item, following: Item, index: Index) -> bool:
    """ "with eggs scrambled": whether a product is called like a group of options, one of which comes right behind it,
    of the product spoken of."""
    group = item.group
    if group is None or not item.products or group not in {index.group_of[option] for option, _ in following.options}:
        return False
    last = next((e for e in reversed(found) if e.item.products), None)
    return last is not None and any(group in index.products[p].groups for p, _ in last.item.products[:3])


def names_group(found: Sequence[Element], item: Item, gap: float, index: Index) -> bool:
    """ "in 2 litre pots": whether a product is called like the group of the option right before it."""
    last = found[-1] if found else None
    whole = bool(item.options) or (bool(item.products) and item.products[0][1] < DOUBTFUL)
    if item.group is None or whole or gap or last is None or last.item.products:
        return False
    return any(index.group_of[option] == item.group for option, _ in last.item.options[:1])


def is_pronoun(found: Sequence[Element], gap: float, rest: Sequence[Item]) -> bool:
    """The *one* of "the cold one": what follows, `rest`, says nothing more of it."""
    described = bool(found) and found[-1].kind == "name" and not found[-1].item.products and not gap
    following = next((item for item in rest if not item.does("fill", "with")), None)
    ends = following is None or bool(following.separator) or following.does("and", "set")
    return described and (ends or (rest[0].does("fill") and following is not None and not following.is_name))


def say_article(found: Sequence[Element]) -> None:
    """ "a cold one" is one, said as such."""
    before = found[-2] if len(found) > 1 else None
    if before is not None and before.amount is not None and not before.amount.said:
        before.item = replace(before.item, amount=replace(before.amount, said=True))


def takes_back(found: Sequence[Element], item: Item, following: Item | None) -> bool:
    """ "10, no, 12": whether a bare refusal between two amounts takes the first of them back."""
    amounts = bool(found) and found[-1].kind == "amount" and following is not None and following.amount is not None
    return amounts and item.does("not_alone") and not item.does("not_before")


def unit_behind(found: Sequence[Element], item: Item) -> bool:
    """ "1 milk packet": whether a unit was taken for that of the amount before the name."""
    before = [e for e in found[-2:] if e.kind in ("amount", "name")]
    if item.amount is None or not item.amount.unit or len(before) < 2 or before[0].amount is None:
        return False
    if before[0].amount.unit or before[1].kind != "name":
        return False
    before[0].item.amount = Amount(before[0].amount.value, item.amount.unit)
    return True


def worth(item: Item, following: Item | None) -> Item:
    """ "100 ka dahi": an amount as one of money, which it is where the product is weighed."""
    if item.amount is None or item.amount.unit or following is None:
        return item
    if not (following.does("worth") or (following.does("of") and item.amount.value >= PRICEY)):
        return item
    return replace(item, amount=replace(item.amount, unit=WORTH))


def part_of(found: list[Element], rest: Sequence[Item]) -> None:
    """ "5 me se 2": the first amount is the whole; "2 of them": the amount is a part."""
    following = next((x for x in rest if not x.does("fill")), None)
    whole = found[-1]
    counted = following is not None and following.amount is not None
    if counted and len(found) > 1 and found[-2].item.products:
        return  # "tea 6, 2 of them" has said how many there are
    found.pop()
    if not counted:
        value = whole.amount.value if whole.amount else Decimal(1)
        found.append(Element("mark", whole.item, mark="part", value=value, gap=whole.gap))


def and_a_half(found: list[Element], item: Item, rest: Sequence[Item]) -> bool:
    """ "a chicken and a half": whether a fraction belongs to the amount of the name right before it."""
    more, last = item.amount, found[-1] if found else None
    if more is None or more.unit or more.value >= 1 or last is None or last.kind != "name" or not last.item.products:
        return False
    again = bool(rest) and rest[0].partial and dict(rest[0].products).keys() <= dict(last.item.products).keys()
    if rest and not again and (rest[0].is_name or rest[0].does("of", "with")):
        return False
    before = found[-2] if len(found) > 1 and found[-2].amount is not None else None
    if before is None:
        found.insert(-1, Element("amount", replace(item, amount=Amount(1 + more.value)), gap=last.gap))
        last.gap = 0.0
    elif before.amount is not None:
        before.item = replace(before.item, amount=replace(before.amount, value=before.amount.value + more.value))
    return True


def numbered(found: Sequence[Element], item: Item, rest: Sequence[Item], index: Index) -> Item | None:
    """ "3 notebooks of 50": the options of what is spoken of that bear a number, as one of which it is read."""
    if item.amount is None or item.amount.unit or not item.amount.said or not item.text.isdigit():
        return None
    last = next((e for e in reversed(found) if e.item.products), None)
    if last is None or (rest and (rest[0].is_name or rest[0].is_unknown)):
        return None
    groups = {g for product, _ in last.item.products[:3] for g in index.products[product].groups}
    fits = [i for kind, i in index.holders(item.text) if kind == "option" and index.group_of[i] in groups]
    return replace(item, amount=None, options=tuple((i, 0.2) for i in fits), partial=True) if fits else None


def completes(found: Sequence[Element], item: Item, gap: float, index: Index) -> bool:
    """ "make the level 3": whether a number was taken as the rest of the name of an option that was said in part."""
    last = found[-1] if found else None
    if last is None or gap or last.kind != "name" or last.item.products or not last.item.options:
        return False
    if last.item.options[0][1] < DOUBTFUL:
        return False
    bare = item.amount is not None and not item.amount.unit and item.text.isdigit()
    fits = [i for i, _ in last.item.options if ("option", i) in index.holders(item.text)] if bare else []
    if len(fits) == 1:
        last.item = replace(last.item, options=((fits[0], 0.1),), partial=False, group=None)
    return len(fits) == 1


def lists(found: Sequence[Element], item: Item, gap: float, following: Item | None, index: Index) -> bool:
    """ "bina pyaz mirch": whether a name right beside the one before it goes on a list of what is refused."""
    told = following is not None and following.does("extra_after", "light_after", "with")
    return bool(found) and not told and side_by_side(found[-1], Element("name", item, gap=gap), index)


def side_by_side(before: Element, after: Element, index: Index) -> bool:
    """ "pyaz mirch mat dalna": whether an option stands right beside another of a group of which several can be had."""
    if after.gap or after.linked or not (before.item.is_option and after.item.options):
        return False
    groups = [{index.group_of[option] for option, _ in element.item.options} for element in (before, after)]
    return any(index.groups[group].multi for group in groups[0] & groups[1])


def aside(item: Item, items: Sequence[Item], at: int) -> Item:
    """The name before place `at`, which is a product of its own if it is said to come on the side."""
    if item.products and item.options:
        last = items[at - 2] if at > 1 else item
        ahead = takewhile(lambda x: not x.separator, items[at : at + 4])
        beside = [x for x in ahead if not x.is_name or x.products]
        if last.does("aside_before") or any(x.does("aside_after") for x in beside):
            return replace(item, options=())
    return item


def of_stranger(found: list[Element], item: Item, gap: float) -> bool:
    """ "soto ayam": whether a part of a name only tells what an unknown thing right before it is like."""
    last = found[-1] if found else None
    if last is None or gap or not _likely_stranger(last) or not _in_part(item) or last.item.end != item.start:
        return False
    last.item = joined(last.item, replace(item, products=(), partial=False))
    return True


def is_stranger_of(found: Sequence[Element], item: Item) -> bool:
    """ "2 chicken korma": the same where what a thing is comes last; only what is counted is asked for so."""
    last = found[-1] if len(found) > 1 and found[-2].amount is not None else None
    if last is None or last.kind != "name" or last.item.end != item.start or not _in_part(last.item):
        return False
    return item.is_stranger


def goes_on(found: list[Element], item: Item, pack: Pack) -> bool:
    """Whether an unknown word was taken as more of what is unknown before it."""
    last = found[-1] if found else None
    if last is not None and pack.adjective_before and is_stranger_of(found, item):
        found[-1] = Element("unknown", joined(last.item, item), gap=last.gap)
        return True
    if last is None or last.kind not in ("unknown", "note") or last.item.end != item.start:
        return False
    last.item = joined(last.item, item)
    return True


def _likely_stranger(element: Element) -> bool:
    return element.kind == "unknown" and element.item.text.isalpha() and len(element.item.text) >= SHORTEST


def _in_part(item: Item) -> bool:
    return item.partial and not item.options and bool(item.products) and item.products[0][1] >= DOUBTFUL
