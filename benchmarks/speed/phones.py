"""Phones and Twilio in one loop: they post messages to the shop and note when its answers arrive."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import parse_qs

from benchmarks.speed import people
from benchmarks.speed.place import HOST

PATIENCE = 60.0
# What Twilio lists, for the clock that looks for messages which no webhook told of.
NOTHING = b'{"messages": [], "next_page_uri": null, "page": 0, "page_size": 500, "start": 0, "end": 0, "uri": ""}'
HEAD = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that reached Twilio, and when by the monotonic clock."""

    at: float
    text: str


class Phones:
    """Every phone, and Twilio's way to create messages, which takes that many seconds for each."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds
        self._heard: dict[str, asyncio.Queue[Heard]] = defaultdict(asyncio.Queue)
        self._lines: asyncio.LifoQueue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.LifoQueue()
        self._sids: Iterator[int] = count(1)
        self.shop_port = 0
        self.total = 0

    async def open(self) -> str:
        """Listen; the address for TWILIO_API_BASE."""
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Hang up."""
        while not self._lines.empty():
            self._lines.get_nowait()[1].close()
        self._server.close()

    async def say(self, sender: str, text: str, business: str = people.BUSINESS) -> float:
        """Post a message to the shop; when that began. AssertionError when it is not accepted."""
        request = people.signed(people.fields(sender, text, business))
        began = time.monotonic()
        answer = await self._exchange(request)
        assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
        return began

    async def hears(self, address: str) -> Heard:
        """The next message that reaches a phone; TimeoutError without one."""
        return await asyncio.wait_for(self._heard[address].get(), PATIENCE)

    async def _exchange(self, request: bytes) -> bytes:
        # The shop closes a line that was idle for some seconds; another is opened then.
        while not self._lines.empty():
            line = self._lines.get_nowait()
            try:
                return await self._ask(line, request)
            except (ConnectionError, asyncio.IncompleteReadError):
                line[1].close()
        return await self._ask(await asyncio.open_connection(HOST, self.shop_port), request)

    async def _ask(self, line: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> bytes:
        reader, writer = line
        writer.write(request)
        answer = await _message(reader)
        self._lines.put_nowait(line)
        return answer

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await _message(reader)
                at = time.monotonic()
                if self._seconds:
                    await asyncio.sleep(self._seconds)
                listed = request.startswith(b"GET ")
                writer.write(HEAD % (b"200 OK", len(NOTHING)) + NOTHING if listed else self._created(request, at))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    def _created(self, request: bytes, at: float) -> bytes:
        form = parse_qs(request.partition(b"\r\n\r\n")[2].decode())
        self.total += 1
        words = form.get("Body") or form.get("ContentVariables") or [""]
        self._heard[form["To"][0]].put_nowait(Heard(at, words[0]))
        body = b'{"sid": "SM%032x", "status": "queued"}' % next(self._sids)
        return HEAD % (b"201 Created", len(body)) + body


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer. IncompleteReadError when the other side hung up."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
    return head + await reader.readexactly(int(length or 0))
