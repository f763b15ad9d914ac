"""Our spreadsheets as LibreOffice opens them, where there is one."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest

from bot import exports
from bot.exports import Wanted
from models import Store, reading
from shop import calendar
from shop.files.reading import rows_of
from shop.price_lists import read_list
from shop.reports.tables import TABLES
from tests.chats import shops
from tests.chats.world import World

PLACES = ("soffice", "libreoffice", "localc")
UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76"
PATIENCE = 180  # seconds; its first start makes a profile


@pytest.fixture(scope="session")
def office() -> str:
    """The program of a LibreOffice; a loud skip without one."""
    path = next((found for name in PLACES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(
            "SPREADSHEETS ARE NOT OPENED BY ANOTHER PROGRAM: no LibreOffice here "
            "(apt-get install --no-install-recommends libreoffice-calc-nogui)"
        )
    return path


def made(world: World, shop: shops.Shop, what: str, kind: str) -> bytes:
    """A file as a phone fetches it."""
    now = datetime.now(UTC)
    with reading() as tx:
        today = calendar.business_day(tx.session.get_one(Store, shop.store_id), now)
    path = urlsplit(exports.address_of(Wanted(shop.store_id, what, kind, "en", today, today, now), "test")).path
    answer = world.app.test_client().get(path)
    assert answer.status_code == 200
    return bytes(answer.data)


def converted(office: str, folder: Path, files: list[Path]) -> None:
    """Let LibreOffice write each spreadsheet as a CSV beside it."""
    command = [office, "--headless", "--convert-to", UTF8, "--outdir", str(folder), *map(str, files)]
    home = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run([*command[:1], home, *command[1:]], check=True, capture_output=True, timeout=PATIENCE)


def texts(content: bytes) -> list[list[str]]:
    """The words of a spreadsheet, row by row; cells that are numbers or dates as nothing."""
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell if isinstance(cell, str) else "" for cell in row] for row in page.iter_rows(values_only=True)]


def test_libreoffice_opens_every_spreadsheet(office: str, world: World, tmp_path: Path) -> None:
    shop = shops.build("warung with orders", datetime.now(UTC))
    folder = tmp_path / "office"
    folder.mkdir()
    sheets = {what: made(world, shop, what, "xlsx") for what in TABLES}
    files = [folder / f"{what}.xlsx" for what in sheets]
    for file, content in zip(files, sheets.values(), strict=True):
        file.write_bytes(content)
    converted(office, folder, files)
    for what, content in sheets.items():
        read = list(csv.reader(io.StringIO((folder / f"{what}.csv").read_text("utf-8"))))
        ours = texts(content)
        assert len(read) == len(ours), what
        for row, wanted in zip(read, ours, strict=True):
            assert not [cell for cell in row if cell.startswith(("Err:", "#"))], what
            assert [cell for cell, words in zip(row, wanted, strict=False) if words] == [w for w in wanted if w], what


def test_the_menu_that_libreoffice_saved_is_read_back(office: str, world: World, tmp_path: Path) -> None:
    shop = shops.build("warung with known", datetime.now(UTC))
    file = tmp_path / "menu.xlsx"
    file.write_bytes(made(world, shop, "products", "xlsx"))
    converted(office, tmp_path, [file])
    found = read_list(rows_of((tmp_path / "menu.csv").read_bytes()), "IDR")
    assert [(line.name, line.price.amount // 100) for line in found.lines][:2] == [
        ("Nasi Goreng", 20000),
        ("Mie Goreng", 18000),
    ]
    assert (len(found.lines), found.faults) == (7, ())
