"""Products: what stores sell, for everybody to read and for their people to change."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from api.calls import Call
from api.fields import Amount, Answer, AskedAmount, Body, HowMuch, Id, Name, Sum, Text, Word, money, quantity
from api.paging import Page, PageQuery, told_page, window
from api.routing import ANYONE, MANAGER, delete, get, post, put
from api.told import Told, at, base_units, main_units
from models import APPROVALS, Product
from shop import approvals, product_edits, product_lists, products
from shop.errors import UnknownProduct
from shop.product_lists import ProductCard, ProductsWanted

READ, WRITE = "products:read", "products:write"

Sort = Literal["id", "-id", "name", "-name", "price", "-price", "created_at", "-created_at"]


class ProductBody(Body):
    """A product as a store wants it. An update without `stock` leaves the stock as it is."""

    name: Name = Field(examples=["Nasi Goreng"])
    price: Amount = Field(examples=[15000], description="Price of one unit, in main units of the store's currency.")
    description: Text = Field("", examples=["With egg and crackers"])
    category: Word = Field("", examples=["Rice"])
    unit: Annotated[Word, Field(max_length=20)] = Field("", examples=["portion"])
    aliases: list[Name] = Field([], max_length=20, examples=[["nasgor"]], description="Other names people use.")
    hidden: bool = Field(False, examples=[False], description="Not on the menu.")
    stock: HowMuch | None = Field(None, examples=[20], description="How much there is; null: not counted.")


class NewProductBody(ProductBody):
    """A product to add to a store."""

    store_id: Id | None = Field(None, examples=[1], description="May be left out by who works in one store only.")


class ProductQuery(PageQuery):
    """Which products."""

    sort: Sort = "-id"
    store_id: Id | None = Field(None, description="Of one store only.")
    q: Word = Field("", description="Words of the name or of another name.")
    category: Word | None = None
    price_min: AskedAmount | None = None
    price_max: AskedAmount | None = None
    mine: bool = Field(False, description="Of the stores you work in only, hidden ones too.")


class PhotoAnswer(Answer):
    """Where a picture is found."""

    url: str = Field(examples=["https://shop.example/api/v1/images/0f1e2d3c4b5a69788796a5b4c3d2e1f0"])
    thumbnail_url: str = Field(
        examples=["https://shop.example/api/v1/images/0f1e2d3c4b5a69788796a5b4c3d2e1f0?thumbnail=1"]
    )


class ProductAnswer(Answer):
    """A product. `stock` is told to the store's own people, null where it is not counted."""

    id: Id
    store_id: Id = Field(examples=[1])
    name: str = Field(examples=["Nasi Goreng"])
    description: str = Field(examples=["With egg and crackers"])
    category: str = Field(examples=["Rice"])
    unit: str = Field(examples=["portion"])
    price: Sum = Field(examples=[15000])
    currency: str = Field(examples=["IDR"])
    aliases: list[str] = Field(examples=[["nasgor"]])
    availability: str = Field(examples=["plenty"], json_schema_extra={"enum": ["plenty", "low", "out"]})
    stock: Sum | None = Field(examples=[20])
    hidden: bool = Field(examples=[False])
    approval: str = Field(
        examples=["approved"],
        json_schema_extra={"enum": list(APPROVALS)},
        description="What is not approved is shown to its store's people only.",
    )
    approval_note: str = Field(examples=[""], description="Why it was rejected.")
    photo_url: str = Field(examples=[""], description="The first of `images`; empty without any.")
    images: list[PhotoAnswer] = Field(examples=[[]])
    created_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


@get("/products", role=ANYONE, scope=READ, limit="products.read")
def find(call: Call, query: ProductQuery) -> Told[Page[ProductAnswer]]:
    """List products: those on the menus of all stores, of one store, or of your own stores with hidden ones."""
    own = list(call.caller.roles)
    stores = None if query.store_id is None else [query.store_id]
    hidden = query.mine or (query.store_id is not None and (query.store_id in own or call.caller.admin))
    if query.mine:
        stores = [one for one in own if stores is None or one in stores]
    wanted = ProductsWanted(stores, hidden, query.q, query.category, query.price_min, query.price_max)
    found = product_lists.find_products(call.tx, wanted, window(query))
    return told_page(found, query.sort, lambda row: told(call, product_lists.product_card(row, call.now)))


