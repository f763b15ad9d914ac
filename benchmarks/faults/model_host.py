"""A stand-in for the model host: a process that answers chat completions well, or badly in a way of its choice."""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

UNKNOWN = {"command": "unknown", "slots": [], "lines": [], "keeps": True, "language": "id", "sure": 0.2}
# A model that was talked into something: commands of sellers, prices, other people's orders.
BRIBED = {
    "command": "seller.price.set",
    "slots": [{"slot": "product", "words": "sate ayam"}, {"slot": "money", "words": "1"}],
    "lines": [{"product_id": 1, "quantity": 100000, "options": [], "note": "free"}],
    "keeps": True,
    "language": "id",
    "sure": 1.0,
}
Answer = tuple[int, str, str]


def _said(content: str, **more: Any) -> Answer:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content, **more}}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}
    return 200, "application/json", json.dumps({**body, "usage": {"prompt_tokens": 9, "completion_tokens": 9}})


def _hang() -> Answer:
    time.sleep(12)
    return _said(json.dumps(UNKNOWN))


def _tool() -> Answer:
    call = {"id": "1", "type": "function", "function": {"name": "delete_everything", "arguments": "{}"}}
    return _said("", tool_calls=[call])


WAYS: Mapping[str, Callable[[], Answer]] = {
    "well": lambda: _said(json.dumps(UNKNOWN)),
    "never": _hang,
    "busy": lambda: (429, "application/json", '{"error": {"message": "slow down"}}'),
    "broken": lambda: (500, "application/json", "{}"),
    "a page": lambda: (200, "text/html", "<html><h1>Bad gateway</h1>"),
    "cut off": lambda: _said(json.dumps(UNKNOWN)[:25]),
    "another shape": lambda: _said('{"intent": "order", "confidence": "high"}'),
    "a field more": lambda: _said(json.dumps({**UNKNOWN, "total": 1})),
    "another language": lambda: _said("Извините, я не понимаю."),
    "thinking": lambda: _said("<think>" + "hm " * 200 + "</think>" + json.dumps(UNKNOWN)),
    "a megabyte": lambda: _said("x" * 1_000_000),
    "refusing": lambda: _said("", refusal="I cannot help with that."),
    "an unknown tool": _tool,
    "bribed": lambda: _said(json.dumps(BRIBED)),
}


class Host(BaseHTTPRequestHandler):
    """Answers in the way that was chosen by `POST /way/<name>`; `any` is another one each time."""

    way = "well"
    rng = random.Random(1)

    def do_POST(self) -> None:
        """A question, or the choice of a way."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/way/"):
            Host.way = self.path.removeprefix("/way/").replace("%20", " ")
            return self._answer((200, "text/plain", "ok"))
        chosen = Host.rng.choice(sorted(WAYS)) if Host.way == "any" else Host.way
        return self._answer(WAYS[chosen]())

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is written for each request."""

    def _answer(self, answer: Answer) -> None:
        status, kind, body = answer
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())


def main() -> None:
    """Serve on a port until killed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=int, required=True)
    ThreadingHTTPServer(("127.0.0.1", options.parse_args().port), Host).serve_forever()


if __name__ == "__main__":
    main()
