"""Predictions of cases in the format of the understanding data, by the same code the chat uses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nlp.catalogue_file import CatalogueFile
from nlp.index import Index, build_index
from nlp.orders import Memory, OrderParse, parse_order
from nlp.packs import load_pack
from values import CartLine

NANO = 1000


class Shop:
    """A catalogue file with its index, ready to read messages."""

    def __init__(self, catalogue: CatalogueFile, language: str | None = None) -> None:
        self.catalogue = catalogue
        self.language = language or catalogue.language
        self.index: Index = build_index(catalogue.spec, load_pack(self.language))


def predict_case(
    case: Mapping[str, Any], shop: Shop, language: str | None = None, now: datetime | None = None
) -> dict[str, Any]:
    """The prediction of one case, `turns` included, with the microseconds the whole case took in `us`."""
    chosen = language or shop.language
    cart: tuple[CartLine, ...] = ()
    memory = Memory()
    turns, started = [], time.perf_counter_ns()
    texts = [turn["text"] for turn in case["turns"]] if "turns" in case else [case["text"]]
    for text in texts:
        parse = parse_order(text, cart, shop.index, chosen, memory)
        cart, memory = parse.lines, parse.memory
        turns.append({"lines": [line_as_data(line, shop.catalogue) for line in cart]})
    spent = (time.perf_counter_ns() - started) / NANO / len(texts)
    body = {"turns": turns} if "turns" in case else turns[0]
    return {"id": case["id"], **body, "us": round(spent, 1)}


def line_as_data(line: CartLine, catalogue: CatalogueFile) -> dict[str, Any]:
    """A cart line with the ids of the catalogue file."""
    options = []
    for option in line.options:
        group, value = catalogue.option_ids[option.option_id]
        data: dict[str, Any] = {"group": group, "value": value}
        if option.qualifier:
            data["qualifier"] = option.qualifier
        if option.negated:
            data["negated"] = True
        if option.count > 1:
            data["count"] = option.count
        options.append(data)
    quantity = line.quantity.decimal
    number = int(quantity) if quantity == int(quantity) else float(quantity)
    return {"product": catalogue.product_ids[line.product_id], "quantity": number, "options": options}


def explain(parse: OrderParse) -> list[str]:
    """What each stretch of the message was read as, one line each."""
    return [f"{span.role:8} {span.text} {list(span.ids) or ''}".rstrip() for span in parse.spans]
