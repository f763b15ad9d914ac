"""Options of products: sizes, spice, toppings, each with what it adds to the price."""

from __future__ import annotations

from pydantic import Field

from api.calls import Call
from api.fields import Amount, Answer, Body, Id, Sum, Word, money
from api.resources.products import READ, WRITE, seen
from api.routing import ANYONE, MANAGER, delete, get, post, put
from models import Product, Store
from shop import option_offers, options
from shop.actors import Actor
from values import Money


class OptionBody(Body):
    """An option and what it adds to the price of one unit."""

    name: Word = Field(min_length=1, examples=["Large"])
    price: Amount = Field(0, validate_default=True, examples=[3000])


class GroupBody(Body):
    """A choice: one of its options, or with `multi` any of them."""

    name: Word = Field(min_length=1, examples=["Size"])
    options: list[OptionBody] = Field(min_length=1, max_length=30)
    required: bool = Field(False, examples=[True])
    multi: bool = False


class OptionChange(Body):
    """What an option adds to the price now, and whether it is to be had."""

    price: Amount = Field(examples=[3500])
    available: bool = True


class OptionAnswer(Answer):
    """An option."""

    id: Id
    name: str = Field(examples=["Large"])
    price: Sum = Field(examples=[3000])
    available: bool = Field(examples=[True])


class GroupAnswer(Answer):
    """A choice that a product offers."""

    id: Id
    name: str = Field(examples=["Size"])
    required: bool = Field(examples=[True])
    multi: bool = Field(examples=[False])
    options: list[OptionAnswer]


class GroupsAnswer(Answer):
    """Every choice that a product offers, in order."""

    product_id: Id
    currency: str = Field(examples=["IDR"])
    items: list[GroupAnswer]


@get("/products/{id}/options", role=ANYONE, scope=READ, limit="products.read")
def find(call: Call, id: Id) -> GroupsAnswer:
    """List the options of a product."""
    return _told(call, seen(call, id))


@post("/products/{id}/options", role=MANAGER, scope=WRITE, limit="products.write", status=201)
def create(call: Call, id: Id, body: GroupBody) -> GroupsAnswer:
    """Let a product offer a new group of options."""
    product, by = own(call, id)
    made = tuple(options.NewOption(one.name, money(one.price, product.currency)) for one in body.options)
    new = options.NewGroup(body.name, made, required=body.required, multi=body.multi)
    option_offers.offer_new(call.tx, product, new, by, call.now)
    return _told(call, product)


@put("/products/{id}/options/{option_id}", role=MANAGER, scope=WRITE, limit="products.write", reads=find)
def change(call: Call, id: Id, option_id: Id, body: OptionChange) -> GroupsAnswer:
    """Set the price of one option, and whether it is to be had now."""
    product, by = own(call, id)
    price = money(body.price, product.currency)
    option_offers.set_option(call.tx, product, option_id, option_offers.Setting(price, body.available), by, call.now)
    return _told(call, product)


@delete("/products/{id}/option-groups/{group_id}", role=MANAGER, scope=WRITE, limit="products.write", reads=find)
def remove(call: Call, id: Id, group_id: Id) -> None:
    """Let a product offer a group no longer. Placed orders keep what was chosen."""
    product, by = own(call, id)
    option_offers.withdraw(call.tx, product, group_id, by, call.now)


def own(call: Call, id: int) -> tuple[Product, Actor]:
    """A product of the caller's own, and he in his role there, a manager's at least."""
    product = seen(call, id)
    store: Store = call.store(product.store_id, MANAGER)
    return product, call.actor_in(store)


def _told(call: Call, product: Product) -> GroupsAnswer:
    groups = [
        GroupAnswer(
            id=offer.group.id,
            name=offer.group.name,
            required=offer.group.required,
            multi=offer.group.multi,
            options=[
                OptionAnswer(
                    id=one.id,
                    name=one.name,
                    price=Money(one.price_amount, product.currency).main_units,
                    available=one.id in offer.options,
                )
                for one in sorted((offer.options | offer.refused).values(), key=lambda one: (one.position, one.id))
            ],
        )
        for offer in options.offered(call.tx, [product.id])[product.id]
    ]
    return GroupsAnswer(product_id=product.id, currency=product.currency, items=groups)
