"""A local server that speaks the chat-completions protocol and answers as each test wants."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, str, bytes]  # status, content type, body
Script = Callable[[dict[str, Any]], Answer]


def completion(content: str | None, **message: Any) -> Answer:
    """An ordinary completion with that text."""
    finish = message.pop("finish_reason", "stop")
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": content, **message}}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    body = {"id": "c1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}
    return 200, "application/json", json.dumps(body).encode()


def tool_call(name: str, arguments: str) -> Answer:
    """A completion that calls a tool."""
    call = {"id": "t1", "type": "function", "function": {"name": name, "arguments": arguments}}
    return completion(None, tool_calls=[call])


def failure(status: int, text: str = "no") -> Answer:
    """An error as hosts report it."""
    return status, "application/json", json.dumps({"error": {"message": text, "type": "error"}}).encode()


def transcript(text: object) -> Answer:
    """The words of a recording."""
    return 200, "application/json", json.dumps({"text": text}).encode()


def _fields(content_type: str, sent: bytes) -> dict[str, Any]:
    """A form as its fields: a file is its name, its type and its bytes."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + sent)
    fields: dict[str, Any] = {}
    for part in message.get_payload():
        assert isinstance(part, Message)
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        file = part.get_filename()
        fields[name] = (file, part.get_content_type(), data) if file else bytes(data).decode()
    return fields


class Host:
    """Where the server listens and what it was asked."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[dict[str, Any]] = []
        self.url = ""


@contextmanager
def host(script: Script) -> Iterator[Host]:
    """A running server; stops when the block ends."""
    served = Host(script)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            form = self.headers["Content-Type"].startswith("multipart/")
            body = _fields(self.headers["Content-Type"], sent) if form else json.loads(sent)
            served.requests.append(body)
            status, kind, answer = served.script(body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            try:
                self.wfile.write(answer)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join(2)


def slowly(seconds: float, answer: Answer) -> Script:
    """Answers only after so many seconds."""

    def script(_: dict[str, Any]) -> Answer:
        time.sleep(seconds)
        return answer

    return script
