"""A sheet that tells more than prices of products that are there: shown, taken in, taken back, in every language."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
import xlsxwriter
from sqlmodel import col, select

from models import Product, StockLevel, reading
from tests.chats import shops
from tests.chats.runner import Talk
from tests.chats.test_import_file import send
from tests.chats.world import START, World, template_database

# language → the shop, what is said first, the heading, a product with its price, what is seen of it, yes, undo
SAID = {
    "id": ("warung with known", (), ("Nama", "Harga", "Kategori", "Satuan", "Stok"), ("Telur Ayam", 2000),
           "Telur Ayam kategori", "3 keterangan berubah", "ya", "undo"),
    "en": ("campus with known", (), ("Name", "Price", "Category", "Unit", "Stock"), ("Brownie", 2.75),
           "Brownie category", "3 details change", "yes", "undo"),
    "es": ("tienda with known", (), ("Nombre", "Precio", "Categoría", "Unidad", "Existencias"), ("Huevo", 600),
           "Huevo categoría", "3 datos cambian", "sí", "deshacer"),
    "hi": ("kirana with known", (), ("नाम", "दाम", "Category", "Unit", "Stock"), ("Anda", 7),
           "Anda कैटेगरी", "3 जानकारी बदलेगी", "हाँ", "वापस करो"),
    "hi-Latn": ("kirana with known", ("hinglish me baat karo",), ("Naam", "Rate", "Category", "Unit", "Stock"),
                ("Anda", 7), "Anda category", "3 jaankari badlegi", "haan", "undo"),
}  # fmt: skip


def sheet(heading: tuple[str, ...], row: tuple[object, ...]) -> bytes:
    """An XLSX of one product."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, heading)
    page.write_row(1, 0, row)
    book.close()
    return out.getvalue()


def seen(name: str) -> tuple[str, str, int]:
    """A product's category, unit and count."""
    with reading() as tx:
        product = tx.exec(select(Product).where(col(Product.name) == name)).one()
        count = tx.exec(select(StockLevel.on_hand).where(col(StockLevel.product_id) == product.id)).one()
        return product.category, product.unit, count // 1000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with time_machine.travel(START.astimezone(UTC), tick=True) as traveller:
        made = World(tmp_path, template_database(tmp_path), traveller)
        yield made
        made.stop()


@pytest.mark.parametrize("language", SAID)
def test_a_list_changes_category_unit_and_stock_of_what_is_there(world: World, language: str) -> None:
    base, first, heading, (name, price), shown, counted, yes, undo = SAID[language]
    talk = Talk(world, shops.build(base, datetime.now(UTC)))
    for text in first:
        talk.step({"seller": text})
    before = seen(name)
    preview = send(talk, "seller", sheet(heading, (name, price, "Mixed", "tray", 17)))
    assert counted in preview
    assert shown in preview
    assert seen(name) == before
    assert "*3*" in talk.step({"seller": yes})["bot"]
    assert seen(name) == ("Mixed", "tray", 17)
    assert talk.step({"seller": undo})["bot"].startswith("↩️")
    assert seen(name) == before
