"""Random histories of a store, written by its real operations, and their figures counted once more from a plain log."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models import Customer, Order, OrderLine, PaymentWay, Product, Store, Tx
from shop.actors import CLOCK
from shop.orders import cancel_order, confirm_order
from shop.payments import mark_paid, refund_order
from shop.products import NewProduct, add_product
from shop.registration import NewStore, NewWay, register_store
from shop.stores import payment_ways
from values import Address, Money, Quantity

WAYS = (NewWay("cash", "Cash"), NewWay("transfer", "Bank"), NewWay("qr", "QR"))


@dataclass
class Entry:
    """One order as the test remembers it."""

    placed: datetime
    customer: int
    lines: list[tuple[int, int, int]]
    discount: int
    fee: int
    confirmed: datetime | None = None
    cancelled: datetime | None = None
    paid: datetime | None = None
    paid_by: str = ""
    refunds: list[tuple[datetime, int]] = field(default_factory=list)

    @property
    def goods(self) -> int:
        return sum(line[2] for line in self.lines) - self.discount

    @property
    def total(self) -> int:
        return self.goods + self.fee


@dataclass
class History:
    """A store with what happened in it."""

    store: Store
    products: list[Product]
    customers: list[Customer]
    entries: list[Entry] = field(default_factory=list)

    def day(self, instant: datetime) -> date:
        """The business day of an instant, by the store's clock moved back by the start of its day."""
        local = instant.astimezone(ZoneInfo(self.store.zone)).replace(tzinfo=None)
        start = self.store.day_start
        return (local - timedelta(hours=start.hour, minutes=start.minute)).date()


def open_store(tx: Tx, zone: str, currency: str, day_start: time, at: datetime) -> History:
    """A store with four products and five customers."""
    new = NewStore("Figures", "ID", currency, zone, "en", ways=WAYS)
    store = register_store(tx, new, Address("whatsapp", f"whatsapp:{zone}"), at).store
    store.day_start = day_start
    tx.save(store)
    products = [
        add_product(tx, store, NewProduct(f"P{n}", Money.of(n + 1, currency), None), CLOCK, at) for n in range(4)
    ]
    people = [tx.save(Customer(seller_id=store.seller_id, name=f"C{n}", created_at=at)) for n in range(5)]
    return History(store, products, people)


def happen(tx: Tx, history: History, dice: random.Random, instants: list[datetime], orders: int) -> None:
    """Let orders be placed at some of these instants, and taken, called off, paid and given back at later ones."""
    ways = payment_ways(tx, history.store)
    for number in range(orders):
        moments = sorted(dice.choices(instants, k=5))
        # SQLite rounds to milliseconds where it takes hours out of an instant, so orders are placed at whole seconds.
        entry = _entry(history, dice, moments[0].replace(microsecond=0))
        order = _write(tx, history, entry, number + 5000)
        history.entries.append(entry)
        _live(tx, order, entry, dice, moments[1:], ways)


def _entry(history: History, dice: random.Random, placed: datetime) -> Entry:
    chosen = dice.sample(range(len(history.products)), dice.randint(1, 3))
    lines = [(key, quantity, quantity * (key + 1) * 100) for key in chosen for quantity in [dice.randint(1, 4)]]
    goods = sum(line[2] for line in lines)
    discount = dice.choice([0, 0, 50]) if goods > 100 else 0
    return Entry(placed, dice.randrange(len(history.customers)), lines, discount, dice.choice([0, 300]))


def _write(tx: Tx, history: History, entry: Entry, number: int) -> Order:
    store = history.store
    order = tx.save(
        Order(
            seller_id=store.seller_id,
            store_id=store.id,
            customer_id=history.customers[entry.customer].id,
            number=number,
            currency=store.currency,
            subtotal_amount=entry.goods + entry.discount,
            discount_amount=entry.discount,
            fee_amount=entry.fee,
            total_amount=entry.total,
            fulfilment="delivery",
            placed_at=entry.placed,
        )
    )
    for position, (key, quantity, amount) in enumerate(entry.lines):
        product = history.products[key]
        line = OrderLine(
            seller_id=store.seller_id,
            store_id=store.id,
            order_id=order.id,
            product_id=product.id,
            position=position,
            name=product.name,
            quantity=Quantity.of(quantity).thousandths,
            unit_amount=amount // quantity,
            amount=amount,
        )
        tx.save(line)
    return order


