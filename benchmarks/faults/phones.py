"""The phones of the stand-in, over its own HTTP interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import requests

PATIENCE = 20.0


@dataclass(frozen=True, slots=True)
class Bubble:
    """A message on a phone. `buttons` are the titles of what can be tapped."""

    id: int
    sid: str
    mine: bool
    body: str
    status: str
    tick: str
    buttons: tuple[str, ...]


class Phones:
    """Everybody's phone."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._session = requests.Session()

    def add(self, address: str, name: str, role: str = "customer") -> None:
        """Add a phone."""
        self._post("/phones", address=address, name=name, role=role)

    def say(self, address: str, text: str, business: str) -> str:
        """Send a text; the sid of the message. It arrives at the shop a moment later."""
        return str(self._post(f"/phones/{address}/messages", text=text, to=business)["sid"])

    def react(self, address: str, business: str) -> None:
        """Send a reaction, which opens the window and is never answered."""
        params = {"MessageType": "reaction"}
        self._post(f"/phones/{address}/messages", text="👍", to=business, wait=True, params=params)

    def knock(self, address: str, text: str, business: str) -> dict[str, Any]:
        """Send a text and wait for what the shop says to the webhook: `status`, `failure`, `attempts` and the `sid`."""
        made = self._post(f"/phones/{address}/messages", text=text, to=business, wait=True)
        return {**made["webhook"], "sid": made["sid"]}

    def tap(self, address: str, bubble: Bubble, title: str, business: str) -> str:
        """Tap a button of a bubble; the sid of the message."""
        made = self._post(f"/phones/{address}/messages", button=title, reply_to=bubble.sid, to=business)
        return str(made["sid"])

    def again(self, sid: str) -> dict[str, Any]:
        """Post the webhook of a message once more, the same in every parameter."""
        return self._post(f"/messages/{sid}/webhook")

    def shown(self, address: str, after: int = 0, *, all_of_them: bool = True) -> list[Bubble]:
        """What a phone shows, oldest first; with `all_of_them` also what is on its way or has failed."""
        query = {"all": "1"} if all_of_them else {}
        found = self._get(f"/phones/{address}/messages", **query)["messages"]
        return [_bubble(one) for one in found if one["id"] > after]

    def arm(self, kind: str, **fields: Any) -> None:
        """Let something go wrong with the next messages."""
        self._post("/faults", kind=kind, **fields)

    def disarm(self) -> None:
        """Let nothing go wrong any more."""
        self._session.delete(f"{self._base}/simulator/faults", timeout=PATIENCE).raise_for_status()

    def armed(self) -> int:
        """How many faults still wait to happen."""
        return len(self._get("/faults")["faults"])

    def status(self, sid: str, state: str) -> None:
        """Move a message to a state by hand, with its callback."""
        self._post(f"/messages/{sid}/status", status=state)

    def journal(self, kind: str) -> list[dict[str, Any]]:
        """The requests of a kind that the stand-in got or made."""
        return list(self._get("/journal", kind=kind)["entries"])

    def settle(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way at the stand-in."""
        return bool(self._post("/settle", seconds=seconds)["settled"])

    def _post(self, path: str, **fields: Any) -> dict[str, Any]:
        answer = self._session.post(f"{self._base}/simulator{path}", json=fields, timeout=PATIENCE)
        answer.raise_for_status()
        return dict(answer.json())

    def _get(self, path: str, **query: Any) -> dict[str, Any]:
        answer = self._session.get(f"{self._base}/simulator{path}", params=query, timeout=PATIENCE)
        answer.raise_for_status()
        return dict(answer.json())


def _bubble(told: dict[str, Any]) -> Bubble:
    titles = tuple(button["title"] for button in told["buttons"])
    return Bubble(told["id"], told["sid"], told["mine"], told["body"], told["status"], told["tick"], titles)
