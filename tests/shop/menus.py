"""Options to test with."""

from __future__ import annotations

from sqlmodel import select

from models import Option, Tx
from shop import options, products
from shop.options import NewGroup, NewOption
from tests.shop.builders import Shop, rupiah
from values import ChosenOption


def sizes(tx: Tx, shop: Shop, **details: bool) -> dict[str, ChosenOption]:
    """A group of sizes that a product offers: small, large for 3,000 more, jumbo (not to be had)."""
    extra = NewOption("Besar", rupiah(3_000)), NewOption("Jumbo", rupiah(8_000))
    group = options.add_group(tx, shop.store, NewGroup("Ukuran", (NewOption("Kecil", rupiah(0)), *extra), **details))
    rows = {row.name: row for row in tx.exec(select(Option).where(Option.group_id == group.id))}
    rows["Jumbo"].available = False
    tx.save(rows["Jumbo"])
    return {name: ChosenOption(group.id, row.id) for name, row in rows.items()}


def offer(tx: Tx, shop: Shop, item_id: int, sized: dict[str, ChosenOption]) -> None:
    group = tx.session.get_one(options.OptionGroup, sized["Kecil"].group_id)
    options.offer_groups(tx, tx.session.get_one(products.Product, item_id), [group])
