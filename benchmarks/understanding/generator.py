"""A large catalogue and orders from it, the same every time, to measure speed."""

from __future__ import annotations

import random
from decimal import Decimal

from nlp.catalogue import CatalogueSpec, GroupSpec, OptionSpec, ProductSpec
from values import Money

KINDS = ("rice", "oil", "sugar", "flour", "salt", "soap", "tea", "coffee", "milk", "bread", "butter", "juice", "beans")
SORTS = (
    "red",
    "green",
    "white",
    "black",
    "large",
    "fresh",
    "dry",
    "sweet",
    "plain",
    "whole",
    "classic",
    "super",
    "royal",
)
SYLLABLES = tuple(a + b for a in "bklmnrstwy" for b in "aiou")


def _brand(chance: random.Random) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4)))


def catalogue(size: int, seed: int = 7) -> CatalogueSpec:
    """A shop with `size` products of different names and one group of sizes."""
    chance = random.Random(seed)
    brands = [_brand(chance) for _ in range(max(10, size // 7))]
    names: dict[str, None] = {}
    while len(names) < size:
        names[" ".join((chance.choice(SORTS), chance.choice(KINDS), chance.choice(brands)))] = None
    sizes = ("small pack", "family pack", "carton")
    group = GroupSpec(
        1, "size", tuple(OptionSpec(i, n, ()) for i, n in enumerate(sizes, 1)), False, False, False, False
    )
    products = tuple(
        ProductSpec(i, name, (), "", "pcs", (("dozen", Decimal(12)),), Money(1000 * i, "USD"), (1,))
        for i, name in enumerate(names, 1)
    )
    return CatalogueSpec(products, (group,))


def messages(spec: CatalogueSpec, count: int, seed: int = 8) -> list[str]:
    """Orders of three products each, four in ten names with a letter missing."""
    chance = random.Random(seed)
    return [
        "hi please send "
        + ", ".join(f"{chance.randint(1, 9)} {_typed(p.name, chance)}" for p in chance.sample(spec.products, 3))
        for _ in range(count)
    ]


def _typed(name: str, chance: random.Random) -> str:
    if chance.random() > 0.4:
        return name
    at = chance.randrange(1, len(name) - 1)
    return name[:at] + name[at + 1 :]
