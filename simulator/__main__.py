"""python -m simulator: the stand-in as a process of its own."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from simulator.config import ACCOUNT_SID, AUTH_TOKEN, BUSINESS, Business, Config, Delays, Phone, RefusedError
from simulator.server import start

DEMO_PHONES = (
    Phone("whatsapp:+628111000001", "Ani"),
    Phone("whatsapp:+628111000009", "Bu Sri", "seller", in_window=True),
)


def main() -> int:
    """Serve until a signal comes. 2 when it is refused, the port is taken or the phones file is wrong."""
    options = _options()
    try:
        handle = start(_config(options), options.host, options.port)
    except (RefusedError, OSError, ValueError, KeyError) as problem:
        sys.stderr.write(f"simulator: {problem}\n")
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _leave)
    try:
        handle.wait()
    except SystemExit:
        handle.stop()
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit


def _options() -> argparse.Namespace:
    given = argparse.ArgumentParser(prog="simulator", description="A stand-in for Twilio, with phones.")
    env = os.environ
    given.add_argument("--host", default="127.0.0.1")
    given.add_argument("--port", type=int, default=8001)
    given.add_argument("--webhook", default="", help="where messages of people are posted")
    given.add_argument("--status", default="", help="where states go when a message names no callback of its own")
    given.add_argument("--sign-base", default="", help="scheme and host the shop knows itself by, if another")
    given.add_argument("--account-sid", default=env.get("TWILIO_ACCOUNT_SID") or ACCOUNT_SID)
    given.add_argument("--auth-token", default=env.get("TWILIO_AUTH_TOKEN") or AUTH_TOKEN)
    given.add_argument("--api-key", default=env.get("TWILIO_API_KEY", ""), help="an API key that may call as well")
    given.add_argument("--api-secret", default=env.get("TWILIO_API_SECRET", ""))
    given.add_argument("--shared-key", default="", metavar="ID:SECRET", help="sign with HMAC-SHA256 and this key")
    given.add_argument("--data", type=Path, help="folder of the database; without it, in memory")
    given.add_argument("--phones", type=Path, help="JSON: phones (address, name, role), businesses (number, name)")
    given.add_argument("--sent-after", type=float, default=0.25, help="seconds until a message is sent")
    given.add_argument("--delivered-after", type=float, default=0.4, help="seconds from there until it arrives")
    return given.parse_args()


def _phone(given: dict[str, Any]) -> Phone:
    """A phone of the file. A seller is one who wrote to the shop before, or there would be no shop."""
    return Phone(**{"in_window": given.get("role") == "seller", **given})


def _config(options: argparse.Namespace) -> Config:
    people = json.loads(options.phones.read_text()) if options.phones else {}
    if isinstance(people, list):
        people = {"phones": people}
    businesses = tuple(Business(**given) for given in people.get("businesses", []))
    key, _, secret = options.shared_key.partition(":")
    return Config(
        webhook=options.webhook,
        status=options.status,
        account_sid=options.account_sid,
        auth_token=options.auth_token,
        api_keys={options.api_key: options.api_secret} if options.api_key else {},
        shared_key=(key, secret) if secret else None,
        sign_base=options.sign_base,
        data=options.data,
        phones=tuple(_phone(given) for given in people.get("phones", [])) or DEMO_PHONES,
        businesses=businesses or (Business(BUSINESS, "Demo shop"),),
        delays=Delays(options.sent_after, options.delivered_after),
    )


if __name__ == "__main__":
    sys.exit(main())
