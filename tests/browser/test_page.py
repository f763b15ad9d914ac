"""The page as a whole: keyboard, small screens, several shops, and a stand-in that goes away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from simulator.config import Business, Config, Phone
from simulator.messages import Message
from simulator.server import Handle, start
from tests.browser.phones import SELLER, Phones
from tests.browser.test_phones import content
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of

pytestmark = pytest.mark.browser
Send = Callable[..., str]


def test_everything_is_there_after_loading_again(phones: Phones, send: Send) -> None:
    phones.customer.say("halo")
    send("hai")
    phones.customer.sees("hai")
    phones.open()
    expect(phones.customer.bubbles).to_have_count(2)


def test_a_message_heard_of_late_stands_where_it_belongs(phones: Phones, send: Send, sim: Handle) -> None:
    send("kedua")
    phones.customer.sees("kedua")
    tables = sim.simulator.tables
    with tables.store.together():
        tables.messages.add(Message("SM1", "outbound-api", ANI, BUSINESS, BUSINESS, ANI, body="pertama"))
        tables.store.run("UPDATE messages SET id = 0 WHERE sid = 'SM1'")
    expect(phones.customer.bubbles).to_contain_text(["pertama", "kedua"])


def test_by_keyboard_alone(phones: Phones, send: Send, sim: Handle, shop: Shop) -> None:
    page = phones.page
    expect(phones.customer.composer).to_be_focused()
    page.keyboard.type("baris satu")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("baris dua")
    page.keyboard.press("Enter")
    expect(phones.customer.bubbles).to_have_count(1)
    actions = [{"type": "QUICK_REPLY", "title": "Ya", "id": "yes"}]
    send(content_sid=content(sim, {"twilio/quick-reply": {"body": "Pesan?", "actions": actions}}))
    phones.customer.sees("Pesan?")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(phones.customer.log.get_by_test_id("quick-reply")).to_be_focused()
    page.keyboard.press("Enter")
    expect(phones.customer.bubbles).to_have_count(3)
    phones.customer.log.focus()
    page.keyboard.press("ArrowUp")
    expect(phones.customer.last).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("r")
    expect(phones.customer.side.get_by_test_id("preview")).to_contain_text("Pesan?")
    page.keyboard.press("Escape")
    expect(phones.customer.side.get_by_test_id("preview")).to_be_hidden()
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    assert [form["Body"] for form in shop.forms()] == ["baris satu\nbaris dua", "Ya"]


def test_on_a_small_screen_one_phone_at_a_time(page: Page, sim: Handle, send: Send) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    phones = Phones(page, sim.base_url).open()
    expect(phones.seller.side).to_be_hidden()
    send("pesanan baru", to=SELLER)
    expect(page.get_by_test_id("tab-seller").locator(".badge")).to_have_text("1")
    page.get_by_test_id("tab-seller").click()
    phones.seller.sees("pesanan baru")
    expect(phones.customer.side).to_be_hidden()
    expect(page.get_by_test_id("tab-seller").locator(".badge")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_needs_no_other_machine(page: Page, sim: Handle) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Phones(page, sim.base_url).open()
    assert [url for url in asked if not url.startswith(sim.base_url)] == []


def test_a_page_left_open_goes_on_after_the_stand_in_was_away(page: Page, shop: Shop, tmp_path: Path) -> None:
    config = Config(webhook=shop.inbound, data=tmp_path, phones=(Phone(ANI, "Ani"), Phone(SELLER, "Bu Sri", "seller")))
    sim = start(config)
    port = int(sim.base_url.rpartition(":")[2])
    phones = Phones(page, sim.base_url).open()
    phones.customer.say("sebelum")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    sim.stop()
    expect(page.get_by_test_id("line-state")).to_have_text("Reconnecting…")
    phones.customer.say("hilang?")
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(phones.customer.composer).to_have_value("hilang?")
    sim = start(config, port=port)
    sim.send(ANI, "sesudah")
    expect(page.get_by_test_id("line-state")).to_have_text("")
    expect(phones.customer.log.get_by_test_id("words")).to_have_text(["sebelum", "sesudah"])
    sim.stop()


def test_a_phone_has_a_chat_with_each_business(page: Page, shop: Shop) -> None:
    other = "whatsapp:+14155550100"
    businesses = (Business(BUSINESS, "Warung"), Business(other, "Kedai"))
    people = (Phone(ANI, "Ani", in_window=True, business=other), Phone(SELLER, "Bu Sri", "seller"))
    sim = start(Config(webhook=shop.inbound, phones=people, businesses=businesses))
    phones = Phones(page, sim.base_url).open()
    expect(phones.customer.side.get_by_test_id("chat-name")).to_have_text("Kedai")
    phones.customer.say("halo kedai")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    client_of(sim).messages.create(from_=BUSINESS, to=ANI, body="dari warung")
    warung = phones.customer.side.get_by_test_id("chat").filter(has_text="Warung")
    expect(warung.locator(".badge")).to_have_text("1")
    phones.customer.chat("Warung")
    phones.customer.sees("dari warung")
    expect(warung.locator(".badge")).to_have_count(0)
    phones.customer.say("halo warung")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    assert [(form["To"], form["Body"]) for form in shop.forms()] == [(other, "halo kedai"), (BUSINESS, "halo warung")]
    sim.stop()


def test_a_link_to_a_chat_opens_it_with_its_words(page: Page, shop: Shop) -> None:
    other = "whatsapp:+14155550100"
    businesses = (Business(BUSINESS, "Warung"), Business(other, "Kedai"))
    sim = start(Config(webhook=shop.inbound, phones=(Phone(ANI, "Ani", in_window=True),), businesses=businesses))
    phones = Phones(page, sim.base_url).open()
    client_of(sim).messages.create(from_=BUSINESS, to=ANI, body="https://wa.me/14155550100?text=KEDAI%20BARU")
    phones.customer.last.get_by_role("link").click()
    expect(phones.customer.side.get_by_test_id("chat-name")).to_have_text("Kedai")
    expect(phones.customer.composer).to_have_value("KEDAI BARU")
    sim.stop()


def test_the_newest_message_stays_in_sight_when_the_composer_grows(phones: Phones) -> None:
    for number in range(20):
        phones.customer.say(f"pesan {number}")
    expect(phones.customer.bubbles).to_have_count(20)
    phones.customer.composer.fill("satu\ndua\ntiga\nempat")
    expect(phones.customer.last).to_be_in_viewport(ratio=1)
    assert phones.customer.log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
