"""Brings predicted and right orders into one form before they are compared."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

NO: Final = {"no", "not", "without", "none"}
PLAIN: Final = {"normal", "regular", "none"}

Key = tuple[str, str | None, bool]
Line = tuple[str, tuple[tuple[str, str, bool, float], ...], float]


def ident(text: object) -> str:
    """A name as an identifier: lower case, everything but letters, digits and points an underscore."""
    return re.sub(r"[^\w.]+", "_", str(text).strip().lower()).strip("_")


def _names(names: Iterable[str]) -> list[str]:
    return ["=".join(map(ident, name.split("="))) for name in names]


class Catalog:
    """The catalogue of a set, looked up by identifiers."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.products = {ident(p["id"]): p for p in raw["products"]}
        self.groups = {ident(g["id"]): g for g in raw["option_groups"]}
        self.values = {(g, ident(v["id"])): v for g, x in self.groups.items() for v in x["values"]}

    def groups_of(self, product: str) -> list[str]:
        """The option groups of a product."""
        return [ident(g) for g in self.products.get(product, {}).get("option_groups", [])]

    def find_group(self, product: str, value: str) -> str:
        """The only group of a product with this value, empty when there are none or several."""
        hits = [g for g in self.groups_of(product) if (g, value) in self.values]
        return hits[0] if len(hits) == 1 else ""

    def kinds(self, key: str) -> set[str]:
        """The values a generic `group=value` stands for."""
        group, value = key.split("=", 1)
        return {f"{group}={ident(v)}" for v in self.values.get((group, value), {}).get("any_of", [])}


class Leeway:
    """What a case leaves open: names that count as the same, options whose *no* or *light* is moot."""

    def __init__(self, case: Mapping[str, Any], strict: bool = False) -> None:
        self.strict = strict
        fields = {} if strict else case
        self.no = frozenset(_names(fields.get("soft_negation", [])))
        self.qualifier = frozenset(_names(fields.get("soft_qualifier", [])))
        self.same: dict[str, str] = {}
        for names in fields.get("equiv", []):
            known = _names(names)
            self.same.update(dict.fromkeys(known, known[0]))


class _Options:
    """The options of one line while they are read."""

    def __init__(self, product: str, catalog: Catalog, leeway: Leeway) -> None:
        self.product, self.catalog, self.leeway = product, catalog, leeway
        self.found: dict[Key, float] = {}
        self.named: set[str] = set()

    def add(self, raw: Mapping[str, Any]) -> None:
        """Take one option as predicted or as given."""
        value = ident(raw.get("value"))
        group = ident(raw["group"]) if raw.get("group") else self.catalog.find_group(self.product, value)
        qualifier, refused = _qualifier(raw)
        count = 1.0 if refused else float(raw.get("count") or 1)
        if count > 1 and not self.catalog.groups.get(group, {}).get("countable", True):
            count, qualifier = 1.0, qualifier or "extra"  # "double X" where X is not counted
        meta = self.catalog.values.get((group, value), {})
        if qualifier == "extra" and meta.get("unit") == "extra":  # "an extra shot" is one shot
            qualifier = None
        key = f"{group}={value}"
        if refused and key in self.leeway.no:  # taken off again: no mention
            return
        qualifier = None if key in self.leeway.qualifier else qualifier
        self.named.add(group)
        kinds = meta.get("any_of") if refused and not self.leeway.strict else None  # "no beans": none of them
        for kind in kinds or [value]:
            self.found[f"{group}={ident(kind)}", qualifier, refused] = count

    def settle(self) -> None:
        """Drop what is implied and add what the menu does when not told."""
        if not self.leeway.strict:
            self._drop_implied()
        for group in self.catalog.groups_of(self.product):
            default = self.catalog.groups[group].get("default") if group in self.catalog.groups else None
            if default is not None and group not in self.named:
                self.found[f"{group}={ident(default)}", None, False] = 1.0

    def _drop_implied(self) -> None:
        """Bacon and extra bacon is extra bacon; cheddar cheese is cheddar, not also some cheese."""
        said = {key for key, _, refused in self.found if not refused}
        for key, qualifier, refused in list(self.found):
            if refused or qualifier:
                continue
            doubled = any((key, q, False) in self.found for q in ("extra", "light"))
            if doubled or self.catalog.kinds(key) & said:
                del self.found[key, qualifier, refused]


def _qualifier(raw: Mapping[str, Any]) -> tuple[str | None, bool]:
    said = raw.get("qualifier")
    qualifier = ident(said) if said else ""
    if qualifier in NO:
        return None, True
    return (None if qualifier in PLAIN or not qualifier else qualifier), bool(raw.get("negated"))


def _line(raw: Mapping[str, Any], catalog: Catalog, leeway: Leeway) -> Line | None:
    product = ident(raw.get("product"))
    try:
        quantity = float(raw.get("quantity", 1))
    except (TypeError, ValueError):
        quantity = math.nan
    if quantity == 0:
        return None
    options = _Options(product, catalog, leeway)
    for option in raw.get("options") or []:
        options.add(option)
    options.settle()
    same = leeway.same
    bag = sorted((same.get(key, key), q or "", no, count) for (key, q, no), count in options.found.items())
    return same.get(product, product), tuple(bag), quantity


def normalise(lines: Iterable[Mapping[str, Any]] | None, catalog: Catalog, leeway: Leeway) -> Counter[Line]:
    """Bag of (product, options, quantity); identical dishes are one line ("a coke and a coke" is two)."""
    total: dict[tuple[str, Any], float] = {}
    for i, raw in enumerate(lines or []):
        try:
            line = _line(raw, catalog, leeway)
        except (AttributeError, KeyError, TypeError, ValueError):
            line = (f"malformed line {i}", (), 1.0)  # counts as a wrong line
        if line:
            total[line[:2]] = total.get(line[:2], 0.0) + line[2]
    return Counter((product, options, round(q, 4)) for (product, options), q in total.items())
