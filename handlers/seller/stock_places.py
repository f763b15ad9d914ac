"""Where goods lie, carrying them from one place to another, and what came and went."""

from __future__ import annotations

from bot import Context, Reply, Staff, Values, command
from handlers.seller.parts import ask_first, undo_buttons
from handlers.seller.stock import set_stock
from models import Product, StockLocation
from nlp.place_words import ways_in
from shop import movements, places, stock
from shop.errors import NotAValue
from shop.transfers import transfer
from values import Quantity


@command("seller.stock.transfer", at_least=Staff)
def carry(ctx: Context, product: Product, quantity: Quantity, text: str) -> Reply:
    """Carry goods from one place to another; the shop itself is meant where one is not told. A place to carry them to
    that is not known yet is asked about first."""
    source, target = ways_in(text, ctx.language)
    if _place(ctx, source) is None:
        return Reply({"name": source, "places": _names(ctx)}, "transfer_unknown")
    if _place(ctx, target) is None:
        slots = {"product": product, "quantity": quantity, "text": text}
        return Reply({"name": target}, "transfer_new", ask_first(ctx, carry_new, **slots))
    return _carried(ctx, product, quantity, text)


@command("seller.stock.carry_new", at_least=Staff, waits=True)
def carry_new(ctx: Context, product: Product, quantity: Quantity, text: str) -> Reply:
    """The same after the yes to a new place."""
    places.add_place(ctx.tx, ctx.store, ways_in(text, ctx.language)[1], ctx.actor, ctx.now)
    return _carried(ctx, product, quantity, text)


def _carried(ctx: Context, product: Product, quantity: Quantity, text: str) -> Reply:
    source, target = (_place(ctx, name) for name in ways_in(text, ctx.language))
    if source is None or target is None:
        raise NotAValue("place")
    written = transfer(ctx.tx, product, quantity, (source, target), ctx.actor, ctx.now)
    values = {"written": written, "view": stock.stock_view(ctx.tx, product)}
    return Reply(values, "seller/stock:transfer", undo_buttons(ctx))


def _place(ctx: Context, name: str) -> StockLocation | None:
    """The place of that name; the shop itself without one."""
    return places.place_named(ctx.tx, ctx.store, name) if name else places.main_place(ctx.tx, ctx.store)


def _names(ctx: Context) -> list[str]:
    return [place.name for place in places.places_of(ctx.tx, ctx.store)]


@command("seller.stock.set_at", at_least=Staff)
def count(ctx: Context, product: Product, quantity: Quantity, text: str) -> Reply:
    """Set how much of a product lies at a place; one that is not known yet is asked about first. Refused for what the
    store does not count."""
    name = "".join(ways_in(text, ctx.language))
    if not name:
        return set_stock(ctx, product, quantity)
    stock.check_counted(product)
    place = places.place_named(ctx.tx, ctx.store, name)
    if place is not None:
        return _counted(ctx, product, quantity, place)
    slots = {"product": product, "quantity": quantity, "name": name}
    return Reply({"name": name}, "transfer_new", ask_first(ctx, count_new, **slots))


@command("seller.stock.count_new", at_least=Staff, waits=True)
def count_new(ctx: Context, product: Product, quantity: Quantity, name: str) -> Reply:
    """The same after the yes to a new place."""
    return _counted(ctx, product, quantity, places.add_place(ctx.tx, ctx.store, name, ctx.actor, ctx.now))


def _counted(ctx: Context, product: Product, quantity: Quantity, place: StockLocation) -> Reply:
    if place.main:
        return set_stock(ctx, product, quantity)
    written = stock.set_stock(ctx.tx, product, quantity, ctx.actor, ctx.now, place.id)
    values = {"written": written, "place": place, "view": stock.stock_view(ctx.tx, product)}
    return Reply(values, "seller/stock:set_at", undo_buttons(ctx))


@command("seller.stock.places", at_least=Staff, keeps=True)
def list_places(ctx: Context) -> Values:
    """What lies at each place but the shop itself."""
    found = [place for place in places.places_of(ctx.tx, ctx.store) if not place.main]
    held = places.held_at(ctx.tx, ctx.store)
    return {"rows": [(place.name, [one for one in held if one.place == place.name]) for place in found]}


@command("seller.stock.moves", at_least=Staff, keeps=True)
def moves(ctx: Context, product: Product) -> Values:
    """What came and went of a product lately, why, and by whom."""
    return {"product": product, "rows": movements.movements_of(ctx.tx, product)}
