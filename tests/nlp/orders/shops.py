"""Shops of many trades to order from, and carts written down as text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from nlp.catalogue_file import CatalogueFile, catalogue_from
from nlp.index import Index, build_index
from nlp.orders import Memory, OrderParse, parse_order
from nlp.packs import load_pack
from values import CartLine

FOLDER = Path(__file__).parent


@cache
def data(name: str) -> Any:
    """A data file beside the tests."""
    return yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def shop(name: str) -> tuple[CatalogueFile, Index]:
    """The catalogue of a shop and its index."""
    catalogue = catalogue_from(data("shops")[name])
    return catalogue, build_index(catalogue.spec, load_pack(catalogue.language))


def chat(name: str, *texts: str) -> OrderParse:
    """The parse of the last of several messages of one chat."""
    catalogue, index = shop(name)
    parse = OrderParse((), "none", 1.0)
    for text in texts:
        parse = parse_order(text, parse.lines, index, catalogue.language, parse.memory)
        parse = _through_storage(parse)
    return parse


def _through_storage(parse: OrderParse) -> OrderParse:
    """The parse with its memory written down and read back, as between two messages."""
    memory = Memory.from_dict(parse.memory.to_dict())
    assert memory == parse.memory
    return parse


def cart(name: str, lines: tuple[CartLine, ...]) -> list[str]:
    """The lines of a cart as sorted text."""
    catalogue, _ = shop(name)
    return sorted(_line(catalogue, line) for line in lines)


def _line(catalogue: CatalogueFile, line: CartLine) -> str:
    options = sorted(
        ("-" if o.negated else "")
        + (f"{o.qualifier}:" if o.qualifier else "")
        + catalogue.option_ids[o.option_id][1]
        + (f"*{o.count}" if o.count > 1 else "")
        for o in line.options
    )
    quantity = f"{line.quantity.decimal.normalize():f}"
    return f"{quantity} {catalogue.product_ids[line.product_id]}" + (f"[{','.join(options)}]" if options else "")
