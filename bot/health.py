"""How the parts are, in figures that tell the truth: what waits and for how long, who is alive, what failed."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from redis import RedisError
from rq import Worker
from sqlalchemy import and_, func, or_
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlmodel import col, select

from bot import wake
from models import CLOCK, Beat, InboxMessage, OutboxMessage, Tx, reading, replica_report

log = logging.getLogger(__name__)

OLDEST_SECONDS = 60.0


def report() -> tuple[dict[str, Any], bool]:
    """Every part's state, and whether the service is well: the database answers and nothing waits over a minute."""
    parts: dict[str, Any] = {"redis": _redis()}
    try:
        with reading() as tx:
            parts |= {"database": "ok", "clocks": _clocks(tx), "inbox": _inbox(tx), "outbox": _outbox(tx)}
        # Without it the database answers alone: it makes nothing unwell.
        parts |= {"replica": replica} if (replica := replica_report()) else {}
    except (DBAPIError, PoolTimeout) as error:
        log.warning("health_without_database", extra={"error": type(error).__name__})
        return parts | {"database": "away"}, False
    oldest = max(parts["inbox"]["oldest_seconds"], parts["outbox"]["oldest_seconds"])
    return parts, oldest <= OLDEST_SECONDS


def database_answers() -> bool:
    """Whether the database can be asked."""
    try:
        with reading() as tx:
            tx.database_now()
    except (DBAPIError, PoolTimeout) as error:
        log.warning("health_without_database", extra={"error": type(error).__name__})
        return False
    return True


def _redis() -> dict[str, Any]:
    try:
        client = wake.signals()
        client.ping()
        workers = Worker.all(connection=client)
    except RedisError as error:
        return {"state": "away", "error": type(error).__name__}
    now = datetime.now(UTC)
    beats = {worker.name: (worker.queue_names(), worker.last_heartbeat) for worker in workers}
    shown = [
        {"name": name, "queues": queues, "seconds_since_beat": _seconds(now, beat)}
        for name, (queues, beat) in sorted(beats.items())
    ]
    return {"state": "ok", "workers": shown}


def _seconds(now: datetime, beat: datetime | None) -> float | None:
    if beat is None:
        return None
    aware = beat if beat.tzinfo else beat.replace(tzinfo=UTC)
    return round((now - aware).total_seconds(), 1)


def _clocks(tx: Tx) -> list[dict[str, Any]]:
    now = tx.database_now()
    beats = tx.exec(select(Beat).where(col(Beat.kind) == CLOCK).order_by(col(Beat.at).desc()).limit(10))
    return [{"name": beat.name, "seconds_since_beat": _seconds(now, beat.at)} for beat in beats]


def _inbox(tx: Tx) -> dict[str, Any]:
    waiting = col(InboxMessage.state).in_(("new", "leased"))
    oldest = tx.exec(select(func.min(InboxMessage.received_at)).where(waiting)).one()
    failed = tx.exec(select(func.count()).select_from(InboxMessage).where(col(InboxMessage.state) == "failed")).one()
    return {"oldest_seconds": _age(tx, oldest), "failed": failed}


def _outbox(tx: Tx) -> dict[str, Any]:
    now = tx.database_now()
    # A message held back for a closed window, or resting as the provider asked, is not late.
    due = or_(col(OutboxMessage.retry_at).is_(None), col(OutboxMessage.retry_at) <= now)
    waiting = or_(
        and_(col(OutboxMessage.state) == "new", col(OutboxMessage.held) == "", due),
        col(OutboxMessage.state) == "leased",
    )
    oldest = tx.exec(select(func.min(OutboxMessage.created_at)).where(waiting)).one()
    stuck = select(OutboxMessage.state, func.count()).where(col(OutboxMessage.state).in_(("failed", "uncertain")))
    found = dict(tuple(row) for row in tx.session.execute(stuck.group_by(col(OutboxMessage.state))))
    return {
        "oldest_seconds": _age(tx, oldest),
        "failed": found.get("failed", 0),
        "uncertain": found.get("uncertain", 0),
    }


def _age(tx: Tx, instant: datetime | None) -> float:
    return 0.0 if instant is None else round(max(0.0, (tx.database_now() - instant).total_seconds()), 1)
