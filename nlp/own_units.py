"""The words by which a shop measures what it sells, and those for units that only tell what things are."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from msgspec import Struct

from nlp.catalogue import ProductSpec
from nlp.packs import Pack, Phrase
from nlp.quantities import unit_id
from nlp.text import words_of


class OwnUnits(Struct, frozen=True):
    """`words` measure something in a way of the shop's own, which no language knows; `kinds` tell what things are and
    measure none: "roll" where there are egg rolls, and none by the roll."""

    words: frozenset[str]
    kinds: frozenset[str]


def own_units(
    products: Collection[ProductSpec], names: Iterable[Phrase], pack: Pack, known: Collection[str]
) -> OwnUnits:
    """The units of products with these names; `known` are the words of all names of the shop."""
    units = {name for p in products for name in (p.unit, *(unit for unit, _ in p.units))}
    own = {words_of(name) for name in units} - pack.units.entries.keys()
    measured = {unit_id(name, pack) for name in units}
    last = -1 if pack.adjective_before else 0
    heads = {words[last] for words in names if len(words) > 1 and "of" not in pack.words.entries.get(words[1:2], {})}
    return OwnUnits(
        frozenset(words[0] for words in own if len(words) == 1 and words[0] not in known),
        frozenset(head for head in heads if unit_id(head, pack) not in measured),
    )
