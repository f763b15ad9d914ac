"""One request on its way: who calls, the open transaction, and the stores he may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from msgspec import Struct, field
from sqlmodel import SQLModel

from api.callers import Caller
from api.refusals import LoginNeeded, StoreNeeded
from api.routing import ADMIN, PREFIXES, STAFF, Route
from models import Store, Tx, User, reading
from settings import Settings
from shop.accounts.log import Door
from shop.actors import Actor
from shop.errors import UnknownStore

Row = TypeVar("Row", bound=SQLModel)


class Call(Struct):
    """A request. `door` knows when and from where it came, `prepared` is what the route made before the transaction."""

    route: Route
    caller: Caller
    door: Door
    request_id: str
    language: str
    settings: Settings
    prepared: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seller_id: int | None = None
    store_id: int | None = None
    open: Tx | None = None

    @property
    def tx(self) -> Tx:
        """The transaction of this request."""
        if self.open is None:
            raise RuntimeError(f"{self.route.name} has no transaction open")
        return self.open

    @contextmanager
    def apart(self) -> Iterator[Tx]:
        """What is read before the request's own transaction, or without one, since nothing is to wait for what follows
        from it."""
        with reading() as tx:
            self.open = tx
            try:
                yield tx
            finally:
                self.open = None

    @property
    def now(self) -> Any:
        return self.door.now

    @property
    def user_id(self) -> int:
        """The person who calls; refused for strangers."""
        if self.caller.user is None:
            raise LoginNeeded
        return self.caller.user.id

    @property
    def user(self) -> User:
        """The same with everything known of him, in this transaction, held by requests that may change something."""
        return self.held(self.tx.session.get_one(User, self.user_id))

    def held(self, row: Row) -> Row:
        """A row as it is now, which nobody else changes before the end of a request that may change something."""
        if self.route.writes:
            self.tx.refresh(row, with_for_update={"key_share": True})
        return row

    @property
    def actor(self) -> Actor:
        """Who calls, outside of any store."""
        return Actor.user(self.user_id, "admin" if self.caller.admin else "customer")

    def link(self, path: str) -> str:
        """The address of something of this API from outside."""
        return f"{self.settings.public_url.rstrip('/')}{PREFIXES[0]}{path}"

    def role_in(self, store: Store) -> str | None:
        """The caller's role in a store, None for a stranger; who looks after everything is one everywhere."""
        return self.role_at(store.id)

    def role_at(self, store_id: int) -> str | None:
        """The same by the store's id."""
        user = self.caller.user
        return None if user is None else ADMIN if user.admin else user.roles.get(store_id)

    def store(self, store_id: int | None = None, at_least: str = STAFF) -> Store:
        """A store that the caller works in, in at least that role; the only one he has if none is named.

        Another seller's is as unknown as one that does not exist.
        """
        if store_id is None:
            if len(self.caller.roles) != 1:
                raise StoreNeeded(tuple(sorted(self.caller.roles)))
            (store_id,) = self.caller.roles
        store = self.tx.get(Store, store_id)
        role = self.role_in(store) if store else None
        if store is None or role is None:
            raise UnknownStore(str(store_id))
        self.actor_in(store).need(at_least)
        self.seller_id, self.store_id = store.seller_id, store.id
        return store

    def actor_in(self, store: Store) -> Actor:
        """The caller in his role there, for the operations of the shop."""
        return Actor.user(self.user_id, self.role_in(store) or "customer")
