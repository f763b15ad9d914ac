"""A stand-in, a shop of the tests' own behind it, and the real client in front."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from twilio.rest import Client

from simulator.config import Business, Config, Phone
from simulator.server import Handle, start
from tests.simulator.parts import ANI, BUSINESS, HIDDEN, Shop, client_of


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop that only notes what it is told."""
    shop = Shop()
    yield shop
    shop.stop()


@pytest.fixture
def sim(shop: Shop) -> Iterator[Handle]:
    """A stand-in in memory with one customer, one phone without a number, and one business."""
    phones = (Phone(ANI, "Ani"), HIDDEN)
    handle = start(Config(webhook=shop.inbound, phones=phones, businesses=(Business(BUSINESS, "Warung"),)))
    yield handle
    handle.stop()


@pytest.fixture
def client(sim: Handle) -> Client:
    """The real client, sent to the stand-in."""
    return client_of(sim)
