"""Who does something, as it is written into events, movements and histories."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from shop.errors import NotAllowed

RANKS: Final = {"customer": 0, "staff": 1, "manager": 2, "owner": 3, "admin": 4, "clock": 5}


class Actor(Struct, frozen=True):
    """A person in a role, or the clock."""

    kind: str
    id: int
    role: str

    @classmethod
    def customer(cls, customer_id: int) -> Actor:
        return cls("customer", customer_id, "customer")

    @classmethod
    def user(cls, user_id: int, role: str) -> Actor:
        return cls("user", user_id, role)

    def __str__(self) -> str:
        return self.kind if self.kind == "clock" else f"{self.kind}:{self.id}"

    def may(self, role: str) -> bool:
        """Whether this role is at least that one."""
        return RANKS[self.role] >= RANKS[role]

    def need(self, role: str) -> None:
        """Refuse whoever has a lower role."""
        if not self.may(role):
            raise NotAllowed(role)


CLOCK: Final = Actor("clock", 0, "clock")
