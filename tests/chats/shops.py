"""The shops that dialogues take place in, and who has a phone there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from models import Store, Tx, transaction
from shop.actors import Actor
from shop.options import NewGroup, NewOption, add_group, offer_groups
from shop.products import NewProduct, add_product
from shop.registration import NewStore, NewWay, Registered, register_store
from shop.terms import ALL_DAY
from tests.chats.extras import furnish
from tests.chats.markets import KIRANA, TIENDA, Market
from values import Address, Money, Quantity

BUSINESS = "whatsapp:+14155238886"


@dataclass(frozen=True)
class Shop:
    """A shop and the addresses of the people who write to it; whether they all have just written."""

    store_id: int
    business: str
    people: dict[str, str]
    in_window: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def people(prefix: str) -> dict[str, str]:
    """Everybody who may speak in a dialogue."""
    names = ("seller", "staff", "customer", "customer2", "stranger")
    return {name: f"whatsapp:+{prefix}{n}" for n, name in enumerate(names, 1)}


def build(name: str, now: datetime) -> Shop:
    """The shop of that name, in the connected database, with what it is said to have already."""
    base, _, more = name.partition(" with ")
    made = SHOPS[base](now)
    if more:
        furnish(more, made.store_id, made.people, now)
    return replace(made, in_window=bool(more))


def _register(tx: Tx, new: NewStore, phones: dict[str, str], now: datetime) -> Registered:
    made = register_store(tx, new, Address("whatsapp", phones["seller"]), now)
    made.store.number = BUSINESS
    tx.save(made.store)
    return made


def _opts(currency: str, *options: tuple[str, int, str]) -> tuple[NewOption, ...]:
    return tuple(
        NewOption(name, Money.of(price, currency), tuple(part for part in also.split(", ") if part))
        for name, price, also in options
    )


def _warung(now: datetime) -> Shop:
    phones = people("62811000000")
    with transaction() as tx:
        ways = (
            NewWay("cash", "Tunai"),
            NewWay("transfer", "Transfer BCA", "BCA 1234567890 a.n. Warung Melati"),
        )
        new = NewStore("Warung Melati", "ID", "IDR", "Asia/Jakarta", "id", owner="Ibu Melati", ways=ways, hours=ALL_DAY)
        made = _register(tx, new, phones, now)
        _warung_menu(tx, made.store, Actor.user(made.user.id, "owner"), now)
        made.store.delivery_fee_amount = Money.of(5000, "IDR").amount
        tx.save(made.store)
        return Shop(made.store.id, BUSINESS, phones)


def _warung_menu(tx: Tx, store: Store, owner: Actor, now: datetime) -> None:
    spice = add_group(
        tx,
        store,
        NewGroup("Pedas", _opts("IDR", ("Tidak pedas", 0, "ga pedas"), ("Sedang", 0, ""), ("Pedas", 0, "pedes"))),
    )
    extra = add_group(
        tx,
        store,
        NewGroup(
            "Tambahan", _opts("IDR", ("Telur", 4000, "telor"), ("Bawang", 0, "")), multi=True, qualifiable=True,
            negatable=True,
        ),
    )  # fmt: skip
    sizes = add_group(tx, store, NewGroup("Gula", _opts("IDR", ("Manis", 0, ""), ("Tawar", 0, ""))))
    menu = [
        ("Nasi Goreng", 20000, None, "porsi", "Makanan", ("nasgor",), (spice, extra)),
        ("Mie Goreng", 18000, None, "porsi", "Makanan", ("migor",), (spice, extra)),
        ("Ayam Geprek", 22000, 5, "porsi", "Makanan", ("geprek",), (spice,)),
        ("Es Teh", 5000, None, "gelas", "Minuman", ("teh es",), (sizes,)),
        ("Es Jeruk", 7000, None, "gelas", "Minuman", ("jeruk es",), ()),
        ("Telur Ayam", 2000, 12, "butir", "Sembako", ("telur", "telor"), ()),
        ("Kerupuk", 2000, 0, "bungkus", "Sembako", (), ()),
    ]
    for name, price, stock, unit, category, aliases, groups in menu:
        quantity = None if stock is None else Quantity.of(stock)
        new = NewProduct(name, Money.of(price, "IDR"), quantity, unit, category, aliases=aliases)
        product = add_product(tx, store, new, owner, now)
        offer_groups(tx, product, groups)


def _campus(now: datetime) -> Shop:
    phones = people("1646555000")
    with transaction() as tx:
        ways = (NewWay("cash", "Cash"), NewWay("transfer", "Venmo", "Venmo @campus-bites"))
        new = NewStore("Campus Bites", "US", "USD", "America/New_York", "en", owner="Dana", ways=ways, hours=ALL_DAY)
        made = _register(tx, new, phones, now)
        _campus_menu(tx, made.store, Actor.user(made.user.id, "owner"), now)
        made.store.delivery_fee_amount = Money.of(2, "USD").amount
        tx.save(made.store)
        return Shop(made.store.id, BUSINESS, phones)


def _campus_menu(tx: Tx, store: Store, owner: Actor, now: datetime) -> None:
    sizes = add_group(
        tx, store, NewGroup("Size", _opts("USD", ("Regular", 0, ""), ("Large", 1, "big")), default="Regular")
    )
    tops = add_group(
        tx,
        store,
        NewGroup("Toppings", _opts("USD", ("Cheese", 1, ""), ("Onion", 0, "onions")), multi=True, negatable=True),
    )
    menu = [
        ("Chicken Burger", "7.50", None, "Food", ("burger",), (tops,)),
        ("Veggie Wrap", "6.50", 4, "Food", ("wrap",), (tops,)),
        ("French Fries", "3", None, "Food", ("fries",), (sizes,)),
        ("Iced Tea", "2.50", None, "Drinks", (), (sizes,)),
        ("Brownie", "2.75", 1, "Sweets", ("brownies",), ()),
    ]
    for name, price, stock, category, aliases, groups in menu:
        quantity = None if stock is None else Quantity.of(stock)
        new = NewProduct(name, Money.of(price, "USD"), quantity, "", category, aliases=aliases)
        product = add_product(tx, store, new, owner, now)
        offer_groups(tx, product, groups)


def _nobody(prefix: str, stranger: str = "") -> Callable[[datetime], Shop]:
    """A number that no store has to itself, and people who have none yet."""
    phones = people(prefix) | ({"stranger": f"whatsapp:{stranger}"} if stranger else {})
    return lambda _now: Shop(0, BUSINESS, phones)


def _market(market: Market, prefix: str) -> Callable[[datetime], Shop]:
    phones = people(prefix)

    def make(now: datetime) -> Shop:
        with transaction() as tx:
            return Shop(market.open(tx, phones["seller"], BUSINESS, now).id, BUSINESS, phones, names=market.names)

    return make


SHOPS: dict[str, Callable[[datetime], Shop]] = {
    "warung": _warung,
    "campus": _campus,
    "tienda": _market(TIENDA, "57300123450"),
    "kirana": _market(KIRANA, "91987654320"),
    "nobody": _nobody("62811000000", "US.13491208655302741918"),
    "abroad": _nobody("1646555000"),
    "bogota": _nobody("57310123450"),
    "delhi": _nobody("91981234560"),
}
