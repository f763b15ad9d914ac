"""Who makes a request, as far as every request has to know it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from models import Staff, User

# What is asked of whoever has a session or a key, a row for each store that he works in.
WHO: Final[tuple[Any, ...]] = (User.id, User.state, User.language, User.admin, Staff.store_id, Staff.role)


class Known(Struct, frozen=True):
    """A person with an account: his id, his language, whether he looks after everything, and his roles by store."""

    id: int
    language: str
    admin: bool
    roles: Mapping[int, str]

    @classmethod
    def of(cls, rows: Sequence[Any]) -> Known:
        """The person of rows that hold `WHO`."""
        first = rows[0]
        roles = {row.store_id: row.role for row in rows if row.store_id is not None}
        return cls(first.id, first.language, first.admin, roles)
