"""Pictures of the chat become images of the web, and again what they were: nothing that was shown is lost."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from PIL import Image as Pillow
from sqlalchemy import Connection, Engine, inspect, text

import models
from tests.project.test_migrations import config

BEFORE, AFTER = "b3fa3b50475e", "6216585f3d17"
AT, LATER = "2026-11-20 05:00:00.000000", "2026-11-20 06:00:00.000000"
PLAIN = {"bool": False, "int": 0, "str": "", "dict": "{}", "bytes": b"", "datetime": AT, "date": "2026-11-20"}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as it was before."""
    sqlite = f"sqlite:///{tmp_path / 'old.db'}"
    made = models.make_engine(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    command.upgrade(config(url_of(made)), BEFORE)
    yield made
    made.dispose()


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def picture(colour: str, kind: str) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (40, 30), colour).save(out, kind)
    return out.getvalue()


def row(connection: Connection, table: str, **values: Any) -> None:
    """A row with something plain in whatever else has to be told."""
    for column in inspect(connection).get_columns(table):
        given = column["nullable"] or column.get("default") or column["name"] in (*values, "id")
        if not given:
            values[column["name"]] = PLAIN.get(column["type"].python_type.__name__, "00:00:00")
    asked = f"INSERT INTO {table} ({', '.join(values)}) VALUES (:{', :'.join(values)})"
    connection.execute(text(asked), values)


def fill(connection: Connection) -> None:
    """A product whose picture came by chat in the place of another, one with the same in both, and a code to pay by."""
    mine = {"seller_id": 1, "store_id": 1}
    row(connection, "sellers", id=1, state="active")
    row(connection, "stores", id=1, seller_id=1, code="A", tells_stock="never")
    for key, colour in enumerate(("red", "green", "blue", "black"), 1):
        at = LATER if key == 3 else AT
        row(connection, "pictures", id=key, **mine, content=picture(colour, "JPEG"), created_at=at)
    for key, photo in ((1, 2), (2, 3)):
        row(connection, "products", id=key, **mine, key=f"p{key}", step=1000, photo_id=photo, created_at=AT)
    webp = {"content": picture("blue", "WEBP"), "thumbnail": picture("blue", "WEBP"), "width": 40, "height": 30}
    row(connection, "images", **mine, product_id=1, position=1, name="a", **webp, created_at=LATER)
    row(connection, "images", **mine, product_id=2, position=1, name="b", **webp, created_at=LATER)
    row(connection, "payment_ways", id=1, **mine, kind="qr", picture_id=4)
    change = {**mine, "actor": "user:1", "at": AT}
    row(connection, "changes", id=1, **change, kind="product.photo_id", subject_id=1, old="1", new="2")
    row(connection, "changes", id=2, **change, kind="product.photo_id", subject_id=1, old=json.dumps(None), new="1")


def found(engine: Engine, asked: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(one) for one in connection.execute(text(asked))]


def test_what_was_shown_is_shown_and_again_what_it_was(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection)
    command.upgrade(config(url_of(engine)), AFTER)
    shown = "SELECT product_id, id FROM images WHERE unused_since IS NULL ORDER BY product_id, position, id"
    assert [one for one in found(engine, shown) if one[0]] == [(1, 4), (1, 1), (2, 2)]
    assert found(engine, "SELECT picture_id FROM payment_ways") == [(5,)]
    assert found(engine, "SELECT id FROM images WHERE unused_since IS NOT NULL") == [(3,)]
    changes = found(engine, "SELECT kind, CAST(old AS TEXT), CAST(new AS TEXT) FROM changes ORDER BY id")
    assert [(kind, json.loads(old), json.loads(new)) for kind, old, new in changes] == [
        ("product.images", [3], [4]), ("product.images", [], [3]),
    ]  # fmt: skip
    command.downgrade(config(url_of(engine)), BEFORE)
    kept = dict(found(engine, "SELECT id, content FROM pictures"))
    ((code,),) = found(engine, "SELECT picture_id FROM payment_ways")
    photos = dict(found(engine, "SELECT id, photo_id FROM products"))
    with Pillow.open(io.BytesIO(kept[photos[1]])) as one, Pillow.open(io.BytesIO(kept[code])) as other:
        assert (one.format, other.format, one.size) == ("JPEG", "JPEG", (40, 30))
        green, black = (found.convert("RGB").tobytes()[:3] for found in (one, other))
    assert max(green) == green[1] > 100
    assert max(black) < 10
    assert found(engine, "SELECT id FROM images ORDER BY id") == [(1,), (2,), (4,)]
    command.upgrade(config(url_of(engine)), AFTER)
    assert [one for one in found(engine, shown) if one[0]] == [(1, 4), (1, 1), (2, 2)]
