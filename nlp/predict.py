"""Predictions of cases in the format of the understanding data, by the same code the chat uses."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec.structs import replace

from nlp.catalogue_file import CatalogueFile
from nlp.engine import LOCAL, Engine
from nlp.index import Index, build_index
from nlp.orders import OrderParse, parse_order
from nlp.orders.result import Change, Span
from nlp.packs import load_pack
from nlp.predict_intent import known_commands
from nlp.situation import Situation
from values import CartLine

NANO: Final = 1000
CUSTOMER: Final = "customer"


class Shop:
    """A catalogue file with its index, ready to read messages."""

    def __init__(self, catalogue: CatalogueFile, language: str | None = None) -> None:
        self.catalogue = catalogue
        self.language = language or catalogue.language
        self.index: Index = build_index(catalogue.spec, load_pack(self.language))

    def situation(self, language: str, now: datetime | None = None) -> Situation:
        """That of a customer with an empty cart; `now` is the present by default."""
        return Situation(CUSTOMER, known_commands(CUSTOMER, language), language, self.index, now or datetime.now(UTC))


def predict_case(
    case: Mapping[str, Any],
    shop: Shop,
    language: str | None = None,
    now: datetime | None = None,
    engine: Engine | None = None,
) -> dict[str, Any]:
    """The prediction of one case, `turns` included, with the microseconds a message took in `us`.

    Without an `engine` the rules alone read.
    """
    chosen = language or shop.language
    situation = shop.situation(chosen, now)
    turns, started = [], time.perf_counter_ns()
    texts = [turn["text"] for turn in case["turns"]] if "turns" in case else [case["text"]]
    for text in texts:
        parse = read_order(text, situation, engine)
        situation = replace(situation, cart=parse.lines, memory=parse.memory)
        turns.append({"lines": [line_as_data(line, shop.catalogue) for line in parse.lines]})
    spent = (time.perf_counter_ns() - started) / NANO / len(texts)
    body = {"turns": turns} if "turns" in case else turns[0]
    return {"id": case["id"], **body, "us": round(spent, 1)}


def read_order(text: str, situation: Situation, engine: Engine | None = None) -> OrderParse:
    """What a customer's message makes of the cart: by the order rules, or with the model where an engine has one."""
    found = engine.understand(text, situation) if engine is not None and engine.kind != LOCAL else None
    if found is not None and found.order is not None:
        return found.order
    return parse_order(text, situation.cart, situation.index, situation.language, situation.memory)


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


def explain(parse: OrderParse, shop: Shop) -> list[str]:
    """What each stretch of a message was read as and what it makes of the cart, one line each, and how sure that is."""
    told = [f"{span.role:8} {span.text} {_meant(span, shop.index)}".rstrip() for span in parse.spans]
    told += [f"{change.kind:8} {_named(change, shop.index)}".rstrip() for change in parse.changes]
    told += [f"ask      {one.text}? {_names(one.candidates, one.about, shop.index)}" for one in parse.questions]
    told += [f"no such  {one.text} {_names(one.nearest, 'product', shop.index)}".rstrip() for one in parse.unknown]
    told += [f"cart     {json.dumps(line_as_data(line, shop.catalogue), ensure_ascii=False)}" for line in parse.lines]
    return [*told, f"sure     {parse.sure:.2f} ({parse.kind})"]


def _meant(span: Span, index: Index) -> str:
    return f"= {_names(span.ids, span.role, index)}" if span.ids else ""


def _named(change: Change, index: Index) -> str:
    name = index.products[change.product_id].name if change.product_id is not None else ""
    return f"{change.quantity.decimal.normalize():f} {name}" if change.quantity is not None else name


def _names(ids: Iterable[int], about: str, index: Index) -> str:
    named = index.options if about == "option" else index.products
    return " | ".join(named[one].name for one in ids)