def _live(
    tx: Tx, order: Order, entry: Entry, dice: random.Random, moments: list[datetime], ways: list[PaymentWay]
) -> None:
    fate = dice.random()
    if fate < 0.8:
        entry.confirmed = moments[0]
        confirm_order(tx, order, CLOCK, moments[0])
    if fate < 0.7:
        way = dice.choice(ways)
        entry.paid, entry.paid_by = moments[1], way.name
        mark_paid(tx, order, CLOCK, moments[1], way)
    first_cancelled = dice.random() < 0.5
    if first_cancelled:
        _cancel(tx, order, entry, dice, moments[2])
        _refund(tx, order, entry, dice, moments[3])
    else:
        _refund(tx, order, entry, dice, moments[2])
        _cancel(tx, order, entry, dice, moments[3])


def _cancel(tx: Tx, order: Order, entry: Entry, dice: random.Random, at: datetime) -> None:
    if dice.random() < 0.3:
        entry.cancelled = at
        cancel_order(tx, order, "", CLOCK, at)


def _refund(tx: Tx, order: Order, entry: Entry, dice: random.Random, at: datetime) -> None:
    if entry.paid is None or dice.random() < 0.6:
        return
    amount = dice.choice([entry.total, max(1, entry.total // 3)])
    entry.refunds.append((at, amount))
    refund_order(tx, order, Money(amount, order.currency), CLOCK, at)


def instants(dice: random.Random, zone: str, first: date, days: int) -> list[datetime]:
    """Moments of these days, among them midnights and starts of the day of the store's clock and of UTC's, each with
    the microsecond before it."""
    found: list[datetime] = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        found += [datetime.combine(day, time(dice.randrange(24), dice.randrange(60)), UTC) for _ in range(4)]
        edges = [datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC) for hour in (0, 4)]
        edges.append(datetime.combine(day, time(0), UTC))
        found += [edge - step for edge in edges for step in (timedelta(0), timedelta(microseconds=1))]
    return sorted(found)


def expected(history: History, first: date, last: date) -> dict[str, object]:
    """The figures of business days, counted one order after the other."""
    count = Recount(history, first, last)
    for entry in history.entries:
        count.sale(entry)
        count.losses(entry)
    before = [entry for entry in history.entries if entry.confirmed and history.day(entry.confirmed) < first]
    known = {entry.customer for entry in before}
    return dict(count.sums) | {
        "money": dict(count.money),
        "pieces": dict(count.pieces),
        "hours": dict(count.hours),
        "new": len(count.people - known),
        "returning": len(count.people & known),
    }


class Recount:
    """Sums of business days."""

    def __init__(self, history: History, first: date, last: date) -> None:
        self.history, self.first, self.last = history, first, last
        self.sums: Counter[str] = Counter()
        self.money: Counter[str] = Counter()
        self.pieces: Counter[int] = Counter()
        self.hours: Counter[int] = Counter()
        self.people: set[int] = set()

    def within(self, at: datetime | None) -> bool:
        return at is not None and self.first <= self.history.day(at) <= self.last

    def sale(self, entry: Entry) -> None:
        if self.within(entry.paid):
            self.money[entry.paid_by] += entry.total
        if not self.within(entry.confirmed):
            return
        self.sums["gross"] += entry.goods + entry.discount
        self.sums["discounts"] += entry.discount
        if entry.cancelled is not None and self.history.day(entry.cancelled) <= self.last:
            return
        self.sums["sold"] += 1
        self.sums["fees"] += entry.fee
        self.people.add(entry.customer)
        self.hours[entry.placed.astimezone(ZoneInfo(self.history.store.zone)).hour] += 1
        for key, quantity, _ in entry.lines:
            self.pieces[key] += quantity

    def losses(self, entry: Entry) -> None:
        left = entry.goods
        for at, amount in entry.refunds:
            self.sums["given_back"] += amount if self.within(at) else 0
            if entry.confirmed and not (entry.cancelled and entry.cancelled <= at):
                part = min(amount, left)
                left -= part
                self.sums["refunds"] += part if self.within(at) else 0
        if self.within(entry.cancelled):
            self.sums["cancelled"] += 1
            self.sums["cancellations"] += left if entry.confirmed else 0