@post("/products", role=MANAGER, scope=WRITE, limit="products.create", status=201)
def create(call: Call, body: NewProductBody) -> Told[ProductAnswer]:
    """Add a product at the end of a store's menu. Its stock is counted if it is told."""
    store = call.store(body.store_id, MANAGER)
    new = products.NewProduct(
        name=body.name,
        price=money(body.price, store.currency),
        quantity=None if body.stock is None else quantity(body.stock),
        unit=body.unit,
        category=body.category,
        description=body.description,
        aliases=tuple(dict.fromkeys(body.aliases)),
    )
    product = products.add_product(call.tx, store, new, call.actor_in(store), call.now)
    if body.hidden:
        products.set_hidden(call.tx, product, True, call.actor_in(store), call.now)
    return shown(call, product)


@get("/products/{id}", role=ANYONE, scope=READ, limit="products.read")
def read(call: Call, id: Id) -> Told[ProductAnswer]:
    """Show one product. A hidden one is shown to its store's people only."""
    return shown(call, seen(call, id))


@put("/products/{id}", role=MANAGER, scope=WRITE, limit="products.write", reads=read)
def replace(call: Call, id: Id, body: ProductBody) -> Told[ProductAnswer]:
    """Set everything of a product. Placed orders keep the price they were placed at."""
    product = seen(call, id)
    store = call.store(product.store_id, MANAGER)
    new = product_edits.ProductEdit(
        name=body.name,
        price=money(body.price, store.currency),
        description=body.description,
        category=body.category,
        unit=body.unit,
        aliases=tuple(dict.fromkeys(body.aliases)),
        hidden=body.hidden,
        quantity=None if body.stock is None else quantity(body.stock),
    )
    return shown(call, product_edits.replace_product(call.tx, product, new, call.actor_in(store), call.now))


@delete("/products/{id}", role=MANAGER, scope=WRITE, limit="products.write", reads=read)
def remove(call: Call, id: Id) -> None:
    """Take a product off the menu for good. Orders that hold it stay as they are."""
    product = seen(call, id)
    store = call.store(product.store_id, MANAGER)
    products.remove(call.tx, product, call.actor_in(store), call.now)


def seen(call: Call, id: int) -> Product:
    """A product that the caller may see, held until the end by requests that change something; UnknownProduct else."""
    stores = None if call.caller.admin else list(call.caller.roles)
    product = product_lists.product_seen(call.tx, id, stores, lock=call.route.writes)
    if product is None or (call.route.writes and stores is not None and product.store_id not in stores):
        raise UnknownProduct(str(id))
    return product


def shown(call: Call, product: Product) -> Told[ProductAnswer]:
    """One product as this caller may see it."""
    return Told(told(call, product_lists.cards_of(call.tx, [product], call.now)[0]))


def told(call: Call, card: ProductCard) -> dict[str, Any]:
    """A product in the form of `ProductAnswer` as this caller may see it."""
    product, inside = card.product, call.role_at(card.product.store_id) is not None
    return {
        "id": product.id,
        "store_id": product.store_id,
        "name": product.name,
        "description": product.description,
        "category": product.category,
        "unit": product.unit,
        "price": main_units(product.price_amount),
        "currency": product.currency,
        "aliases": card.aliases,
        "availability": card.state,
        "stock": base_units(card.left.thousandths) if inside and card.left is not None else None,
        "hidden": approvals.put_away(product),
        "approval": product.approval,
        "approval_note": product.approval_note,
        "photo_url": call.link(f"/images/{card.images[0]}") if card.images else "",
        "images": [_photo(call, name) for name in card.images],
        "created_at": at(product.created_at, ZoneInfo(product.zone)),
    }


def _photo(call: Call, name: str) -> dict[str, str]:
    return {"url": call.link(f"/images/{name}"), "thumbnail_url": call.link(f"/images/{name}?thumbnail=true")}
