"""Price lists sent as files: five hundred products with ten faults, in any order of columns, taken in and back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
from sqlmodel import col, func, select

from models import Product, StockLevel, reading
from simulator.drafts import Upload
from tests.chats import shops
from tests.chats.world import World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS: list[list[Any]] = [
    [None, "Makanan", "porsi", 5000, 1],
    ["", "Makanan", "porsi", 6000, 2],
    ["---", "Makanan", "porsi", 6000, 2],
    ["Tanpa Harga", "Makanan", "porsi", None, 3],
    ["Harga Kata", "Makanan", "porsi", "tanya dulu", 4],
    ["Harga Minus", "Makanan", "porsi", -500, 4],
    ["Stok Kata", "Makanan", "porsi", 7000, "banyak"],
    ["Stok Minus", "Makanan", "porsi", 7000, -3],
    ["Barang 001", "Makanan", "porsi", 9000, 1],
    ["x" * 130, "Makanan", "porsi", 9000, 1],
]


def workbook(rows: list[list[Any]]) -> bytes:
    """A file as a seller would make it: a title, an empty row, then headings in his own order."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["Daftar harga 2026"], [], ["Nama Barang", "Kategori", "Satuan", "Harga (Rp)", "Stok"], *rows):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def heard(world: World, shop: shops.Shop, draft: dict[str, Any]) -> str:
    before = world.last_id()
    world.say(shop.people["seller"], shop.business, draft)
    return "\n".join(message.body for message in world.heard(shop.people["seller"], before))


def products(shop: shops.Shop) -> int:
    with reading() as tx:
        mine = (col(Product.store_id) == shop.store_id, col(Product.removed_at).is_(None))
        return tx.exec(select(func.count()).select_from(Product).where(*mine)).one()


def test_five_hundred_products_with_ten_faults(world: World, warung: shops.Shop) -> None:
    before = products(warung)
    good: list[list[Any]] = [[f"Barang {n:03}", "Sembako", "pcs", f"{n + 1}.500", n % 7] for n in range(489)]
    good.append(["Nasi Goreng", "", "", "Rp 23rb", None])
    rows = [*good[:245], *FAULTS, *good[245:]]
    assert len(rows) == 500
    shown = heard(world, warung, {"upload": Upload(XLSX, workbook(rows), "daftar.xlsx")})
    assert "489 baru" in shown
    assert "1 harga berubah: Nasi Goreng Rp20.000 → Rp23.000" in shown
    assert '249 "5000" (tanpa nama)' in shown
    assert '"Barang 001" (dobel)' not in shown  # of ten faults eight are shown
    assert "+2 lagi" in shown
    assert products(warung) == before
    assert "*489* produk baru, *1* harga berubah" in heard(world, warung, {"text": "ya"})
    assert products(warung) == before + 489
    with reading() as tx:
        mine = select(Product, StockLevel).join(StockLevel).where(col(Product.store_id) == warung.store_id)
        product, level = tx.exec(mine.where(col(Product.name) == "Barang 012")).one()
        assert (product.price_amount, product.category, product.unit) == (1350000, "Sembako", "pcs")
        assert level.on_hand == 5000
    assert "489" in heard(world, warung, {"text": "undo"})
    assert products(warung) == before


def test_a_comma_file_with_other_headings_and_decimal_commas(world: World) -> None:
    shop = shops.build("campus", datetime.now(UTC))
    content = "precio;nombre\n3,25;Brownie\n1.250,50;Catering\n".encode("cp1252")
    shown = heard(world, shop, {"upload": Upload("text/csv", content, "lista.csv")})
    assert "Brownie $2.75 → $3.25" in shown
    assert "Catering $1,250.50" in shown


def test_a_file_that_is_no_list_changes_nothing(world: World, warung: shops.Shop) -> None:
    before = products(warung)
    for content in (b"PK\x03\x04 broken", b"a;b\n1;2\n", b"\x00\x01\x02"):
        shown = heard(world, warung, {"upload": Upload("text/csv", content, "apa.csv")})
        assert "tidak ada yang diubah" in shown
    assert products(warung) == before
