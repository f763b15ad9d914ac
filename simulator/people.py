"""Phones, business numbers, and the 24-hour window of each chat between them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from simulator.config import Business, Config, Phone
from simulator.ids import WHATSAPP, iso, parse_iso
from simulator.store import Row, Store

WINDOW: Final = timedelta(hours=24)
_ADDRESS: Final = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128})")


def is_address(text: str) -> bool:
    """Whether a text is a WhatsApp address: a number with its country code, or a business-scoped id."""
    return _ADDRESS.fullmatch(text) is not None


class People:
    """Who exists in this small world. Phones keep the order in which they were added."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store, self._config = store, config
        self._fill()

    def add(self, phone: Phone) -> Phone:
        """Add a phone, or change the one with that address."""
        with self._store.together():
            self._store.run(
                "INSERT INTO phones VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET name = excluded.name,"
                " role = excluded.role, bsuid = excluded.bsuid, hide_number = excluded.hide_number,"
                " changed = excluded.changed",
                phone.address,
                phone.name,
                phone.role,
                phone.bsuid,
                int(phone.hide_number),
                self._store.change(),
            )
        return phone

    def add_business(self, business: Business) -> None:
        """Add a business number, or rename it."""
        self._store.run(
            "INSERT INTO businesses VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET name = excluded.name",
            business.number,
            business.name,
        )

    def phones(self) -> list[Phone]:
        """Every phone in the order they were added."""
        return [_phone(row) for row in self._store.all("SELECT * FROM phones ORDER BY rowid")]

    def businesses(self) -> list[Business]:
        """Every business number in the order they were added."""
        rows = self._store.all("SELECT * FROM businesses ORDER BY rowid")
        return [Business(row["number"], row["name"]) for row in rows]

    def find(self, address: str) -> Phone | None:
        """The phone with that address, or whose business-scoped id it is."""
        scoped = address.removeprefix(WHATSAPP)
        row = self._store.one("SELECT * FROM phones WHERE address = ? OR (bsuid <> '' AND bsuid = ?)", address, scoped)
        return _phone(row) if row else None

    def usual_business(self, address: str) -> str:
        """The number a person writes to unless another is chosen."""
        own = next((phone.business for phone in self._config.phones if phone.address == address), "")
        return own or self.businesses()[0].number

    def known_business(self, number: str) -> bool:
        """Whether the shop may send from that number."""
        return self._store.one("SELECT 1 AS found FROM businesses WHERE number = ?", number) is not None

    def heard_from(self, phone: str, business: str) -> None:
        """The person wrote: the 24 hours begin again and a window moved shut is open."""
        self._store.run(
            "INSERT INTO chats VALUES (?, ?, ?, 0) ON CONFLICT (phone, business)"
            " DO UPDATE SET last_inbound = excluded.last_inbound, closed = 0",
            phone,
            business,
            iso(self._config.clock()),
        )

    def set_window(self, phone: str, business: str, is_open: bool) -> None:
        """Move a chat out of its 24-hour window, or back into a fresh one."""
        if is_open:
            self.heard_from(phone, business)
        else:
            self._store.run(
                "INSERT INTO chats VALUES (?, ?, NULL, 1) ON CONFLICT (phone, business) DO UPDATE SET closed = 1",
                phone,
                business,
            )
        self._store.change()

    def window_open(self, phone: str, business: str) -> bool:
        """Whether a free message may reach that person now."""
        row = self._store.one("SELECT * FROM chats WHERE phone = ? AND business = ?", phone, business)
        if row is None or row["closed"] or row["last_inbound"] is None:
            return False
        return self._config.clock() - parse_iso(row["last_inbound"]) < WINDOW

    def forget(self) -> None:
        """Back to the phones and numbers the stand-in was started with."""
        for table in ("phones", "businesses", "chats"):
            self._store.run(f"DELETE FROM {table}")
        self._fill()

    def _fill(self) -> None:
        for phone in self._config.phones:
            self.add(phone)
        for business in self._config.businesses:
            self.add_business(business)
            for phone in self._config.phones:
                if phone.in_window:
                    self._open_at_first(phone.address, business.number)

    def _open_at_first(self, phone: str, business: str) -> None:
        self._store.run(
            "INSERT INTO chats VALUES (?, ?, ?, 0) ON CONFLICT DO NOTHING", phone, business, iso(self._config.clock())
        )


def _phone(row: Row) -> Phone:
    return Phone(row["address"], row["name"], row["role"], row["bsuid"], bool(row["hide_number"]))
