"""The page of the two phones as a test sees it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

BUDI = "whatsapp:+6281200000002"
SELLER = "whatsapp:+6281200000009"


class PhoneSide:
    """One of the two phones: `customer` or `seller`."""

    def __init__(self, page: Page, role: str) -> None:
        self.page = page
        self.role = role
        self.side = page.get_by_test_id(f"phone-{role}")
        self.log = self.side.get_by_test_id("messages")
        self.composer = self.side.get_by_test_id("composer")

    @property
    def bubbles(self) -> Locator:
        """Every bubble, oldest first."""
        return self.log.get_by_test_id("bubble")

    @property
    def replies(self) -> Locator:
        """The bubbles of the shop."""
        return self.log.locator('[data-testid="bubble"][data-mine="false"]')

    @property
    def last(self) -> Locator:
        """The newest bubble."""
        return self.bubbles.last

    def say(self, text: str, *, kept: bool = False) -> None:
        """Type a text and press Enter; `kept` waits until it is on its way, whatever is killed from then on."""
        mine = self.log.locator('[data-testid="bubble"][data-mine="true"]')
        before = mine.count()
        self.composer.fill(text)
        self.composer.press("Enter")
        if kept:
            expect(mine.nth(before)).to_be_visible()

    def ask(self, text: str, answer: str) -> Locator:
        """Say something and wait until a newer bubble of the shop holds the answer."""
        before = self.replies.count()
        self.say(text)
        expect(self.replies.nth(before)).to_be_visible()
        return self.sees(answer)

    def sees(self, text: str) -> Locator:
        """Wait until a bubble of the shop holds a text; the newest of them."""
        found = self.replies.filter(has_text=text).last
        expect(found).to_be_visible()
        return found

    def tap(self, title: str) -> None:
        """Tap the newest quick-reply button with that title."""
        self.log.get_by_test_id("quick-reply").filter(has_text=title).last.click()

    def choose(self, row: str) -> None:
        """Open the newest list and send one of its rows."""
        self.log.get_by_test_id("open-list").last.click()
        self.page.get_by_test_id("list-row").filter(has_text=row).click()
        self.page.get_by_test_id("sheet-press").click()

    def hold(self, name: str) -> None:
        """Switch to the phone of somebody else."""
        self.side.get_by_test_id("holder").filter(has_text=name).click()

    def chat(self, business: str) -> None:
        """Switch to the chat with another business number."""
        self.side.get_by_test_id("chat").filter(has_text=business).click()

    def add(self, name: str, number: str, bsuid: str = "") -> None:
        """Add a phone and hold it."""
        self.side.get_by_test_id("add-phone").click()
        for field, value in (("name", name), ("number", number), ("bsuid", bsuid)):
            self.page.get_by_test_id(f"field-{field}").fill(value)
        self.page.get_by_test_id("sheet-press").click()
        expect(self.side.get_by_test_id("holder").filter(has_text=name)).to_have_attribute("aria-pressed", "true")

    def attach(self, file: Path, caption: str = "") -> None:
        """Send a file with its caption."""
        self.side.get_by_test_id("file").set_input_files(file)
        self.composer.fill(caption)
        self.side.get_by_test_id("send").click()

    def share_place(self, latitude: str, longitude: str, label: str = "") -> None:
        """Share a location."""
        self.side.get_by_test_id("attach").click()
        self.page.get_by_role("menuitem", name="Location").click()
        for field, value in (("latitude", latitude), ("longitude", longitude), ("label", label)):
            self.page.get_by_test_id(f"field-{field}").fill(value)
        self.page.get_by_test_id("sheet-press").click()

    def reply_to(self, bubble: Locator, text: str) -> None:
        """Answer one bubble by its menu."""
        bubble.hover()
        bubble.get_by_test_id("more").click()
        self.page.get_by_role("menuitem", name="Reply").click()
        self.say(text)


class Phones:
    """The whole page."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.customer = PhoneSide(page, "customer")
        self.seller = PhoneSide(page, "seller")

    def open(self) -> Phones:
        """Load the page and wait until it hears changes."""
        self.page.goto(self.base_url)
        expect(self.page.locator("body")).to_have_attribute("data-connected", "true")
        return self

    def arm(self, testid: str) -> None:
        """Press one of the drawer's buttons, such as `arm-inbound_twice`."""
        self.page.get_by_test_id("open-faults").click()
        self.page.get_by_test_id(testid).click()
        expect(self.page.get_by_test_id("armed").locator("li")).not_to_have_count(0)
        self.page.get_by_test_id("close-faults").click()

    def arm_send(self, trouble: str, times: int = 1) -> None:
        """Arm what happens to the next sends, such as `send_code:63016`."""
        self.page.get_by_test_id("open-faults").click()
        self.page.get_by_test_id("trouble").select_option(trouble)
        self.page.get_by_test_id("times").fill(str(times))
        self.page.get_by_test_id("arm-send").click()
        expect(self.page.get_by_test_id("armed").locator("li")).not_to_have_count(0)
        self.page.get_by_test_id("close-faults").click()

    def move_window(self, address: str, is_open: bool) -> None:
        """Move a phone's chat into or out of its 24-hour window."""
        self.page.get_by_test_id("open-faults").click()
        self.page.get_by_test_id(f"window-{address}").set_checked(is_open)
        self.page.get_by_test_id("close-faults").click()
