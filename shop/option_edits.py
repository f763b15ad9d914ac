"""Changing what a product offers to choose from: adding options, pricing them, taking them away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlmodel import col, delete, select

from models import Option, OptionGroup, Product, ProductOptionGroup, Store, Tx
from shop.actors import Actor
from shop.changes import Write, Written, log_write
from shop.errors import NotAValue
from shop.errors_goods import UnknownOption
from shop.names import name_key
from shop.option_lists import MOST_NAME, Said
from shop.options import NewGroup, NewOption, add_group, add_option, offer_groups
from shop.stores import bump_catalogue, store_of
from values import Money

KIND: Final = "options"
State = dict[str, Any]


class Choice(Struct, frozen=True):
    """What is to be chosen: its name, its options, and whether several of them can be had at once.

    One whose name nobody `told` joins the choice of its kind that the product has.
    """

    name: str
    options: tuple[Said, ...]
    several: bool = False
    told: bool = False


def set_choice(tx: Tx, product: Product, choice: Choice, by: Actor, now: datetime) -> Written:
    """Let a product offer these options besides those of the same choice; one that is known gets the new price.

    One of several prices has to be chosen, so a choice whose options cost differently is asked about at ordering.
    What other products offer under the same choice stays as it is, but the price of a shared option is theirs too.
    Refused: nothing to choose from, an endless name, an option that would cost less than nothing.
    """
    store = store_of(tx, product)
    if not choice.options or not name_key(choice.name) or len(choice.name) > MOST_NAME:
        raise NotAValue("option")
    before = state_of(tx, product)
    link = _link(tx, product, choice) or _new_group(tx, store, product, choice)
    for said in choice.options:
        _set_option(tx, product, link, said, choice.several)
    return _logged(tx, store, product, before, by, now)


def drop_options(tx: Tx, product: Product, names: Sequence[str], by: Actor, now: datetime) -> Written:
    """Let a product not offer these options, or whole choices, any more; others that share them still do.

    UnknownOption where it offers nothing of a name.
    """
    before = state_of(tx, product)
    for name in names:
        _drop(tx, product, name_key(name), name)
    return _logged(tx, store_of(tx, product), product, before, by, now)


def state_of(tx: Tx, product: Product) -> State:
    """What a product offers and at which prices, as JSON."""
    links = _links(tx, product)
    mine = select(Option).where(col(Option.group_id).in_([link.group_id for link in links]))
    return {
        "links": [[link.group_id, sorted(link.without), link.position] for link in links],
        "prices": {str(row.id): row.price_amount for row in tx.exec(mine.order_by(col(Option.id)))},
    }


def restore_options(tx: Tx, product: Product, seen: State, wanted: State) -> bool:
    """Let a product offer what it did before a write; False, and nothing done, where that has changed since."""
    if state_of(tx, product) != seen:
        return False
    tx.changed(delete(ProductOptionGroup).where(col(ProductOptionGroup.product_id) == product.id))
    belongs = {"seller_id": product.seller_id, "store_id": product.store_id, "product_id": product.id}
    for group_id, without, position in wanted["links"]:
        tx.add(ProductOptionGroup(**belongs, group_id=group_id, without=without, position=position))
    for key in seen["prices"] | wanted["prices"]:
        option = tx.session.get_one(Option, int(key))
        option.price_amount = wanted["prices"].get(key, option.price_amount)
        option.available = option.available and key in wanted["prices"]  # what was added then is had no more
        tx.save(option)
    tx.flush()
    bump_catalogue(tx, store_of(tx, product))
    return True


def _links(tx: Tx, product: Product) -> list[ProductOptionGroup]:
    mine = select(ProductOptionGroup).where(col(ProductOptionGroup.product_id) == product.id)
    rows = tx.exec(mine.order_by(col(ProductOptionGroup.position), col(ProductOptionGroup.group_id)))
    return list(rows)


def _link(tx: Tx, product: Product, choice: Choice) -> ProductOptionGroup | None:
    """The product's own choice of that name, or the only one of its kind: any for extras, for sizes one that has an
    option of these."""
    groups = [(link, tx.session.get_one(OptionGroup, link.group_id)) for link in _links(tx, product)]
    named = [link for link, group in groups if name_key(group.name) == name_key(choice.name)]
    if named or choice.told:
        return named[0] if named else None
    keys = {name_key(said.name) for said in choice.options}
    alike = [
        link for link, group in groups if group.multi == choice.several and (choice.several or keys & _keys(tx, group))
    ]
    return alike[0] if len(alike) == 1 else None


def _keys(tx: Tx, group: OptionGroup) -> set[str]:
    return {name_key(name) for name in tx.exec(select(Option.name).where(col(Option.group_id) == group.id))}


def _new_group(tx: Tx, store: Store, product: Product, choice: Choice) -> ProductOptionGroup:
    priced = any(said.price is not None for said in choice.options)
    alone = not choice.several
    new = NewGroup(choice.name, (), required=priced and alone, multi=choice.several, negatable=choice.several)
    offer_groups(tx, product, [add_group(tx, store, new)])
    links = _links(tx, product)
    newest = max(links, key=lambda link: link.group_id)
    newest.position = max(link.position for link in links) + (len(links) > 1)
    return tx.save(newest)


def _set_option(tx: Tx, product: Product, link: ProductOptionGroup, said: Said, several: bool) -> None:
    group = tx.session.get_one(OptionGroup, link.group_id)
    surcharge = said.surcharge(product.price, alone=not several)
    if surcharge is not None and product.price_amount + surcharge.amount < 0:
        raise NotAValue("price")
    rows = list(tx.exec(select(Option).where(col(Option.group_id) == group.id).order_by(col(Option.position))))
    known = next((row for row in rows if name_key(row.name) == name_key(said.name)), None)
    if known is None:
        price = surcharge or Money.zero(product.currency)
        known = add_option(tx, group, NewOption(said.name, price), max((row.position for row in rows), default=0) + 1)
        _keep_from_others(tx, link, known)
    elif surcharge is not None:
        known.price_amount = surcharge.amount
    known.available = True
    link.without = [key for key in link.without if key != known.id]
    tx.save(known)
    tx.save(link)


def _keep_from_others(tx: Tx, link: ProductOptionGroup, option: Option) -> None:
    shared = select(ProductOptionGroup).where(col(ProductOptionGroup.group_id) == link.group_id)
    for other in tx.exec(shared.where(col(ProductOptionGroup.product_id) != link.product_id)):
        other.without = [*other.without, option.id]
        tx.save(other)


def _drop(tx: Tx, product: Product, key: str, name: str) -> None:
    found = False
    for link in _links(tx, product):
        if name_key(tx.session.get_one(OptionGroup, link.group_id).name) == key:
            tx.session.delete(link)
            tx.flush()
            return
        rows = tx.exec(select(Option).where(col(Option.group_id) == link.group_id))
        mine = [row.id for row in rows if name_key(row.name) == key and row.id not in link.without]
        found = found or bool(mine)
        link.without = [*link.without, *mine]
        tx.save(link)
    if not found:
        raise UnknownOption(product.name, name)


def _logged(tx: Tx, store: Store, product: Product, before: State, by: Actor, now: datetime) -> Written:
    tx.flush()
    bump_catalogue(tx, store)
    return log_write(tx, store, Write(KIND, product.id, product.name, before, state_of(tx, product)), by, now)
