"""A spreadsheet of five hundred products with ten faults, sent by chat: shown, taken in, taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
import xlsxwriter
from sqlmodel import col, func, select

from models import Change, PendingImport, Product, reading
from simulator.drafts import Upload
from tests.chats import shops
from tests.chats.runner import Talk, shown_as
from tests.chats.world import START, World, template_database

GOOD = 490
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Ten lines that cannot be used: without a name, without a price or with one that is none, twice, with no such stock.
FAULTS = (
    ("", 5000, "Makanan", "1"), ("---", 5000, "", ""), ("Tahu Isi", "", "", ""), ("Bakwan", "gratis", "", ""),
    ("Risol", -500, "", ""), ("Produk 1", 9000, "", ""), ("produk 2", 9000, "", ""), ("Cireng", 2000, "", "banyak"),
    ("Lumpia", 3000, "", -4), ("x" * 200, 1000, "", ""),
)  # fmt: skip


def price_list() -> bytes:
    """An XLSX in another order of columns than ours, prices as numbers and as people type them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Daftar")
    page.write_row(0, 0, ["Daftar harga Warung Melati"])
    page.write_row(2, 0, ["Stok", "Harga Jual", "Kategori", "Nama Barang"])
    rows = [(f"Produk {n}", 1000 * n if n % 3 else f"Rp{n}.500", f"Rak {n % 7}", n if n % 2 else "") for n in good()]
    rows[1:1] = [("Nasi Goreng", 22000, "", ""), ("Es Teh", 5000, "", "")]
    for faulty, place in zip(FAULTS, range(20, 500, 48), strict=True):
        rows.insert(place, faulty)
    for number, (name, price, category, stock) in enumerate(rows, 3):
        page.write_row(number, 0, [stock, price, category, name])
    book.close()
    return out.getvalue()


def good() -> range:
    """The numbers of the products that are all right; with two of the menu they are as many as GOOD."""
    return range(1, GOOD - 1)


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    with time_machine.travel(START.astimezone(UTC), tick=True) as traveller:
        world = World(tmp_path, template_database(tmp_path), traveller)
        yield Talk(world, shops.build("warung with known and staff", datetime.now(UTC)))
        world.stop()


def send(talk: Talk, who: str, content: bytes) -> str:
    """What the bot answers to a file."""
    before = talk.world.last_id()
    draft = {"upload": Upload(SHEET, content, "daftar.xlsx")}
    talk.world.say(talk.shop.people[who], talk.shop.business, draft)
    return "\n".join(shown_as(message) for message in talk.world.heard(talk.shop.people[who], before))


def menu() -> dict[str, int]:
    """The products on the menu with their prices in rupiah."""
    with reading() as tx:
        rows = tx.exec(select(Product).where(col(Product.removed_at).is_(None)))
        return {one.name: one.price_amount // 100 for one in rows}


def counted(table: type) -> int:
    with reading() as tx:
        return tx.exec(select(func.count()).select_from(table)).one()


def test_five_hundred_products_with_ten_faults(talk: Talk) -> None:
    before, changes = menu(), counted(Change)
    preview = send(talk, "seller", price_list())
    assert f"➕ {len(good())} baru: Produk 1 Rp1.000" in preview
    assert "✏️ 1 harga berubah: Nasi Goreng Rp20.000 → Rp22.000" in preview
    assert "1 tetap sama." in preview
    assert preview.count(" (") == 8
    assert "+2 lagi" in preview
    assert (menu(), counted(Change)) == (before, changes)
    assert counted(PendingImport) == 1

    assert talk.step({"seller": "ya"})["bot"].startswith(f"✅ *{len(good())}* produk baru, *1* harga berubah.")
    after = menu()
    assert len(after) == len(before) + len(good())
    assert (after["Nasi Goreng"], after["Produk 3"], after["Produk 1"], after["Produk 488"]) == (
        22000,
        3500,
        1000,
        488000,
    )
    assert (counted(Change), counted(PendingImport)) == (changes + 1, 0)

    assert "Daftar harga" in talk.step({"seller": "undo"})["bot"]
    assert menu() == before


def test_an_older_list_is_not_taken_in_by_a_late_yes(talk: Talk) -> None:
    before = menu()
    send(talk, "seller", price_list())
    newer = talk.step({"seller": "import produk"}), talk.step({"seller": "Sate Ayam 25rb"})
    assert "1 baru: Sate Ayam Rp25.000" in newer[1]["bot"]
    assert talk.step({"seller": "ya"})["bot"].startswith("✅ *1* produk baru.")
    assert menu() == before | {"Sate Ayam": 25000}


def test_who_may_not_change_the_menu_sends_no_list(talk: Talk) -> None:
    before = menu()
    assert "hanya bisa dilakukan manajer" in send(talk, "staff", price_list())
    assert (menu(), counted(PendingImport)) == (before, 0)
