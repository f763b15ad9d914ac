"""A store's lists as typed rows: orders, products, movements of stock, customers, and the figures of a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import func, select
from sqlmodel import col

from models import Customer, Order, Product, StockLevel, StockLocation, StockMovement, Store, Tx
from shop.ledger import main_location_id
from shop.order_views import OrderView, order_views
from shop.reports.errors import TooManyRows
from shop.reports.figures import figures
from shop.reports.headings import HEADINGS
from shop.reports.sales import SPENT, STANDS
from values import Money, Period, Quantity

MOST_ROWS: Final = 20_000


class Word(Struct, frozen=True):
    """A cell that is said in the reader's language: the kind of word, and which."""

    kind: str
    name: str


class Table(Struct, frozen=True):
    """Columns by name, rows in their order, and the sums of what can be added up."""

    name: str
    columns: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    totals: Sequence[Any] | None = None


def orders(tx: Tx, store: Store, period: Period, _now: datetime) -> Table:
    """The orders placed in a period, the oldest first."""
    at = col(Order.placed_at)
    mine = select(Order).where(col(Order.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
    found = list(tx.session.execute(mine.order_by(at, col(Order.id)).limit(MOST_ROWS + 1)).scalars())
    rows = [_order_row(view) for view in order_views(tx, _few(found))]
    stands = [view for view in found if view.state != "cancelled"]
    total = Money(sum(order.total_amount for order in stands), store.currency)
    return Table("orders", HEADINGS["orders"], rows, (*_empty(10), total, None, None))


def _order_row(view: OrderView) -> Sequence[Any]:
    order = view.order
    items = ", ".join(f"{line.quantity.decimal:f} {line.unit} {line.name}".replace("  ", " ") for line in view.lines)
    state, payment = Word("state", order.state), Word("payment", order.payment_state)
    money = (order.subtotal, order.fee, order.total, order.refunded)
    who = (view.customer, order.ship_phone)
    return (order.number, order.placed_at, *who, items, state, payment, order.payment_name, *money, order.ship_address)


def products(tx: Tx, store: Store, _period: Period, _now: datetime) -> Table:
    """Everything on the menu and hidden, with what there is of it."""
    place = main_location_id(tx, store.id)
    level = (col(StockLevel.product_id) == Product.id) & (col(StockLevel.location_id) == place)
    mine = select(Product, StockLevel).outerjoin(StockLevel, level).where(col(Product.store_id) == store.id)
    mine = mine.where(col(Product.removed_at).is_(None)).order_by(col(Product.position), col(Product.id))
    found = _few(tx.session.execute(mine.limit(MOST_ROWS + 1)).all())
    rows = [_product_row(product, level) for product, level in found]
    return Table("products", HEADINGS["products"], rows)


def _product_row(product: Product, level: StockLevel | None) -> Sequence[Any]:
    counted = level is not None and product.tracked
    stock = Quantity(level.on_hand) if counted and level is not None else None
    reserved = Quantity(level.reserved) if counted and level is not None else None
    value = product.price.times(stock) if stock is not None else None
    menu = Word("menu", "hidden" if product.hidden else "shown")
    return (product.name, product.category, product.price, product.unit, stock, reserved, value, menu)


def movements(tx: Tx, store: Store, period: Period, _now: datetime) -> Table:
    """What came into the stock and left it in a period, the oldest first."""
    at = col(StockMovement.at)
    mine = select(StockMovement, Product, col(StockLocation.name), col(Order.number))
    mine = mine.join(Product, col(Product.id) == StockMovement.product_id)
    mine = mine.join(StockLocation, col(StockLocation.id) == StockMovement.location_id)
    mine = mine.outerjoin(Order, col(Order.id) == StockMovement.order_id)
    mine = mine.where(col(StockMovement.store_id) == store.id, at >= period.starts_at, at < period.ends_at)
    found = _few(tx.session.execute(mine.order_by(at, col(StockMovement.id)).limit(MOST_ROWS + 1)).all())
    rows = [_movement_row(moved, product, place, number) for moved, product, place, number in found]
    return Table("stock", HEADINGS["stock"], rows)


def _movement_row(moved: StockMovement, product: Product, place: str, number: int | None) -> Sequence[Any]:
    cost = None if moved.cost_amount is None else Money(moved.cost_amount, product.currency)
    what = (product.name, Word("movement", moved.kind), Quantity(moved.quantity), product.unit, number)
    return (moved.at, *what, moved.reason, moved.supplier, moved.batch, moved.expires_on, cost, place)


def customers(tx: Tx, store: Store, _period: Period, _now: datetime) -> Table:
    """Whoever has bought from the store, who spent most first."""
    first, last = func.min(col(Order.placed_at)), func.max(col(Order.placed_at))
    sums = select(Customer, func.count(col(Order.id)), SPENT, first, last).join(Order)
    mine = sums.where(col(Order.store_id) == store.id, *STANDS).group_by(col(Customer.id))
    found = _few(tx.session.execute(mine.order_by(SPENT.desc(), col(Customer.id)).limit(MOST_ROWS + 1)).all())
    rows = [
        (who.name, who.phone, int(count), Money(int(amount), store.currency), since, latest, who.note)
        for who, count, amount, since, latest in found
    ]
    total = Money(sum(row[3].amount for row in rows), store.currency)
    return Table(
        "customers", HEADINGS["customers"], rows, (None, None, sum(row[2] for row in rows), total, None, None, None)
    )


def summary(tx: Tx, store: Store, period: Period, now: datetime) -> Table:
    """The figures of a period, the same as chat tells them."""
    found = figures(tx, store, period, now)
    sales = found.sales
    named: list[tuple[Any, Any]] = [
        ("gross", sales.gross), ("discounts", -sales.discounts), ("cancellations", -sales.cancellations),
        ("refunds", -sales.refunds), ("net", sales.net), ("sold", sales.sold), ("cancelled", sales.cancelled),
        ("average", sales.average), ("fees", sales.fees), ("money_in", found.money.total),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [(Word("figure", name), value) for name, value in named]
    rows += [(way.name or Word("figure", "paid_back"), way.amount) for way in found.money.ways]
    rows += [
        (Word("figure", name), value)
        for name, value in (
            ("given_back", found.money.given_back), ("unpaid_orders", found.owed.orders), ("unpaid", found.owed.amount),
            ("new", found.buyers.new), ("returning", found.buyers.returning),
        )
    ]  # fmt: skip
    rows += [(Word("sold_of", one.name), one.amount) for one in found.best_by_value]
    return Table("sales", HEADINGS["sales"], rows)


def _few(rows: Sequence[Any]) -> Sequence[Any]:
    if len(rows) > MOST_ROWS:
        raise TooManyRows(MOST_ROWS)
    return rows


def _empty(count: int) -> tuple[None, ...]:
    return (None,) * count


TABLES: Final[Mapping[str, Callable[[Tx, Store, Period, datetime], Table]]] = {
    "sales": summary,
    "orders": orders,
    "products": products,
    "stock": movements,
    "customers": customers,
}
