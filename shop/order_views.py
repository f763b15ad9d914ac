"""Finding orders, and showing them with everything a message or an answer needs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Executable, bindparam
from sqlalchemy import select as select_any
from sqlmodel import col, func, select

from models import OPEN_STATES, Customer, Order, OrderLine, OrderLineOption, Store, Tx, among
from shop.errors import UnknownOrder
from shop.names import name_key
from shop.pricing import PricedLine, PricedOption
from shop.transitions import steps_from
from values import CartLine, ChosenOption, Money, Period, Quantity

JUST_PLACED: Final = timedelta(minutes=30)


class OrderLineView(Struct, frozen=True):
    """A line as it was ordered."""

    product_id: int
    name: str
    unit: str
    quantity: Quantity
    options: tuple[PricedOption, ...]
    note: str
    unit_price: Money
    amount: Money


class OrderView(Struct, frozen=True):
    """An order with its lines, its customer's name, and the names of the steps that it can take now."""

    order: Order
    customer: str
    lines: tuple[OrderLineView, ...]
    steps: tuple[str, ...]

    @property
    def goods(self) -> tuple[OrderLineView, ...]:
        """Each product once, however its lines differ in options: what a short list tells."""
        found: dict[int, OrderLineView] = {}
        for line in self.lines:
            found[line.product_id] = _with(found[line.product_id], line) if line.product_id in found else line
        return tuple(found.values())


def _with(line: OrderLineView, other: OrderLineView) -> OrderLineView:
    return replace(line, quantity=line.quantity + other.quantity, amount=line.amount + other.amount)


def order_by_number(tx: Tx, store: Store, number: int) -> Order:
    """The store's order of that number; UnknownOrder otherwise."""
    order = tx.exec(select(Order).where(col(Order.store_id) == store.id, col(Order.number) == number)).first()
    if order is None:
        raise UnknownOrder(str(number))
    return order


def customers_order(tx: Tx, store: Store, customer: Customer, number: int) -> Order:
    """An order of this customer; another customer's does not exist for him."""
    order = order_by_number(tx, store, number)
    if order.customer_id != customer.id:
        raise UnknownOrder(str(number))
    return order


def last_order(tx: Tx, store: Store, customer: Customer | None = None, only_open: bool = False) -> Order | None:
    """The store's newest order, or the customer's; of the open ones if asked."""
    of_customer = customer is not None
    values = {"store": store.id} | ({"customer": customer.id} if customer is not None else {})
    found: Order | None = tx.session.execute(_newest(of_customer, only_open), values).scalar_one_or_none()
    return found


@cache
def _newest(of_customer: bool, only_open: bool) -> Executable:
    """Made once: making it takes as long as asking it."""
    mine = select_any(Order).where(col(Order.store_id) == bindparam("store"))
    if of_customer:
        mine = mine.where(col(Order.customer_id) == bindparam("customer"))
    if only_open:
        mine = mine.where(col(Order.state).in_(OPEN_STATES))
    return mine.order_by(col(Order.id).desc()).limit(1)


_UNDER_WAY: Any = (
    select_any(col(Order.number), col(Order.placed_at))
    .where(col(Order.store_id) == bindparam("store"), col(Order.customer_id) == bindparam("customer"))
    .where(col(Order.state).in_(OPEN_STATES))
    .order_by(col(Order.id).desc())
    .limit(1)
)


def just_placed(tx: Tx, store: Store, customer: Customer, now: datetime) -> int | None:
    """The number of the customer's newest open order, if he has only just placed it."""
    found = tx.rows(_UNDER_WAY, {"store": store.id, "customer": customer.id})
    return found[0].number if found and now - found[0].placed_at < JUST_PLACED else None


def orders_of_customer(tx: Tx, store: Store, customer: Customer, limit: int = 5) -> list[Order]:
    """The customer's newest orders at a store."""
    mine = select(Order).where(col(Order.customer_id) == customer.id, col(Order.store_id) == store.id)
    return list(tx.exec(mine.order_by(col(Order.id).desc()).limit(limit)))


def orders_by_name(tx: Tx, store: Store, name: str, limit: int = 5) -> list[Order]:
    """The newest orders of customers whose name contains this; open ones first."""
    wanted = name_key(name).replace("\\", "").replace("%", "").replace("_", "")
    mine = select(Order).join(Customer).where(col(Order.store_id) == store.id)
    mine = mine.where(func.lower(col(Customer.name)).like(f"%{wanted}%"))
    rows = list(tx.exec(mine.order_by(col(Order.id).desc()).limit(10 * limit)))
    return sorted(rows, key=lambda order: order.state not in OPEN_STATES)[:limit]


def list_orders(
    tx: Tx,
    store: Store,
    states: Sequence[str] = (),
    period: Period | None = None,
    page: tuple[int | None, int] = (None, 20),
) -> list[Order]:
    """The store's orders, newest first: in these states (any if empty), placed in that period. `page` is the id to
    start below, None for the newest, and how many."""
    mine = select(Order).where(col(Order.store_id) == store.id)
    if states:
        mine = mine.where(col(Order.state).in_(states))
    if period is not None:
        mine = mine.where(col(Order.placed_at) >= period.starts_at, col(Order.placed_at) < period.ends_at)
    below, limit = page
    if below is not None:
        mine = mine.where(col(Order.id) < below)
    return list(tx.exec(mine.order_by(col(Order.id).desc()).limit(limit)))


