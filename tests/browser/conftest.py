"""A real Chromium, where there is one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from twilio.rest import Client

from simulator.config import Business, Config, Phone
from simulator.server import Handle, start
from tests.browser.phones import BUDI, SELLER, Phones
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of

# Milliseconds to wait for what must come: killed processes take seconds to come back, longer on a busy machine.
PATIENCE = 60_000
PLACES = ("chromium", "chromium-browser", "google-chrome")
SOUND = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium of the system, or the one `CHROMIUM` names; a loud skip without any."""
    path = os.environ.get("CHROMIUM") or next((found for name in PLACES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(
            "THE PAGE IS NOT TESTED: no Chromium here; install one (apt-get install chromium) or name it in CHROMIUM"
        )
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *SOUND])
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of a fresh visitor. Errors on its console fail the test, but for a server that is away."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda problem: errors.append(str(problem)))
    page.on(
        "console",
        lambda line: errors.append(line.text) if line.type == "error" and "net::ERR_" not in line.text else None,
    )
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop that only notes what it is told."""
    shop = Shop()
    yield shop
    shop.stop()


@pytest.fixture
def sim(shop: Shop) -> Iterator[Handle]:
    """A stand-in in memory with two customers and a seller."""
    phones = (Phone(ANI, "Ani"), Phone(BUDI, "Budi"), Phone(SELLER, "Bu Sri", "seller"))
    handle = start(Config(webhook=shop.inbound, phones=phones, businesses=(Business(BUSINESS, "Warung Bu Sri"),)))
    yield handle
    handle.stop()


@pytest.fixture
def phones(page: Page, sim: Handle) -> Phones:
    """The page, open and connected."""
    return Phones(page, sim.base_url).open()


@pytest.fixture
def send(sim: Handle) -> Callable[..., str]:
    """Send as the shop; the window is open."""
    client: Client = client_of(sim)
    for address in (ANI, SELLER, BUDI):
        sim.simulator.tables.people.set_window(address, BUSINESS, True)
    return lambda body=None, to=ANI, **more: str(client.messages.create(from_=BUSINESS, to=to, body=body, **more).sid)
