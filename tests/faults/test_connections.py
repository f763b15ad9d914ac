"""How a connection to PostgreSQL is made: a host that is gone must not be waited for, nor keep what it had locked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import literal, select, text
from sqlalchemy.exc import DBAPIError

from models import UTCDateTime
from models.connections import ALIVE, SILENT_SECONDS, make_engine
from models.database import connect


def test_a_transaction_that_falls_silent_is_ended_by_the_database(postgres_url: str) -> None:
    engine = connect(postgres_url)
    with engine.connect() as connection:
        shown = connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert shown == f"{SILENT_SECONDS}s"
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '100ms'"))
        with engine.connect() as other:
            other.execute(text("SELECT pg_sleep(0.5)"))
        with pytest.raises(DBAPIError) as ended:
            connection.execute(text("SELECT 1"))
        assert ended.value.connection_invalidated
    with engine.connect() as again:
        assert again.execute(text("SELECT 1")).scalar_one() == 1
    engine.dispose()


def test_copying_and_migrating_may_take_their_time(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one() == "0"
    engine.dispose()


def test_an_address_may_say_otherwise(postgres_url: str) -> None:
    joint = "&" if "?" in postgres_url else "?"
    engine = make_engine(f"{postgres_url}{joint}connect_timeout=21")
    with engine.connect() as connection:
        given = connection.connection.driver_connection.info.get_parameters()  # type: ignore[union-attr]
    assert given["connect_timeout"] == "21"
    assert given["keepalives_count"] == str(ALIVE["keepalives_count"])
    engine.dispose()


def test_instants_come_in_utc_whatever_the_zone_of_the_host(postgres_url: str) -> None:
    joint = "&" if "?" in postgres_url else "?"
    engine = make_engine(f"{postgres_url}{joint}options=-c%20TimeZone%3DAsia/Jakarta")
    with engine.connect() as connection:
        found = connection.execute(select(literal(datetime(2026, 11, 20, 7, 20, tzinfo=UTC), UTCDateTime))).scalar_one()
        assert str(found) == "2026-11-20 07:20:00+00:00"
    engine.dispose()
