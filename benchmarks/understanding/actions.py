"""The one table between the product's command names and the action names of the intents data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# command → action, and the slots whose names differ; a slot mapped to None has no place in the data
ACTIONS: Final[Mapping[str, tuple[str, Mapping[str, str | None]]]] = {
    "chat.greeting": ("greeting", {}),
    "chat.help": ("help", {}),
    "chat.human": ("human", {}),
    "chat.language": ("language", {}),
    "chat.start": ("start", {}),
    "chat.stop": ("stop", {}),
    "chat.thanks": ("thanks", {}),
    "customer.address.change": ("change_address", {"text": "address"}),
    "customer.cart.change": ("order_edit", {}),
    "customer.cart.clear": ("cart_clear", {}),
    "customer.cart.show": ("cart_show", {}),
    "customer.checkout.delivery": ("choose_delivery", {}),
    "customer.checkout.pickup": ("choose_pickup", {}),
    "customer.checkout.time": ("set_time", {}),
    "customer.complaint.tell": ("complaint", {"product": None}),
    "customer.menu.show": ("menu", {}),
    "customer.order.cancel": ("cancel_order", {}),
    "customer.order.paid": ("pay_claim", {"amount": None, "order": None}),
    "customer.order.repeat": ("reorder", {}),
    "customer.order.status": ("ask_status", {}),
    "customer.product.price": ("ask_price", {}),
    "customer.product.stock": ("ask_stock", {}),
    "customer.review.give": ("review", {"text": "comment"}),
    "customer.store.delivery": ("ask_delivery", {}),
    "customer.store.hours": ("ask_hours", {}),
    "seller.bot.start": ("bot_start", {}),
    "seller.bot.stop": ("bot_stop", {}),
    "seller.broadcast.send": ("broadcast", {}),
    "seller.credit.list": ("owed", {}),
    "seller.customer.note": ("customer_note", {}),
    "seller.export.send": ("export", {}),
    "seller.order.cancel": ("order_cancel", {}),
    "seller.order.confirm": ("order_confirm", {}),
    "seller.order.deliver": ("order_deliver", {}),
    "seller.order.list": ("orders_list", {"state": "status"}),
    "seller.order.paid": ("order_paid", {"method": None}),
    "seller.order.process": ("order_process", {}),
    "seller.order.refund": ("order_refund", {}),
    "seller.order.ship": ("order_ship", {}),
    "seller.order.show": ("order_show", {}),
    "seller.price.set": ("price_set", {}),
    "seller.product.add": ("product_add", {}),
    "seller.product.hide": ("product_hide", {}),
    "seller.product.show": ("product_show", {}),
    "seller.stats.best": ("best_sellers", {}),
    "seller.stats.compare": ("compare", {"other": "with"}),
    "seller.stats.peak": ("peak_hours", {}),
    "seller.stats.show": ("stats", {}),
    "seller.stock.add": ("stock_in", {}),
    "seller.stock.low": ("low_stock", {}),
    "seller.stock.remove": ("stock_out", {}),
    "seller.stock.set": ("stock_set", {}),
    "seller.stock.show": ("stock_show", {}),
    "seller.store.close": ("store_close", {"later": "until"}),
    "seller.store.hours": ("hours_set", {}),
    "seller.store.open": ("store_open", {}),
    "seller.undo.last": ("undo", {}),
}
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def meaning_of(prediction: Mapping[str, Any]) -> dict[str, Any]:
    """The meaning, in the words of the data, of what `predict_intent` gives."""
    command, slots = prediction["command"], dict(prediction["slots"])
    if command == "customer.checkout.place" and "yes" in slots:
        return {"action": "confirm" if slots["yes"] else "decline"}
    action, names = ACTIONS.get(command, ("unknown" if command is None else command, {}))
    meaning: dict[str, Any] = {"action": action}
    for slot, value in slots.items():
        name = names.get(slot, slot)
        if name is not None:
            meaning.update(_written(name, value))
    return meaning


def _written(name: str, value: Any) -> dict[str, Any]:
    if name == "orders":
        return {"order": value[0]} if len(value) == 1 else {"orders": value}
    if name == "hours":
        return {"open": value[0], "close": value[1]}
    if name == "days":
        return {"days": [DAYS[day] for day in value]}
    if name == "time" and isinstance(value, str):
        return {"time": value.split(" ")[-1]}
    return {name: value}
