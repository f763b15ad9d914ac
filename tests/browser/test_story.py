"""The story of the first order, typed into the two phones of the real shop, and again while everything is killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.phones import Phones
from tests.browser.shop_processes import HOME, RunningShop

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RunningShop]:
    running = RunningShop(tmp_path / "data")
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def phones(shop: RunningShop, page: Page) -> Phones:
    return Phones(page, shop.phones_url).open()


def story(phones: Phones, at: Callable[[str], None]) -> None:
    """From the first message to the day's numbers; `at` is told each point it reaches."""
    customer, seller = phones.customer, phones.seller
    customer.say("2 nasi goreng pedas tanpa bawang sama es teh 1")
    customer.sees("2 porsi Nasi Goreng (Pedas, tanpa Bawang)")
    at("cart shown")
    customer.say("pesan")
    customer.sees("Mau diantar")
    customer.tap("Diantar")
    customer.sees("Diantar ke mana")
    at("address asked")
    customer.say("Jl. Kenanga 5, pagar hijau")
    customer.sees("Mau diantar jam berapa")
    customer.say("secepatnya")
    customer.sees("Bayarnya pakai apa")
    customer.tap("Tunai")
    customer.sees("Ringkasan pesanan")
    at("summary shown")
    customer.say("ya", kept=True)
    at("yes sent")
    customer.sees("#1001")
    at("order placed")
    seller.sees("Pesanan baru #1001")
    seller.say("terima")
    customer.sees("diterima")
    seller.say("kirim 1001", kept=True)
    at("shipped")
    customer.sees("sedang diantar")
    seller.say("stats today")
    seller.sees("Hari ini")


def verified(shop: RunningShop) -> None:
    """Nothing lost, doubled or mixed up in the shop's database."""
    database = f"sqlite:///{shop.output.name.removesuffix('supervisor.txt')}data/bakul.db"
    check = [sys.executable, "-m", "flask", "verify"]
    done = subprocess.run(
        check, cwd=HOME, env={"DATABASE_URL": database, "PATH": "/usr/bin"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_first_order_from_hello_to_the_days_numbers(shop: RunningShop, phones: Phones) -> None:
    story(phones, lambda _point: None)
    verified(shop)
    shown = shop.stop()
    assert shop.process.returncode == 0
    assert len([line for line in shown.splitlines() if line.startswith(("Phones", "API", "Data"))]) == 3


def test_everything_is_killed_at_every_point_and_the_story_goes_on(shop: RunningShop, phones: Phones) -> None:
    killed: list[str] = []

    def kill(point: str) -> None:
        assert shop.kill_everything() >= 7
        killed.append(point)

    story(phones, kill)
    verified(shop)
    assert killed == ["cart shown", "address asked", "summary shown", "yes sent", "order placed", "shipped"]
