"""Goods that came in, from whom, for how much and until when they keep."""

from __future__ import annotations

from bot import Context, Reply, Staff, Values, command
from handlers.seller.parts import ask_first
from handlers.seller.stock import written
from models import Product
from nlp.arrival_words import ArrivalWords, counted_by, read_arrival
from shop import batches, stock, suppliers
from shop.calendar import business_day
from shop.ledger import Move
from shop.unit_costs import unit_cost
from values import Money, Quantity


@command("seller.stock.add", at_least=Staff)
def add(ctx: Context, product: Product, quantity: Quantity, text: str | None = None) -> Reply:
    """Goods came in; the text may tell supplier, batch, cost and expiry. Asked first where it is ten times the usual,
    or has expired. Refused for what the store does not count."""
    if product.tracked and (stock.is_unusual(ctx.tx, product, quantity) or _expired(ctx, _said(ctx, text or ""))):
        return _ask(ctx, product, quantity, text or "")
    return _add(ctx, product, quantity, text or "")


@command("seller.stock.add_sure", at_least=Staff, waits=True)
def add_sure(ctx: Context, product: Product, quantity: Quantity, seen: int, details: str = "") -> Reply:
    """Add it after the yes; asked again where the stock has moved since."""
    if stock.stock_view(ctx.tx, product).on_hand.thousandths != seen:
        return _ask(ctx, product, quantity, details)
    return _add(ctx, product, quantity, details)


def _ask(ctx: Context, product: Product, quantity: Quantity, details: str) -> Reply:
    view = stock.stock_view(ctx.tx, product)
    kept = {"product": product, "quantity": quantity, "seen": view.on_hand.thousandths, "details": details}
    said = _said(ctx, details)
    block = "seller/stock:add_expired" if _expired(ctx, said) else "seller/stock:add_unusual"
    return Reply({"view": view, "quantity": quantity, "said": said}, block, ask_first(ctx, add_sure, **kept))


def _add(ctx: Context, product: Product, quantity: Quantity, details: str) -> Reply:
    said = _said(ctx, details)
    cost = _cost(ctx, product, quantity, said)
    move = Move(
        "in",
        supplier=said.supplier,
        batch=said.batch,
        cost_amount=cost.amount if cost else None,
        expires_on=said.expires,
    )
    reply = written(ctx, product, stock.add_stock(ctx.tx, product, quantity, ctx.actor, ctx.now, move), True)
    supplier = suppliers.known_as(ctx.tx, ctx.store, said.supplier)
    told = {"came": quantity, "said": said, "supplier": supplier, "cost": cost}
    return Reply({**reply.values, **told}, "seller/stock:add", reply.buttons)


def _cost(ctx: Context, product: Product, quantity: Quantity, said: ArrivalWords) -> Money | None:
    """What one base unit cost, if that was told."""
    if said.cost is None or ctx.index is None:
        return None
    told = counted_by(ctx.message.text, ctx.language, ctx.index, ctx.now.astimezone(ctx.zone))
    return unit_cost(product, quantity, said.cost, whole=said.whole, counted=Quantity.of(told) if told else None)


def _said(ctx: Context, details: str) -> ArrivalWords:
    if not details or ctx.index is None:
        return ArrivalWords()
    return read_arrival(details, ctx.language, ctx.index, ctx.now.astimezone(ctx.zone))


def _expired(ctx: Context, said: ArrivalWords) -> bool:
    return said.expires is not None and said.expires <= business_day(ctx.store, ctx.now)


@command("seller.stock.suppliers", at_least=Staff, keeps=True)
def list_suppliers(ctx: Context) -> Values:
    """Who the goods come from, whoever delivered last first."""
    return {"rows": suppliers.suppliers_of(ctx.tx, ctx.store)}


@command("seller.stock.expiring", at_least=Staff, keeps=True)
def expiring(ctx: Context) -> Values:
    """What lies there and expires within a week, or has expired."""
    today = business_day(ctx.store, ctx.now)
    return {"rows": batches.expiring(ctx.tx, ctx.store, today), "today": today}
