"""Lines between hosts: each a small TCP proxy, which can be slow, fall silent or be cut."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

Target = tuple[str, int]
CHUNK = 65_536


class Line:
    """A line from anybody who connects to `port` to a target."""

    def __init__(self, target: Target) -> None:
        self.target, self.port = target, 0
        self.delay = 0.0
        self.is_cut = False
        self.may_pass = asyncio.Event()
        self.may_pass.set()
        self._ends: set[asyncio.StreamWriter] = set()

    async def listen(self, host: str) -> None:
        """Take connections from now on."""
        server = await asyncio.start_server(self._serve, host, 0)
        self.port = server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        self.is_cut = True
        for end in list(self._ends):
            end.transport.abort()

    def mend(self) -> None:
        """Carry everything again, at once; what was held back goes on."""
        self.is_cut, self.delay = False, 0.0
        self.may_pass.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            there, thither = await asyncio.open_connection(*self.target)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, thither}
        await asyncio.gather(self._carry(reader, thither), self._carry(there, writer))
        self._ends -= {writer, thither}

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(CHUNK):
                if self.delay:
                    await asyncio.sleep(self.delay)
                await self.may_pass.wait()
                writer.write(data)
                await writer.drain()
            await self.may_pass.wait()
            writer.close()
        except OSError:
            writer.transport.abort()


class Lines:
    """All lines, by the host that uses them and the one they lead to, carried by a thread of their own."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._lines: dict[tuple[str, str], Line] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="lines")
        self._thread.start()

    def add(self, user: str, leads_to: str, target: Target) -> int:
        """A line for a host; the port at which it is used."""

        async def make() -> Line:
            line = Line(target)
            await line.listen(self._host)
            return line

        made = asyncio.run_coroutine_threadsafe(make(), self._loop).result(10)
        self._lines[user, leads_to] = made
        return made.port

    def slow(self, seconds: float, user: str = "", leads_to: str = "") -> None:
        """Delay what goes through by so many seconds in each direction."""
        self._each(user, leads_to, lambda line: setattr(line, "delay", seconds))

    def silence(self, user: str = "", leads_to: str = "") -> None:
        """Carry nothing any more and tell nobody, as when a cable is pulled or a host loses its power."""
        self._each(user, leads_to, lambda line: line.may_pass.clear())

    def cut(self, user: str = "", leads_to: str = "") -> None:
        """End every connection, and refuse new ones."""
        self._each(user, leads_to, Line.cut)

    def mend(self, user: str = "", leads_to: str = "") -> None:
        """Carry everything again."""
        self._each(user, leads_to, Line.mend)

    def close(self) -> None:
        """Carry nothing any more, for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _each(self, user: str, leads_to: str, do: Callable[[Line], object]) -> None:
        """Do something to the lines of a host, to a host, or to all, and wait until it is done."""
        chosen = [line for (by, to), line in self._lines.items() if user in ("", by) and leads_to in ("", to)]

        async def all_of_them() -> None:
            for line in chosen:
                do(line)

        asyncio.run_coroutine_threadsafe(all_of_them(), self._loop).result(10)
