"""Orders as programs look through them: by words, state, days, customer and amount, all of it or any of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_
from sqlalchemy import select as select_any
from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from models import Customer, Order, OrderEvent, OrderLine, Store, Tx
from shop.calendar import DAY, starts_at
from shop.names import name_key
from shop.paging import Page, Window, columns_page_of
from values import MINOR_DIGITS

SORTS: Final = {"id": Order.id, "placed_at": Order.placed_at, "total": Order.total_amount}


class Reach(Struct, frozen=True):
    """Whose orders somebody may see: those of stores (None: of all), or those of customers."""

    stores: Sequence[int] | None = ()
    customers: Sequence[int] = ()


class OrdersWanted(Struct, frozen=True):
    """Which orders. What is left out matters not; `any` is whether one of the rest is enough.

    `text` is looked for in numbers, notes, names, addresses and products, `customer` in names and phone numbers.
    Amounts are main units, days are each store's own business days. Deleted ones are among them only if asked.
    """

    states: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    text: str = ""
    customer: str = ""
    customer_id: int | None = None
    first: date | None = None
    last: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    any: bool = False
    deleted: bool = False


def find_orders(tx: Tx, reach: Reach, wanted: OrdersWanted, window: Window) -> Page[Any]:
    """A page of the orders wanted among those that somebody may see, to be read only: each has the columns of its
    table that are told, the `zone` of its store, and its `customer` by name."""
    conditions = _conditions(tx, reach, wanted)
    usual = _usual(bool(reach.stores), bool(reach.customers), wanted.deleted)
    values = {"stores": reach.stores, "customers": reach.customers}
    given = {name: some for name, some in values.items() if some}
    if not conditions and given:
        return columns_page_of(tx, usual, Order, SORTS, window, given)
    found = usual.params(given) if given or reach.stores is None else usual.where(false())
    if conditions:
        found = found.where(or_(*conditions) if wanted.any else and_(*conditions))
    return columns_page_of(tx, found, Order, SORTS, window)


_UNTOLD: Final = ("seller_id", "cart_id", "payment_way_id", "payment_kind", "claimed_at", "due_at", "repeated")
# By another name, since people are among what is looked for.
_Buyer: Any = aliased(Customer)
_SHOWN: tuple[Any, ...] = (
    *(getattr(Order, name) for name in Order.model_fields if name not in _UNTOLD),
    Store.zone,
    _Buyer.name.label("customer"),
)
_EVERY = (
    select_any(*_SHOWN)
    .select_from(Order)
    .join(Store, col(Store.id) == col(Order.store_id))
    .join(_Buyer, _Buyer.id == col(Order.customer_id))
)


@cache
def _usual(stores: bool, customers: bool, deleted: bool) -> Select[Any]:
    """What programs ask for most, made once: making it takes as long as asking it."""
    found: Select[Any] = _EVERY if deleted else _EVERY.where(col(Order.deleted_at).is_(None))
    columns = {"stores": col(Order.store_id)} if stores else {}
    columns |= {"customers": col(Order.customer_id)} if customers else {}
    parts = [column.in_(bindparam(name, expanding=True)) for name, column in columns.items()]
    return found.where(or_(*parts)) if parts else found


def order_seen(tx: Tx, order_id: int, reach: Reach, *, lock: bool = False) -> Order | None:
    """An order that somebody may see, held until the end if asked."""
    mine = select(Order).where(col(Order.id) == order_id, within(reach))
    if lock:
        mine = mine.with_for_update().execution_options(populate_existing=True)
    return tx.exec(mine).first()


class Step(Struct, frozen=True):
    """A change of an order's state as it is told: from what, to what, by which role and why."""

    from_state: str
    to_state: str
    role: str
    note: str
    at: datetime


_STEPS: Any = select_any(*(getattr(OrderEvent, name) for name in Step.__struct_fields__))
_STEPS = _STEPS.where(col(OrderEvent.order_id) == bindparam("order")).order_by(col(OrderEvent.id))


def events_of(tx: Tx, order: Order) -> list[Step]:
    """Every change of an order's state, the first one first."""
    return tx.once(events_key(order), lambda: [Step(*row) for row in tx.rows(_STEPS, {"order": order.id})])


def events_key(order: Order) -> Hashable:
    """Where a transaction keeps the changes of an order's state; who makes one has them forgotten."""
    return "order events", order.id


def within(reach: Reach) -> ColumnElement[bool]:
    """The orders that somebody may see."""
    parts: list[ColumnElement[bool]] = []
    if reach.stores is None:
        return col(Order.id) > 0
    if reach.stores:
        parts.append(col(Order.store_id).in_(reach.stores))
    if reach.customers:
        parts.append(col(Order.customer_id).in_(reach.customers))
    return or_(*parts) if parts else false()


def _conditions(tx: Tx, reach: Reach, wanted: OrdersWanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.states:
        found.append(col(Order.state).in_(wanted.states))
    if wanted.payments:
        found.append(col(Order.payment_state).in_(wanted.payments))
    if wanted.customer_id is not None:
        found.append(col(Order.customer_id) == wanted.customer_id)
    if wanted.first is not None or wanted.last is not None:
        found.append(_days(tx, reach, wanted))
    if wanted.least is not None or wanted.most is not None:
        found.append(_amounts(wanted))
    found += [_has(word) for word in name_key(wanted.text).split()]
    found += [_from(word) for word in name_key(wanted.customer).split()]
    return found


def _days(tx: Tx, reach: Reach, wanted: OrdersWanted) -> ColumnElement[bool]:
    """Placed between two business days of its store; the platform as a whole counts in UTC."""
    if not reach.stores:
        return _placed(wanted, lambda day: datetime.combine(day, time(), UTC))
    stores = tx.exec(select(Store).where(col(Store.id).in_(reach.stores))).all()
    return or_(*(_of_store(store, wanted) for store in stores))


def _of_store(store: Store, wanted: OrdersWanted) -> ColumnElement[bool]:
    return and_(col(Order.store_id) == store.id, _placed(wanted, lambda day: starts_at(store, day)))


def _placed(wanted: OrdersWanted, begins: Any) -> ColumnElement[bool]:
    ends: list[ColumnElement[bool]] = []
    if wanted.first is not None:
        ends.append(col(Order.placed_at) >= begins(wanted.first))
    if wanted.last is not None:
        ends.append(col(Order.placed_at) < begins(wanted.last + DAY))
    return and_(*ends)


def _amounts(wanted: OrdersWanted) -> ColumnElement[bool]:
    ends: list[ColumnElement[bool]] = []
    if wanted.least is not None:
        ends.append(col(Order.total_amount) >= int(wanted.least.scaleb(MINOR_DIGITS)))
    if wanted.most is not None:
        ends.append(col(Order.total_amount) <= int(wanted.most.scaleb(MINOR_DIGITS)))
    return and_(*ends)


def _has(word: str) -> ColumnElement[bool]:
    lines = select(OrderLine.order_id).where(col(OrderLine.name).icontains(word, autoescape=True))
    texts = (Order.note, Order.ship_name, Order.ship_address, Order.tracking)
    parts = [col(text).icontains(word, autoescape=True) for text in texts]
    number = [col(Order.number) == int(word)] if word.isascii() and word.isdigit() and len(word) < 10 else []
    return or_(*parts, *number, col(Order.id).in_(lines), _from(word))


def _from(word: str) -> ColumnElement[bool]:
    called = func.lower(col(Customer.name)).contains(word, autoescape=True)
    people = select(Customer.id).where(or_(called, col(Customer.phone).contains(word, autoescape=True)))
    return col(Order.customer_id).in_(people)
