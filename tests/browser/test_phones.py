"""The page of the two phones in a real browser, against a shop of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from twilio.rest import Client

from simulator.config import Business, Config, Phone
from simulator.server import Handle, start
from tests.browser.phones import Phones
from tests.simulator.parts import ANI, BUSINESS, Shop, client_of

pytestmark = pytest.mark.browser
SELLER = "whatsapp:+6281200000009"
Send = Callable[..., str]


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.stop()


@pytest.fixture
def sim(shop: Shop) -> Iterator[Handle]:
    phones = (Phone(ANI, "Ani"), Phone("whatsapp:+6281200000002", "Budi"), Phone(SELLER, "Bu Sri", "seller"))
    handle = start(Config(webhook=shop.inbound, phones=phones, businesses=(Business(BUSINESS, "Warung Bu Sri"),)))
    yield handle
    handle.stop()


@pytest.fixture
def phones(page: Page, sim: Handle) -> Phones:
    return Phones(page, sim.base_url).open()


@pytest.fixture
def send(sim: Handle) -> Send:
    """Send as the shop; the window is open."""
    client: Client = client_of(sim)
    for address in (ANI, SELLER, "whatsapp:+6281200000002"):
        sim.simulator.tables.people.set_window(address, BUSINESS, True)
    return lambda body=None, to=ANI, **more: str(client.messages.create(from_=BUSINESS, to=to, body=body, **more).sid)


def content(sim: Handle, types: dict[str, object]) -> str:
    return sim.simulator.tables.contents.add({"language": "id", "types": types}).sid


def seconds_of_sound(page: Page) -> float:
    """How long the newest voice note plays, once the browser has read it."""
    loaded = """async () => {
        const sound = [...document.querySelectorAll("audio")].at(-1);
        if (sound.readyState < 1) await new Promise((done, failed) => {
            sound.onloadedmetadata = done;
            sound.onerror = () => failed(new Error("not a sound"));
        });
        return Math.min(sound.duration, 1000);
    }"""
    return float(page.evaluate(loaded))


def test_a_message_is_typed_and_answered(phones: Phones, send: Send, shop: Shop) -> None:
    phones.customer.say("halo *semua*")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    expect(phones.customer.last.locator("strong")).to_have_text("semua")
    assert [form["Body"] for form in shop.forms()] == ["halo *semua*"]
    send("_hai_ ~salah~ ```2 x 3``` https://bakul.example/a_b_c?x=1.")
    answer = phones.customer.sees("hai")
    expect(answer.locator("em")).to_have_text("hai")
    expect(answer.locator("s")).to_have_text("salah")
    expect(answer.locator("code")).to_have_text("2 x 3")
    expect(answer.locator("a")).to_have_attribute("href", "https://bakul.example/a_b_c?x=1")
    expect(answer).to_have_attribute("data-tick", "read")
    expect(phones.customer.log.get_by_text("Today")).to_be_visible()
    expect(phones.seller.bubbles).to_have_count(0)


def test_nothing_written_is_taken_as_html(phones: Phones, send: Send, page: Page) -> None:
    bad = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    phones.customer.say(bad)
    send(bad)
    expect(phones.customer.sees("<img").get_by_test_id("words")).to_have_text(bad)
    expect(phones.customer.log.locator("img, script")).to_have_count(0)
    assert page.title() == "Two phones"


def test_buttons_and_lists(phones: Phones, send: Send, sim: Handle, shop: Shop) -> None:
    actions = [{"type": "QUICK_REPLY", "title": title, "id": f"id:{title}"} for title in ("Ya", "Ubah", "Batal")]
    items = [
        {"id": f"p{number}", "item": f"Menu {number}", "description": f"Rp{number}.000"} for number in range(1, 11)
    ]
    send(content_sid=content(sim, {"twilio/quick-reply": {"body": "Pesan?", "actions": actions}}))
    phones.customer.sees("Pesan?")
    phones.customer.tap("Ubah")
    expect(phones.customer.last.get_by_test_id("quote")).to_contain_text("Pesan?")
    send(content_sid=content(sim, {"twilio/list-picker": {"body": "Pilih", "button": "Menu", "items": items}}))
    phones.customer.sees("Pilih")
    phones.customer.choose("Menu 7")
    expect(phones.customer.last).to_contain_text("Menu 7")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    button, row = shop.forms()
    assert (button["ButtonPayload"], row["ListId"], row["ListDescription"]) == ("id:Ubah", "p7", "Rp7.000")
    expect(phones.customer.log.locator(".taken")).to_have_text("Ubah")


def test_files_places_and_voice(phones: Phones, shop: Shop, tmp_path: Path) -> None:
    picture, paper = tmp_path / "bukti.png", tmp_path / "nota.pdf"
    Image.new("RGB", (40, 30), "orange").save(picture)
    paper.write_bytes(b"%PDF-1.4 nota")
    phones.customer.attach(picture, "bukti transfer")
    expect(phones.customer.last.locator("img")).to_have_js_property("naturalWidth", 40)
    phones.customer.attach(paper)
    expect(phones.customer.last.get_by_test_id("document")).to_contain_text("nota.pdf")
    phones.customer.share_place("-6.2", "106.8", "Rumah")
    expect(phones.customer.last.get_by_test_id("location")).to_contain_text("Rumah")
    phones.customer.side.get_by_test_id("voice").click()
    phones.page.wait_for_timeout(600)
    phones.customer.side.get_by_test_id("voice").click()
    expect(phones.customer.last.locator("audio")).to_be_visible()
    assert seconds_of_sound(phones.page) > 0.2
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    kinds = [(form["MessageType"], form["Body"], form.get("MediaContentType0")) for form in shop.forms()]
    assert kinds == [
        ("image", "bukti transfer", "image/png"),
        ("document", "", "application/pdf"),
        ("location", "", None),
        ("audio", "", "audio/ogg"),
    ]


def test_documents_and_pictures_of_the_shop(phones: Phones, send: Send, shop: Shop, tmp_path: Path) -> None:
    picture = tmp_path / "menu.png"
    Image.new("RGB", (60, 40), "green").save(picture)
    shop.files = {"/menu.png": ("image/png", picture.read_bytes()), "/nota.pdf": ("application/pdf", b"%PDF-1.4")}
    send("Menu kami", media_url=[f"{shop.url}/menu.png"])
    expect(phones.customer.sees("Menu kami").locator("img")).to_have_js_property("naturalWidth", 60)
    send("Nota", media_url=[f"{shop.url}/nota.pdf"])
    expect(phones.customer.sees("Nota").get_by_test_id("document")).to_contain_text("nota.pdf")


def test_a_quoted_reply(phones: Phones, send: Send, shop: Shop) -> None:
    first = send("Pesanan 1042 siap")
    send("Pesanan 1043 siap")
    phones.customer.sees("1043")
    phones.customer.reply_to(phones.customer.sees("1042"), "yang ini")
    expect(phones.customer.last.get_by_test_id("quote")).to_contain_text("1042")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    assert shop.forms()[0]["OriginalRepliedMessageSid"] == first


def test_many_messages_typed_fast_keep_their_order(phones: Phones, shop: Shop) -> None:
    for number in range(15):
        phones.customer.say(f"pesan {number}")
    expect(phones.customer.bubbles).to_have_count(15)
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    words = [f"pesan {number}" for number in range(15)]
    expect(phones.customer.log.get_by_test_id("words")).to_have_text(words)
    assert [form["Body"] for form in shop.forms()] == words


def test_customers_are_switched_added_and_counted(phones: Phones, send: Send, shop: Shop) -> None:
    send("untuk Budi", to="whatsapp:+6281200000002")
    send("lagi", to="whatsapp:+6281200000002")
    budi = phones.customer.side.get_by_test_id("holder").filter(has_text="Budi")
    expect(budi.locator(".badge")).to_have_text("2")
    phones.customer.composer.fill("belum dikirim")
    phones.customer.hold("Budi")
    phones.customer.sees("untuk Budi")
    expect(budi.locator(".badge")).to_have_count(0)
    expect(phones.customer.composer).to_have_value("")
    phones.customer.add("Camila", "+57 300 123 4567", "CO.12345")
    phones.customer.say("hola")
    expect(phones.customer.last).to_have_attribute("data-tick", "delivered")
    assert (shop.forms()[0]["From"], shop.forms()[0]["ProfileName"]) == ("whatsapp:CO.12345", "Camila")
    phones.customer.hold("Ani")
    expect(phones.customer.composer).to_have_value("belum dikirim")


def test_faults_of_the_drawer(phones: Phones, send: Send, shop: Shop) -> None:
    phones.arm("arm-inbound_twice")
    expect(phones.page.get_by_test_id("armed-count")).to_have_text("1")
    phones.customer.say("dua kali")
    expect(phones.page.get_by_test_id("armed-count")).to_be_hidden()
    phones.arm_send("send_code:63049")
    send("tidak sampai")
    reason = phones.customer.sees("tidak sampai").get_by_test_id("reason")
    expect(reason).to_contain_text("63049")
    phones.move_window(ANI, False)
    send("di luar")
    expect(phones.customer.sees("di luar").get_by_test_id("reason")).to_contain_text("63016")
    expect(phones.customer.side.get_by_test_id("window")).to_have_text("24 h over")
    phones.customer.say("kembali")
    expect(phones.customer.side.get_by_test_id("window")).to_have_text("")
    send("sampai")
    expect(phones.customer.sees("sampai")).to_have_attribute("data-tick", "read")
    assert [form["Body"] for form in shop.forms()] == ["dua kali", "dua kali", "kembali"]


def test_traffic_is_shown(phones: Phones, send: Send) -> None:
    send("hai")
    phones.customer.sees("hai")
    phones.page.get_by_test_id("open-faults").click()
    expect(phones.page.get_by_test_id("traffic").locator("summary").filter(has_text="Messages.json")).to_have_count(1)


def test_everything_is_there_after_loading_again(phones: Phones, send: Send) -> None:
    phones.customer.say("halo")
    send("hai")
    phones.customer.sees("hai")
    phones.open()
    expect(phones.customer.bubbles).to_have_count(2)


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


def test_the_newest_message_stays_in_sight_when_the_composer_grows(phones: Phones) -> None:
    for number in range(20):
        phones.customer.say(f"pesan {number}")
    expect(phones.customer.bubbles).to_have_count(20)
    phones.customer.composer.fill("satu\ndua\ntiga\nempat")
    expect(phones.customer.last).to_be_in_viewport(ratio=1)
    assert phones.customer.log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2
