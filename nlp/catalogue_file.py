"""Reads a catalogue written as JSON (the format of the understanding data) and keeps its own ids beside ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from msgspec import Struct

from nlp.catalogue import CatalogueSpec, GroupSpec, OptionSpec, ProductSpec, RecipeSpec
from values import ChosenOption, Money

Ids = dict[tuple[str, ...], int]


class CatalogueFile(Struct, frozen=True):
    """A catalogue read from a file: the spec, its language and currency, and the file's ids of what it holds."""

    spec: CatalogueSpec
    language: str
    currency: str
    product_ids: Mapping[int, str]
    group_ids: Mapping[int, str]
    option_ids: Mapping[int, tuple[str, str]]

    def products_by_name(self) -> Mapping[str, int]:
        """Our product id for each of the file's."""
        return {name: pid for pid, name in self.product_ids.items()}

    def options_by_name(self) -> Mapping[tuple[str, str], int]:
        """Our option id for each (group, value) of the file."""
        return {name: oid for oid, name in self.option_ids.items()}


def read_catalogue(path: Path) -> CatalogueFile:
    """The catalogue in a JSON file; raises KeyError or ValueError naming what is missing or malformed."""
    return catalogue_from(json.loads(path.read_text(encoding="utf-8")))


def catalogue_from(raw: Mapping[str, Any]) -> CatalogueFile:
    """A catalogue from the parsed JSON document."""
    currency = raw.get("currency", "USD")
    groups = {g["id"]: i for i, g in enumerate(raw.get("option_groups", ()), 1)}
    options: Ids = {}
    for group in raw.get("option_groups", ()):
        for value in group["values"]:
            options[group["id"], value["id"]] = len(options) + 1
    products = {p["id"]: i for i, p in enumerate(raw["products"], 1)}
    spec = CatalogueSpec(
        products=tuple(_product(p, products[p["id"]], groups, currency) for p in raw["products"]),
        groups=tuple(_group(g, groups[g["id"]], options) for g in raw.get("option_groups", ())),
        recipes=tuple(_recipes(raw, products, groups, options)),
    )
    return CatalogueFile(
        spec,
        raw.get("language", "en"),
        currency,
        {i: name for name, i in products.items()},
        {i: name for name, i in groups.items()},
        {i: (group, value) for (group, value), i in options.items()},
    )


def _product(raw: Mapping[str, Any], pid: int, groups: Mapping[str, int], currency: str) -> ProductSpec:
    return ProductSpec(
        id=pid,
        name=raw["name"],
        aliases=tuple(raw.get("aliases", ())),
        category=raw.get("category", ""),
        unit=raw.get("unit", ""),
        units=tuple((name, Decimal(str(size))) for name, size in raw.get("units", {}).items()),
        price=Money.of(str(raw.get("price", 0)), currency),
        groups=tuple(groups[name] for name in raw.get("option_groups", ())),
        sold_out=bool(raw.get("sold_out", False)),
        hidden=bool(raw.get("hidden", False)),
    )


def _group(raw: Mapping[str, Any], gid: int, options: Ids) -> GroupSpec:
    name = raw["id"]
    values = tuple(
        OptionSpec(
            id=options[name, value["id"]],
            name=value["name"],
            aliases=tuple(value.get("aliases", ())),
            any_of=tuple(options[name, kind] for kind in value.get("any_of", ())),
            unit=value.get("unit", ""),
            counted_aliases=tuple(value.get("counted_aliases", ())),
        )
        for value in raw["values"]
    )
    return GroupSpec(
        id=gid,
        name=raw["name"],
        options=values,
        multi=raw.get("multi", False),
        qualifiable=raw.get("qualifiable", False),
        negatable=raw.get("negatable", False),
        countable=raw.get("countable", False),
        default=options[name, raw["default"]] if raw.get("default") is not None else None,
        required=raw.get("required", False),
    )


def _recipes(
    raw: Mapping[str, Any], products: Mapping[str, int], groups: Mapping[str, int], options: Ids
) -> list[RecipeSpec]:
    """Named bundles: their items are looked up by name, sizes and the like in front of a product left out."""
    by_product = {p["name"]: products[p["id"]] for p in raw["products"]}
    by_option = {
        v["name"]: (groups[g["id"]], options[g["id"], v["id"]])
        for g in raw.get("option_groups", ())
        for v in g["values"]
    }
    return [
        RecipeSpec(r["name"], tuple(r["aliases"]), *_bundle(r["items"], by_product, by_option))
        for r in raw.get("recipes", ())
    ]


def _bundle(
    items: list[dict[str, Any]], by_product: Mapping[str, int], by_option: Mapping[str, tuple[int, int]]
) -> tuple[tuple[ChosenOption, ...], int | None, Decimal]:
    chosen: list[ChosenOption] = []
    product, quantity = None, Decimal(1)
    for item in [*items, *(child for parent in items for child in parent.get("children", ()))]:
        if item["name"] in by_option:
            group, option = by_option[item["name"]]
            chosen.append(ChosenOption(group, option, int(item["quantity"])))
            continue
        words = item["name"].split()
        tail = next((" ".join(words[i:]) for i in range(len(words)) if " ".join(words[i:]) in by_product), "")
        head = " ".join(words[: len(words) - len(tail.split())])
        if tail:
            product, quantity = by_product[tail], Decimal(str(item["quantity"]))
        if head in by_option:
            chosen.append(ChosenOption(*by_option[head]))
    return tuple(chosen), product, quantity
