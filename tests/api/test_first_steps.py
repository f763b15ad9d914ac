"""The five things of docs/api.md, as they stand there."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from models import ApiKey, Order, Product, Store, User, reading, transaction
from shop.accounts.links import make_link
from shop.accounts.log import Door
from tests.api.client import Api
from tests.api.fuzzing import serving
from tests.project.sources import ROOT

PAGE = ROOT / "docs" / "api.md"


def script() -> str:
    """The lines to type, one after the other."""
    part = PAGE.read_text().partition("## Five things")[2].partition("## What holds")[0]
    return "\n".join(line[4:] for line in part.splitlines() if line.startswith("    "))


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here to try the lines of docs/api.md with")
def test_the_first_steps_work_as_they_are_written(api: Api, tmp_path: Path) -> None:
    shop = api.shop()
    with transaction() as tx:
        link = make_link(tx, tx.session.get_one(User, shop.user.id), Door(datetime.now(UTC)))
    with serving(api) as url:
        lines = script().replace("http://127.0.0.1:8000", url)
        told = {**os.environ, "LINK": link}
        done = subprocess.run(
            ("bash", "-euo", "pipefail", "-c", lines),
            env=told,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    with reading() as tx:
        assert tx.exec(select(ApiKey.name)).one() == "Till"
        assert tx.exec(select(Product.name).where(col(Product.store_id) == shop.store.id)).one() == "Pisang Goreng"
        order = tx.exec(select(Order)).one()
        assert (order.state, order.subtotal_amount) == ("confirmed", 2_400_000)
        assert tx.session.get_one(Store, order.store_id).name == "Warung Uji"
