"""A tienda in Bogotá and a kirana in Delhi: more shops that dialogues take place in, told as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models import Store, Tx
from shop.actors import Actor
from shop.options import NewGroup, NewOption, add_group, offer_groups
from shop.products import NewProduct, add_product
from shop.registration import NewStore, NewWay, register_store
from shop.terms import ALL_DAY
from values import Address, Money, Quantity


@dataclass(frozen=True)
class Sold:
    """A product of the table: prices in main units; `units` tells how many of the unit each other measure holds."""

    name: str
    price: int
    unit: str = ""
    stock: str | None = None
    category: str = ""
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    step: str = "1"
    units: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Market:
    """A shop, its menu, what delivery costs, and what its customers are called."""

    store: NewStore
    fee: int
    groups: Mapping[str, NewGroup]
    menu: tuple[Sold, ...]
    names: Mapping[str, str]

    def open(self, tx: Tx, seller: str, number: str, now: datetime) -> Store:
        """Register the shop with its menu; the number is its own."""
        made = register_store(tx, self.store, Address("whatsapp", seller), now)
        made.store.number = number
        made.store.delivery_fee_amount = Money.of(self.fee, self.store.currency).amount
        tx.save(made.store)
        groups = {name: add_group(tx, made.store, group) for name, group in self.groups.items()}
        for sold in self.menu:
            product = add_product(tx, made.store, self._new(sold), Actor.user(made.user.id, "owner"), now)
            offer_groups(tx, product, [groups[name] for name in sold.groups])
        return made.store

    def _new(self, sold: Sold) -> NewProduct:
        return NewProduct(
            sold.name,
            Money.of(sold.price, self.store.currency),
            None if sold.stock is None else Quantity.of(sold.stock),
            sold.unit,
            sold.category,
            step=Quantity.of(sold.step),
            aliases=sold.aliases,
            units=tuple((unit, Quantity.of(size)) for unit, size in sold.units),
        )


def _options(currency: str, *options: tuple[str, int, tuple[str, ...]]) -> tuple[NewOption, ...]:
    return tuple(NewOption(name, Money.of(price, currency), also) for name, price, also in options)


_TOPPINGS = _options(
    "COP", ("Queso", 2000, ()), ("Tocineta", 2500, ()), ("Cebolla", 0, ()), ("Salsa de piña", 0, ("piña",))
)
_BASES = _options("COP", ("En agua", 0, ("agua",)), ("En leche", 1000, ("leche",)))
_SIZES = _options("COP", ("Personal", 0, ("pequeña",)), ("Litro y medio", 4000, ("1.5", "grande")))

TIENDA = Market(
    NewStore(
        "Tienda Doña Rosa", "CO", "COP", "America/Bogota", "es", owner="Doña Rosa", hours=ALL_DAY,
        ways=(NewWay("cash", "Efectivo"), NewWay("transfer", "Nequi", "Nequi 3001234567, Rosa Pérez")),
    ),
    4000,
    {
        "toppings": NewGroup("Agregados", _TOPPINGS, multi=True, qualifiable=True, negatable=True),
        "bases": NewGroup("Base", _BASES, default="En agua"),
        "sizes": NewGroup("Tamaño", _SIZES, required=True),
    },
    (
        Sold("Perro Caliente", 9000, category="Comidas", aliases=("perro",), groups=("toppings",)),
        Sold("Hamburguesa", 14000, category="Comidas", aliases=("hambur",), groups=("toppings",)),
        Sold("Empanada", 2500, stock="30", category="Comidas", aliases=("empanadita",)),
        Sold("Almojábana", 2000, stock="0", category="Panadería"),
        Sold("Pan Aliñado", 800, stock="20", category="Panadería", aliases=("pan",)),
        Sold("Jugo de Mora", 5000, category="Bebidas", aliases=("jugo",), groups=("bases",)),
        Sold("Gaseosa", 3000, category="Bebidas", aliases=("coca", "coca cola"), groups=("sizes",)),
        Sold("Huevo", 600, "und", "60", "Mercado", units=(("docena", "12"), ("cubeta", "30"))),
        Sold("Queso Campesino", 14000, "libra", "8", "Mercado", step="0.5"),
    ),
    {"customer": "Camila", "customer2": "Andrés", "staff": "Julián", "stranger": "Mateo"},
)  # fmt: skip

_CHILLI = _options("INR", ("Meethi chutney", 0, ("meethi", "मीठी")), ("Teekhi chutney", 0, ("teekhi", "तीखी")))
_MILK = _options(
    "INR", ("Adrak", 3, ("adrak wali", "अदरक")), ("Elaichi", 5, ("इलायची",)), ("Cheeni", 0, ("chini", "चीनी"))
)
_LOAVES = _options("INR", ("Chhota", 0, ("chota", "छोटा")), ("Bada", 15, ("badi", "बड़ा")))

KIRANA = Market(
    NewStore(
        "Gupta Kirana", "IN", "INR", "Asia/Kolkata", "hi", owner="Gupta ji", hours=ALL_DAY,
        ways=(NewWay("cash", "Cash"), NewWay("transfer", "UPI", "UPI gupta@upi")),
    ),
    20,
    {
        "chutney": NewGroup("Chutney", _CHILLI, multi=True, qualifiable=True, negatable=True),
        "masala": NewGroup("Masala", _MILK, multi=True, qualifiable=True, negatable=True),
        "size": NewGroup("Size", _LOAVES, required=True),
    },
    (
        Sold("Samosa", 15, stock="30", category="Nashta", aliases=("समोसा", "samose"), groups=("chutney",)),
        Sold("Chai", 12, category="Nashta", aliases=("चाय", "chay"), groups=("masala",)),
        Sold("Maggi", 14, "packet", "24", "Rashan", ("मैगी", "megi")),
        Sold("Aata", 42, "kg", "50", "Rashan", ("आटा", "atta"), step="0.5"),
        Sold("Chawal", 60, "kg", "40", "Rashan", ("चावल", "rice"), step="0.5"),
        Sold("Tel", 150, "litre", "12", "Rashan", ("तेल", "oil"), step="0.5"),
        Sold("Doodh", 30, "packet", "20", "Dairy", ("दूध", "dudh", "milk")),
        Sold("Paneer", 90, "packet", "0", "Dairy", ("पनीर",)),
        Sold("Anda", 7, "piece", "60", "Dairy", ("अंडा", "अंडे", "ande", "egg"), units=(("dozen", "12"),)),
        Sold("Bread", 40, stock="10", category="Dairy", aliases=("ब्रेड",), groups=("size",)),
    ),
    {"customer": "Priya", "customer2": "Rahul", "staff": "Raju", "stranger": "Suresh"},
)  # fmt: skip
