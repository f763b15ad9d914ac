"""The figures of a store for a time, the same as in chat to the last unit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field

from api.calls import Call
from api.fields import Answer, Day, Id, Query, Sum
from api.routing import STAFF, get
from models import Store
from shop.calendar import between, business_day
from shop.reports.days import net_by_day
from shop.reports.figures import Figures, figures
from shop.reports.goods import by_value, sold
from shop.reports.rhythm import buyers
from shop.reports.top_customers import top_customers
from values import Money, Period

READ = "reports:read"
MONTH, WEEK = "month", "week"


class DayQuery(Query):
    """Of which store, about which day: today if left out."""

    store_id: Id | None = None
    day: Day | None = Field(None, alias="date", description="A business day of the store.")


class RangeQuery(Query):
    """Of which store, between which days: this month if left out."""

    store_id: Id | None = None
    date_from: Day | None = None
    date_to: Day | None = None


class PeriodAnswer(Answer):
    """Business days, both included, and the instants they cover."""

    store_id: Id
    date_from: date
    date_to: date
    starts_at: datetime = Field(examples=["2026-11-20T00:00:00+07:00"])
    ends_at: datetime = Field(examples=["2026-11-21T00:00:00+07:00"])
    currency: str = Field(examples=["IDR"])


class GoodsAnswer(Answer):
    """A product and what was sold of it, before discounts."""

    product_id: Id
    name: str = Field(examples=["Nasi Goreng"])
    unit: str = Field(examples=["portion"])
    quantity: Sum = Field(examples=[12])
    amount: Sum = Field(examples=[180000])


class ComparedAnswer(Answer):
    """An earlier period, and by how many percent this one is above it."""

    kind: str = Field(examples=["day_before"])
    net: Sum = Field(examples=[150000])
    percent: int | None = Field(examples=[20])


class SummaryAnswer(PeriodAnswer):
    """What was sold, what went back, and what came in. `net` is gross without discounts, cancellations and refunds."""

    as_of: datetime = Field(examples=["2026-11-20T18:00:00+07:00"])
    gross: Sum = Field(examples=[200000])
    discounts: Sum = Field(examples=[0])
    cancellations: Sum = Field(examples=[20000])
    refunds: Sum = Field(examples=[0])
    net: Sum = Field(examples=[180000])
    delivery_fees: Sum = Field(examples=[30000])
    orders_sold: int = Field(examples=[9])
    orders_cancelled: int = Field(examples=[1])
    average_order: Sum | None = Field(examples=[20000])
    money_in: Sum = Field(examples=[150000])
    given_back: Sum = Field(examples=[0])
    open_orders: int = Field(examples=[3])
    unpaid_orders: int = Field(examples=[2])
    unpaid: Sum = Field(examples=[60000])
    new_customers: int = Field(examples=[4])
    returning_customers: int = Field(examples=[5])
    peak_hour: int | None = Field(examples=[12])
    best: list[GoodsAnswer]
    compared: list[ComparedAnswer]


class BuyerAnswer(Answer):
    """A customer and what he bought, after discounts and refunds."""

    customer_id: Id
    name: str = Field(examples=["Budi"])
    orders: int = Field(examples=[3])
    spent: Sum = Field(examples=[90000])


class CustomersAnswer(PeriodAnswer):
    """Who bought in a period."""

    new_customers: int = Field(examples=[4])
    returning_customers: int = Field(examples=[5])
    items: list[BuyerAnswer]


class DayAnswer(Answer):
    """A day and its net sales."""

    day: date = Field(examples=["2026-11-20"])
    net: Sum = Field(examples=[180000])


class RevenueAnswer(PeriodAnswer):
    """Net sales day by day."""

    net: Sum = Field(examples=[180000])
    items: list[DayAnswer]


class ItemsAnswer(PeriodAnswer):
    """Everything that was sold, the largest amount first."""

    items: list[GoodsAnswer]


@get("/summaries/daily", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def daily(call: Call, query: DayQuery) -> SummaryAnswer:
    """Sum up a day."""
    return _summary(call, query, "")


@get("/summaries/weekly", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def weekly(call: Call, query: DayQuery) -> SummaryAnswer:
    """Sum up the week of a day, from Monday to Sunday."""
    return _summary(call, query, WEEK)


@get("/summaries/monthly", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def monthly(call: Call, query: DayQuery) -> SummaryAnswer:
    """Sum up the month of a day."""
    return _summary(call, query, MONTH)


@get("/summaries/customer", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def customer(call: Call, query: RangeQuery) -> CustomersAnswer:
    """List who bought most in a period, and count who was new."""
    store, period = chosen(call, query)
    who = buyers(call.tx, store, period)
    items = [
        BuyerAnswer(customer_id=one.customer_id, name=one.name, orders=one.orders, spent=one.spent.main_units)
        for one in top_customers(call.tx, store, period)
    ]
    counts = {"new_customers": who.new, "returning_customers": who.returning}
    return CustomersAnswer(**_period(store, period), **counts, items=items)


@get("/summaries/revenue", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def revenue(call: Call, query: RangeQuery) -> RevenueAnswer:
    """Tell the net sales of each day of a period of up to a year."""
    store, period = chosen(call, query)
    days = net_by_day(call.tx, store, period, call.now)
    total = Money(sum(net.amount for _, net in days), store.currency)
    items = [DayAnswer(day=day, net=net.main_units) for day, net in days]
    return RevenueAnswer(**_period(store, period), net=total.main_units, items=items)


@get("/summaries/items", role=STAFF, scope=READ, limit="reports.read", looks_back=True)
def items(call: Call, query: RangeQuery) -> ItemsAnswer:
    """List everything that was sold in a period."""
    store, period = chosen(call, query)
    found = [_goods(one) for one in by_value(sold(call.tx, store, period))]
    return ItemsAnswer(**_period(store, period), items=found)


def chosen(call: Call, query: Any) -> tuple[Store, Period]:
    """The store and the days that a query asks for; this month so far where it names none."""
    store = call.store(query.store_id, STAFF)
    today = business_day(store, call.now)
    last = query.date_to or max(today, query.date_from or today)
    return store, between(store, query.date_from or last.replace(day=1), last)


def _summary(call: Call, query: DayQuery, kind: str) -> SummaryAnswer:
    store = call.store(query.store_id, STAFF)
    day = query.day or business_day(store, call.now)
    found = figures(call.tx, store, whole(store, day, kind), call.now)
    return SummaryAnswer(**_period(store, found.period), **_figures(store, found))


def whole(store: Store, day: date, kind: str) -> Period:
    """The day, or the week or month that it lies in."""
    if kind == WEEK:
        first = day - timedelta(days=day.weekday())
        return between(store, first, first + timedelta(days=6), "this_week")
    if kind == MONTH:
        first = day.replace(day=1)
        return between(store, first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1), "this_month")
    return between(store, day, day, "today")


def _period(store: Store, period: Period) -> dict[str, Any]:
    return {
        "store_id": store.id,
        "date_from": period.first,
        "date_to": period.last,
        "starts_at": period.starts_at.astimezone(store.timezone),
        "ends_at": period.ends_at.astimezone(store.timezone),
        "currency": store.currency,
    }


def _figures(store: Store, found: Figures) -> dict[str, Any]:
    sales = found.sales
    return {
        "as_of": found.as_of.astimezone(store.timezone),
        "gross": sales.gross.main_units,
        "discounts": sales.discounts.main_units,
        "cancellations": sales.cancellations.main_units,
        "refunds": sales.refunds.main_units,
        "net": sales.net.main_units,
        "delivery_fees": sales.fees.main_units,
        "orders_sold": sales.sold,
        "orders_cancelled": sales.cancelled,
        "average_order": sales.average.main_units if sales.average else None,
        "money_in": found.money.total.main_units,
        "given_back": found.money.given_back.main_units,
        "open_orders": found.open_orders,
        "unpaid_orders": found.owed.orders,
        "unpaid": found.owed.amount.main_units,
        "new_customers": found.buyers.new,
        "returning_customers": found.buyers.returning,
        "peak_hour": found.peak.hour if found.peak else None,
        "best": [_goods(one) for one in found.best_by_value],
        "compared": [
            ComparedAnswer(kind=one.kind, net=one.net.main_units, percent=one.percent) for one in found.comparisons
        ],
    }


def _goods(one: Any) -> GoodsAnswer:
    return GoodsAnswer(
        product_id=one.product_id,
        name=one.name,
        unit=one.unit,
        quantity=one.quantity.decimal,
        amount=one.amount.main_units,
    )