def count_orders(tx: Tx, store: Store, states: Sequence[str]) -> int:
    """How many orders of a store are in these states."""
    mine = (col(Order.store_id) == store.id, col(Order.state).in_(states))
    return tx.exec(select(func.count(col(Order.id))).where(*mine)).one()


def order_view(tx: Tx, order: Order) -> OrderView:
    """One order to show."""
    return order_views(tx, [order])[0]


def keep_placed(tx: Tx, order: Order, customer: Customer, lines: Sequence[PricedLine]) -> None:
    """Note what an order holds that was just placed, so that nobody has to read it again to tell of it."""
    held = tuple(OrderLineView(*(getattr(line, name) for name in OrderLineView.__struct_fields__)) for line in lines)
    tx.keep(("placed", order.id), (customer.name, held))


def placed_view(tx: Tx, order: Order) -> OrderView:
    """An order to show that this transaction may have placed, and has not changed since."""
    customer, lines = tx.once(("placed", order.id), lambda: _held(order_view(tx, order)))
    return OrderView(order, customer, lines, steps_from(order.state, order.fulfilment))


def _held(view: OrderView) -> tuple[str, tuple[OrderLineView, ...]]:
    return view.customer, view.lines


def order_views(tx: Tx, orders: Iterable[Order]) -> list[OrderView]:
    """Orders to show, in the same order, in a fixed number of queries."""
    orders = list(orders)
    rows = tx.rows(_LINES_AND_BUYERS, {"orders": [order.id for order in orders]}) if orders else ()
    lines, names = _lines(rows), {row.customer_id: row.customer for row in rows}
    names |= _names(tx, sorted({order.customer_id for order in orders} - names.keys()))
    return [
        OrderView(
            order,
            names[order.customer_id],
            tuple(_line_view(order, row, options) for row, options in lines[order.id]),
            steps_from(order.state, order.fulfilment),
        )
        for order in orders
    ]


# Made once: making it takes as long as asking it.
_PEOPLE = select(Customer.id, Customer.name).where(among(Customer.id, "customers"))


def _names(tx: Tx, customers: list[int]) -> dict[int, str]:
    """The names of those whose orders hold nothing."""
    found = tx.rows(_PEOPLE, {"customers": customers}) if customers else ()
    return {row.id: row.name for row in found}


# Columns rather than rows of tables: a page of orders has fifty lines, and nobody changes one that is shown.
_LINE: tuple[Any, ...] = tuple(
    getattr(OrderLine, name)
    for name in ("id", "order_id", "product_id", "name", "unit", "quantity", "note", "unit_amount", "amount")
)
_OPTION: tuple[Any, ...] = (
    OrderLineOption.group_id,
    OrderLineOption.option_id,
    OrderLineOption.group_name,
    col(OrderLineOption.name).label("option_name"),
    OrderLineOption.count,
    OrderLineOption.qualifier,
    OrderLineOption.negated,
    OrderLineOption.price_amount,
)
_LINES = (
    select_any(*_LINE, *_OPTION)
    .select_from(OrderLine)
    .join(OrderLineOption, col(OrderLineOption.order_line_id) == col(OrderLine.id), isouter=True)
    .where(among(OrderLine.order_id, "orders"))
    .order_by(col(OrderLine.position), col(OrderLine.id), col(OrderLineOption.id))
)
_BUYER: tuple[Any, ...] = (Order.customer_id, col(Customer.name).label("customer"))
_LINES_AND_BUYERS = (
    _LINES.add_columns(*_BUYER)
    .join(Order, col(Order.id) == col(OrderLine.order_id))
    .join(Customer, col(Customer.id) == col(Order.customer_id))
)


def lines_of(tx: Tx, order_ids: list[int]) -> Mapping[int, list[tuple[Any, list[Any]]]]:
    """Each order's lines by its id, with the columns of their table and those of their options."""
    return _lines(tx.rows(_LINES, {"orders": order_ids}) if order_ids else ())


def _lines(found_rows: Sequence[Any]) -> dict[int, list[tuple[Any, list[Any]]]]:
    """Each order's lines, each line with its options."""
    options: dict[int, list[Any]] = {}
    found: dict[int, list[tuple[Any, list[Any]]]] = defaultdict(list)
    for row in found_rows:
        if row.id not in options:
            options[row.id] = []
            found[row.order_id].append((row, options[row.id]))
        if row.option_id is not None:
            options[row.id].append(row)
    return found


def _line_view(order: Order, line: Any, options: list[Any]) -> OrderLineView:
    return OrderLineView(
        product_id=line.product_id,
        name=line.name,
        unit=line.unit,
        quantity=Quantity(line.quantity),
        options=tuple(_option_view(order, option) for option in options),
        note=line.note,
        unit_price=Money(line.unit_amount, order.currency),
        amount=Money(line.amount, order.currency),
    )


def _option_view(order: Order, option: Any) -> PricedOption:
    return PricedOption(
        group_id=option.group_id,
        option_id=option.option_id,
        group=option.group_name,
        name=option.option_name,
        count=option.count,
        qualifier=option.qualifier,
        negated=option.negated,
        price=Money(option.price_amount, order.currency),
    )


def lines_again(tx: Tx, order: Order) -> tuple[CartLine, ...]:
    """The lines of an order as wishes for a new one."""
    return tuple(
        CartLine(
            row.product_id,
            Quantity(row.quantity),
            tuple(
                ChosenOption(option.group_id, option.option_id, option.count, option.qualifier, option.negated)
                for option in options
            ),
            row.note,
        )
        for row, options in lines_of(tx, [order.id])[order.id]
    )
