"""Inviting people to work in a store: a code that is good for one of them, for two days."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select, update

from models import StaffInvite, Store, Tx, User
from shop.actors import RANKS, Actor
from shop.errors import NotAValue
from shop.errors_people import UnknownInvite
from shop.events import record
from shop.people import role_in, set_role, user_for
from values import Address

GOOD_FOR: Final = timedelta(days=2)
LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH: Final = 8
SHORTEST_NUMBER: Final = 7


def invite(tx: Tx, store: Store, who: str, role: str, by: Actor, now: datetime) -> StaffInvite:
    """Invite somebody in a role. Digits in `who` are the end of the only number that may use the code; owners only."""
    by.need("owner")
    if role not in ("staff", "manager", "owner"):
        raise NotAValue("role")
    digits = re.sub(r"\D", "", who)
    name = " ".join(re.sub(r"[\d+()\-]", " ", who).split())[:60]
    made = StaffInvite(
        seller_id=store.seller_id,
        store_id=store.id,
        code="".join(secrets.choice(LETTERS) for _ in range(LENGTH)),
        role=role,
        name=name,
        number=digits.lstrip("0") if len(digits) >= SHORTEST_NUMBER else "",
        by_user_id=by.id,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    tx.save(made)
    record(tx, "staff.invited", made, by, now, role=role, name=name)
    return made


def accept(tx: Tx, code: str, address: Address, profile: tuple[str, str], now: datetime) -> tuple[Store, User, str]:
    """Take an invitation up (`profile` is the name and language of who does): the store, the person and his role, the
    higher one if he had one. UnknownInvite for a code that is not, was used, has expired, is for another number, or is
    of somebody who may not invite any more."""
    said = re.sub(r"[^A-Z0-9]", "", code.upper())
    found = tx.exec(select(StaffInvite).where(col(StaffInvite.code) == said)).first()
    if found is None or now >= found.expires_at or not _fits(found, address):
        raise UnknownInvite(code)
    unused = (col(StaffInvite.id) == found.id, col(StaffInvite.used_at).is_(None))
    if not tx.changed_one(update(StaffInvite).where(*unused).values(used_at=now)):
        raise UnknownInvite(code)
    store, inviter = tx.session.get_one(Store, found.store_id), tx.session.get_one(User, found.by_user_id)
    if role_in(tx, store, inviter) != "owner":
        raise UnknownInvite(code)
    name, language = profile
    user = user_for(tx, address, found.name or name, language, now)
    had = role_in(tx, store, user)
    role = had if had is not None and RANKS[had] > RANKS[found.role] else found.role
    set_role(tx, store, user, role, Actor.user(found.by_user_id, "owner"), now)
    return store, user, role


def _fits(found: StaffInvite, address: Address) -> bool:
    return not found.number or re.sub(r"\D", "", address.external_id).endswith(found.number)
