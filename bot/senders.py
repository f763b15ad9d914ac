"""The threads that send: each chat in the hands of one of them at most, and nobody waits for them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

log = logging.getLogger(__name__)


class Senders:
    """A pool of threads that work on chats. A chat that is given again while it is worked on is worked on again.

    `work` is told a chat and until when it may be in hand while others are in line, and tells whether there is more.
    """

    def __init__(self, threads: int, seconds: float, work: Callable[[int, float], bool]) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="send")
        self._threads = threads
        # So many wait for a thread, that none is idle while others are looked for; more is left to other processes.
        self._spare = max(1, threads // 4)
        self._seconds = seconds
        self._work = work
        self._busy: dict[int, bool] = {}
        self._queued = 0
        self._changed = threading.Condition()

    def give(self, chat_id: int, seconds: float) -> bool:
        """Have a chat worked on, now or as soon as a thread is free; false when none was within so many seconds."""
        with self._changed:
            if chat_id not in self._busy and not self._changed.wait_for(self._has_room, seconds):
                return False
            if chat_id in self._busy:
                self._busy[chat_id] = True
            else:
                self._submit(chat_id, time.monotonic() + self._seconds)
            return True

    def _has_room(self) -> bool:
        return len(self._busy) < self._threads + self._spare

    def others_wait(self) -> bool:
        """Whether a chat waits for a thread."""
        return self._queued > 0

    def settle(self) -> None:
        """Wait until every chat that was given has been worked on."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy)

    def _submit(self, chat_id: int, until: float) -> None:
        self._busy[chat_id] = False
        self._queued += 1
        self._pool.submit(self._run, chat_id, until)

    def _run(self, chat_id: int, until: float) -> None:
        with self._changed:
            self._queued -= 1
        try:
            unfinished = self._work(chat_id, until)
        except Exception:
            # What went wrong in one chat must not stop the others; the sweep finds it again.
            log.exception("send_failed", extra={"chat_id": chat_id})
            unfinished = False
        with self._changed:
            again = self._busy.pop(chat_id) or unfinished
            if again and threading.main_thread().is_alive():
                self._submit(chat_id, until)
            self._changed.notify_all()


class Looker:
    """A thread that looks again into what was not due yet, at the time it will be."""

    def __init__(self, look: Callable[[int], float | None]) -> None:
        self._look = look
        self._due: dict[int, float] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def again(self, chat_id: int, seconds: float) -> None:
        """Look into a chat in so many seconds."""
        with self._changed:
            self._due[chat_id] = min(self._due.get(chat_id, float("inf")), time.monotonic() + seconds)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._keep, daemon=True, name="looker")
                self._thread.start()
            self._changed.notify()

    def _keep(self) -> None:
        while True:
            chat_id = self._next()
            try:
                seconds = self._look(chat_id)
            except Exception:
                # The sweep looks into every chat anyway.
                log.exception("look_failed", extra={"chat_id": chat_id})
                continue
            if seconds is not None:
                self.again(chat_id, seconds)

    def _next(self) -> int:
        """Wait for the first chat that is due."""
        with self._changed:
            while True:
                chat_id = min(self._due, key=self._due.__getitem__, default=None)
                left = None if chat_id is None else self._due[chat_id] - time.monotonic()
                if chat_id is not None and left is not None and left <= 0:
                    del self._due[chat_id]
                    return chat_id
                self._changed.wait(left)
