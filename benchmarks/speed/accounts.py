"""People who are signed in: sellers of the stores that `growing` makes, and shoppers with an account."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import SecretStr
from sqlmodel import col, select

from api.tokens import access_token
from benchmarks.speed.growing import STORES
from models import Staff, Tx, User, transaction
from settings import Settings
from shop.accounts import sessions
from shop.accounts.log import Door
from shop.people import WEB, user_for
from values import Address

# The first two stores are those that measurements of growth are about.
FIRST = 3
LONG = 24 * 60


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody with the token by which he is known, and the store that he is of, or buys from."""

    user: int
    token: str
    store: int


def sign_in(database: str, secret: str, shoppers: int) -> tuple[list[Account], list[Account]]:
    """The owner of every store but the first two, and so many shoppers, each of one of these stores; for a day."""
    settings = Settings(secret_key=SecretStr(secret), access_minutes=LONG, database_url=database)
    with transaction() as tx:
        return list(_sellers(tx, settings)), list(_shoppers(tx, settings, shoppers))


def _sellers(tx: Tx, settings: Settings) -> Iterator[Account]:
    owners = dict(tx.exec(select(Staff.store_id, Staff.user_id).where(col(Staff.role) == "owner")).all())
    for store in range(FIRST, STORES + 1):
        yield _account(tx, settings, tx.session.get_one(User, owners[store]), store)


def _shoppers(tx: Tx, settings: Settings, count: int) -> Iterator[Account]:
    now = datetime.now(UTC)
    for number in range(count):
        user = user_for(tx, Address(WEB, f"load:{number}"), f"Pembeli {number}", "id", now)
        yield _account(tx, settings, user, FIRST + number % (STORES + 1 - FIRST))


def _account(tx: Tx, settings: Settings, user: User, store: int) -> Account:
    now = datetime.now(UTC)
    opened = sessions.open_session(tx, user, sessions.Limits(), Door(now), "load")
    return Account(user.id, access_token(settings, user.id, opened.session.id, "load", now), store)
