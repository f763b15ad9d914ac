"""What a request leaves behind: its answer for a repeat with the same key, and a row in the trail of changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from flask import Request, Response
from msgspec import Struct

from api.calls import Call
from api.headers import KEY
from models import AuditEntry, Tx
from shop.refusal import ShopError
from shop.requests import first_time, kept_answer


class Answered(Struct, frozen=True):
    """A status and a body; `again` marks one given before, `refusal` what is committed first and then refused."""

    status: int
    body: bytes
    etag: str = ""
    again: bool = False
    refusal: ShopError | None = None


def kept(call: Call, request: Request, tx: Tx | None, do: Callable[[], Answered | Response]) -> Answered | Response:
    """The answer, kept under the request's idempotency key if it has one; a repeat gets what was kept.

    Refusals are not kept: what was refused has changed nothing, and may be possible later.
    """
    key = request.headers.get(KEY.name, "")
    if not key or tx is None or not call.route.writes or not call.route.keeps:
        return do()
    owner = call.caller.name or _stranger(call, request)
    sent = b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    fingerprint = hashlib.sha256(sent).hexdigest()
    row = first_time(tx, owner, key, fingerprint, call.now)
    if row is None:
        before = kept_answer(tx, owner, key, fingerprint)
        return Answered(before.status, before.body.encode(), again=True)
    done = do()
    if isinstance(done, Answered) and done.refusal is None:
        row.status, row.body = done.status, done.body.decode()
        tx.save(row)
        return done
    tx.delete(row)
    return done


def _stranger(call: Call, request: Request) -> str:
    """A guest by his session, anybody else by where he calls from: many guests share an address."""
    session = request.headers.get("X-Session-Id", "")
    if call.route.session and session:
        return f"session:{hashlib.sha256(session.encode()).hexdigest()[:32]}"
    return f"address:{call.door.address}"


def note_change(call: Call, path: str) -> None:
    """Write down who changed something from where; the events of the change carry the same request id."""
    call.tx.write(
        AuditEntry,
        request_id=call.request_id,
        actor=call.caller.name or "anyone",
        key_id=call.caller.key_id,
        session_id=call.caller.session_id,
        seller_id=call.seller_id,
        store_id=call.store_id,
        action=call.route.name,
        path=path[:200],
        status=call.route.status,
        address=call.door.address[:60],
        agent=call.door.agent[:200],
        at=call.now,
    )
