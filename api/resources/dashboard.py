"""A seller's figures over all his stores, and his commissions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.calls import Call
from api.fields import Answer, Day, Id, Query, Sum
from api.paging import Page, PageQuery, listed, window
from api.routing import MANAGER, OWNER, get
from models import Commission, Store
from shop import commissions, dashboards, vendors
from shop.actors import RANKS
from shop.reports.goods import Sold

READ = "reports:read"


class StatsQuery(Query):
    """Of which store, between which days of the store; all of yours, and the last 30 days, if left out."""

    storeId: Id | None = None  # noqa: N815 - spelled as its callers know it
    startDate: Day | None = None  # noqa: N815
    endDate: Day | None = None  # noqa: N815


class DashboardQuery(Query):
    """Between which days; the last 30 if left out."""

    date_from: Day | None = None
    date_to: Day | None = None
    store_id: Id | None = None


class CommissionQuery(PageQuery):
    """In which state."""

    sort: Literal["id", "-id", "created_at", "-created_at"] = "-id"
    status: Literal["pending", "paid", "void"] | None = None


class AmountAnswer(Answer):
    """An amount of one currency."""

    currency: str = Field(examples=["IDR"])
    revenue: Sum = Field(examples=[15000000])
    orders_sold: int = Field(examples=[380])
    average_order: Sum | None = Field(examples=[39473.68])


class StatsAnswer(Answer):
    """Everything received and sold in a period. `total_revenue` is net sales, in the currency beside it."""

    date_from: date
    date_to: date
    total_stores: int = Field(examples=[2])
    total_products: int = Field(examples=[120])
    total_orders_received: int = Field(examples=[412])
    total_revenue: Sum = Field(examples=[15000000])
    currency: str = Field(examples=["IDR"])
    by_currency: list[AmountAnswer]


class BestAnswer(Answer):
    """A product and what was sold of it."""

    product_id: Id
    name: str = Field(examples=["Nasi Goreng"])
    unit: str = Field(examples=["portion"])
    quantity: Sum = Field(examples=[120])
    amount: Sum = Field(examples=[1800000])
    currency: str = Field(examples=["IDR"])


class StandingAnswer(Answer):
    """Commissions in a state."""

    status: str = Field(examples=["pending"])
    count: int = Field(examples=[14])
    amount: Sum = Field(examples=[210000])
    currency: str = Field(examples=["IDR"])


class StateAnswer(Answer):
    """How many orders are in a state."""

    status: str = Field(examples=["completed"])
    count: int = Field(examples=[300])


class DashboardAnswer(StatsAnswer):
    """The same with what stands behind it."""

    average_order: Sum | None = Field(examples=[39473.68])
    orders_by_status: list[StateAnswer]
    top_products: list[BestAnswer]
    commissions: list[StandingAnswer]
    review_count: int = Field(examples=[12])
    rating: float | None = Field(examples=[4.7])


class CommissionAnswer(Answer):
    """The commission of one order."""

    id: Id
    order_id: Id
    percent: float = Field(examples=[5.0])
    amount: Sum = Field(examples=[1500])
    currency: str = Field(examples=["IDR"])
    status: str = Field(examples=["pending"])
    payout_id: Id | None = Field(examples=[None])
    created_at: datetime = Field(examples=["2026-11-20T07:20:00Z"])
    paid_at: datetime | None = Field(examples=[None])


@get("/seller/dashboard/stats", role=MANAGER, scope=READ, limit="reports.read", looks_back=True)
def stats(call: Call, query: StatsQuery) -> StatsAnswer:
    """Count your stores, products, the orders that came in, and what was sold of them."""
    found = dashboards.dashboard(call.tx, _stores(call, query.storeId), (query.startDate, query.endDate), call.now)
    return StatsAnswer(**_stats(found))


@get("/vendors/analytics/dashboard", role=MANAGER, scope=READ, limit="reports.read", looks_back=True)
def analytics(call: Call, query: DashboardQuery) -> DashboardAnswer:
    """Show sales, orders by state, the best products, commissions and reviews of a period."""
    found = dashboards.dashboard(call.tx, _stores(call, query.store_id), (query.date_from, query.date_to), call.now)
    told = _stats(found)
    return DashboardAnswer(
        **told,
        average_order=told["by_currency"][0].average_order,
        orders_by_status=[StateAnswer(status=state, count=count) for state, count in found.by_state.items()],
        top_products=[_best(one) for one in found.best],
        commissions=[standing(one) for one in found.commissions],
        review_count=found.reviews,
        rating=found.rating,
    )


@get("/vendors/commissions", role=OWNER, scope=READ, limit="reports.read")
def find_commissions(call: Call, query: CommissionQuery) -> Page[CommissionAnswer]:
    """List the commissions of your orders, pending and paid."""
    seller = vendors.seller_of(call.tx, call.user)
    found = commissions.commissions(call.tx, seller.id, query.status, window(query))
    return listed(found, query.sort, commission)


def _stores(call: Call, store_id: int | None) -> list[Store]:
    """The stores that a caller may see the figures of: one, or all in which he is a manager at least."""
    if store_id is not None:
        return [call.store(store_id, MANAGER)]
    mine = [key for key, role in sorted(call.caller.roles.items()) if RANKS[role] >= RANKS[MANAGER]]
    return [call.store(key, MANAGER) for key in mine] or [call.store(None, MANAGER)]


def _stats(found: dashboards.Dashboard) -> dict[str, Any]:
    amounts = [
        AmountAnswer(
            currency=currency,
            revenue=one.revenue.main_units,
            orders_sold=one.sold,
            average_order=one.average.main_units if one.average else None,
        )
        for currency, one in found.totals.items()
    ]
    return {
        "date_from": found.first,
        "date_to": found.last,
        "total_stores": found.stores,
        "total_products": found.products,
        "total_orders_received": sum(one.received for one in found.totals.values()),
        "total_revenue": amounts[0].revenue,
        "currency": amounts[0].currency,
        "by_currency": amounts,
    }


def _best(one: Sold) -> BestAnswer:
    amount = {"amount": one.amount.main_units, "currency": one.amount.currency}
    return BestAnswer(product_id=one.product_id, name=one.name, unit=one.unit, quantity=one.quantity.decimal, **amount)


def standing(one: commissions.Standing) -> StandingAnswer:
    """Commissions in a state as they are told."""
    return StandingAnswer(status=one.state, count=one.count, amount=one.amount.main_units, currency=one.amount.currency)


def commission(one: Commission) -> CommissionAnswer:
    """A commission as it is told."""
    return CommissionAnswer(
        id=one.id,
        order_id=one.order_id,
        percent=one.rate / 10,
        amount=one.money.main_units,
        currency=one.currency,
        status=one.state,
        payout_id=one.payout_id,
        created_at=one.created_at,
        paid_at=one.paid_at,
    )
