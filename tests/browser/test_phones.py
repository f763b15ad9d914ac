"""The page of the two phones in a real browser, against a shop of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from simulator.server import Handle
from tests.browser.phones import BUDI, Phones
from tests.simulator.parts import ANI, Shop

pytestmark = pytest.mark.browser
Send = Callable[..., str]


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
    send("untuk Budi", to=BUDI)
    send("lagi", to=BUDI)
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
