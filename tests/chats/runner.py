"""Dialogues: what people type and what the phones show, word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import col, select

from models import StaffInvite, reading
from simulator.config import Phone
from simulator.messages import Message
from tests.chats import shops
from tests.chats.checks import check
from tests.chats.platform import decide
from tests.chats.world import World, upload

HERE = Path(__file__).parent
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
NAMES = {"seller": "Sri", "staff": "Rina", "customer": "Budi", "customer2": "Ayu", "stranger": "Joko"}
FILES = {
    "image": "image/png", "voice": "audio/ogg", "document": "application/pdf", "sticker": "image/webp",
    "video": "video/mp4",
}  # fmt: skip


@dataclass(frozen=True)
class Dialogue:
    """One conversation of a file."""

    path: Path
    index: int
    content: Mapping[str, Any]

    @property
    def id(self) -> str:
        return f"{self.path.relative_to(HERE).with_suffix('')}-{self.index}-{self.content['name']}"


@cache
def dialogues() -> tuple[Dialogue, ...]:
    """Every dialogue of this folder."""
    found: list[Dialogue] = []
    for path in sorted(HERE.rglob("*.yaml")):
        # The loader in C: it reads in a tenth of the time, and every process of the tests reads them all.
        content = yaml.load(path.read_text(), Loader=yaml.CSafeLoader) if path.name != "rules.yaml" else []  # noqa: S506
        found += [Dialogue(path, index, one) for index, one in enumerate(content or [])]
    return tuple(found)


class Talk:
    """A dialogue being held."""

    def __init__(self, world: World, shop: shops.Shop) -> None:
        self.world, self.shop = world, shop
        for name, address in shop.people.items():
            world.phones.simulator.tables.people.add(Phone(address, shop.names.get(name, NAMES[name])))
            if shop.in_window:
                world.phones.simulator.tables.people.set_window(address, shop.business, True)

    def step(self, step: Mapping[str, Any]) -> dict[str, Any]:
        """Do one step and tell what the phones showed because of it, in the form of the file."""
        if "wait" in step:
            before = self.world.last_id()
            self.world.wait(seconds(step["wait"]))
            return {"wait": step["wait"], **self._heard(before, step, speaker=None)}
        if "platform" in step:
            before = self.world.last_id()
            decide(self.shop, step["platform"])
            self.world.settle()
            return {"platform": step["platform"], **self._heard(before, step, speaker=None)}
        if "check" in step:
            check(self.shop, step["check"])
            return {"check": step["check"]}
        speaker = next(name for name in step if name in self.shop.people)
        before = self.world.last_id()
        self.world.say(self.shop.people[speaker], self.shop.business, self._draft(speaker, step[speaker]))
        return {speaker: step[speaker], **self._heard(before, step, speaker)}

    def _heard(self, before: int, step: Mapping[str, Any], speaker: str | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, address in self.shop.people.items():
            shown = [masked(shown_as(message)) for message in self.world.heard(address, before)]
            key = "bot" if name == speaker else f"{name} hears"
            if shown or key in step or name == speaker:
                found[key] = shown[0] if len(shown) == 1 else shown or ""
        return found

    def _draft(self, speaker: str, said: Any) -> dict[str, Any]:
        if not isinstance(said, Mapping):
            return {"text": unmasked(str(said))}
        draft: dict[str, Any] = {"text": said.get("text", "")}
        if "tap" in said:
            return self._tap(speaker, said["tap"])
        for kind in FILES.keys() & said.keys():
            draft["upload"] = upload(FILES[kind], said[kind])
        if "location" in said:
            latitude, longitude = said["location"]
            draft["location"] = {"latitude": latitude, "longitude": longitude}
        if "reply_to" in said:
            draft["reply_to"] = self._bubble(speaker, said["reply_to"]).sid
        return draft

    def _bubble(self, speaker: str, fragment: str) -> Message:
        shown = self.world.heard(self.shop.people[speaker], 0)
        return next(message for message in reversed(shown) if fragment in message.body)

    def _tap(self, speaker: str, title: str) -> dict[str, Any]:
        for message in reversed(self.world.heard(self.shop.people[speaker], 0)):
            for kind, choice in choices_of(message):
                if choice["title"] == title:
                    return {"reply_to": message.sid, kind: choice}
        raise AssertionError(f"nobody offered {speaker} {title!r}")


def masked(text: str) -> str:
    """A bubble with `<code 1>` for the code of the first invitation, which is another one in every run, as login links
    are."""
    text = re.sub(r"http://[\d.:]+/login/[\w-]{43}", "<login link>", text)
    for number, code in enumerate(codes(), 1):
        text = text.replace(code, f"<code {number}>")
    return text


def unmasked(text: str) -> str:
    """What is typed, with the codes that it speaks of."""
    for number, code in enumerate(codes(), 1):
        text = text.replace(f"<code {number}>", code)
    return text


def codes() -> list[str]:
    """The codes of all invitations, the first first."""
    with reading() as tx:
        return list(tx.exec(select(StaffInvite.code).order_by(col(StaffInvite.id))))


def choices_of(message: Message) -> list[tuple[str, dict[str, str]]]:
    """The buttons or rows of a bubble, with what the phone sends for each."""
    shown = message.extra.get("shown", {})
    rows = (shown.get("list") or {}).get("items", [])
    return [("button", button) for button in shown.get("buttons", [])] + [
        ("row", {"id": row["id"], "title": row["item"], "description": row.get("description", "")}) for row in rows
    ]


def shown_as(message: Message) -> str:
    """A bubble as text: its body, then `[Button]`s, `• rows` and `<picture>`."""
    lines = [message.body] if message.body else []
    if message.extra.get("media_urls"):
        lines.insert(0, "<picture>")
    found = choices_of(message)
    buttons = " ".join(f"[{choice['title']}]" for kind, choice in found if kind == "button")
    rows = [f"• {choice['title']}" + _more(choice) for kind, choice in found if kind == "row"]
    return "\n".join([*lines, *([buttons] if buttons else []), *rows])


def _more(choice: Mapping[str, str]) -> str:
    more = choice.get("description", "")
    return f" | {more}" if more and more != choice["title"] else ""


def seconds(words: str) -> float:
    """A length of time such as `25 hours`."""
    number, unit = re.fullmatch(r"(\d+) (\w+?)s?", words).groups()  # type: ignore[union-attr]
    return int(number) * UNITS[unit]
