"""Declaring a route: what it is called, who may call it how often, what it takes and what it gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct, field
from pydantic import BaseModel

from api.limits import LIMITS
from api.told import Told
from shop.refusal import ShopError

PREFIXES: Final = ("/api/v1", "/api")

# The lowest role that may call a route, by rank; what somebody may do with one store is asked for with the store.
ANYONE: Final = "anyone"
CUSTOMER: Final = "customer"
STAFF: Final = "staff"
MANAGER: Final = "manager"
OWNER: Final = "owner"
ADMIN: Final = "admin"
ROLES: Final = (ANYONE, CUSTOMER, STAFF, MANAGER, OWNER, ADMIN)

SMALL: Final = 64 * 1024
LARGE: Final = 6 * 1024 * 1024

View = Callable[..., Any]
Declared = TypeVar("Declared", bound=View)


class Route(Struct, frozen=True):
    """One operation of the API.

    `scope` is what a key needs; without one keys are refused. `limit` names an entry of LIMITS. `counts` are fields of
    the body that are counted too, each by its value. `reads` gives what an `If-Match` header is compared with. `alone`
    marks a route that opens its own transactions; `before` is called before the one of the others, for what takes long.
    `keeps` is false where an answer holds secrets that must not be kept for a repeat. `plain` marks an answer without
    the envelope, `media` the type of one that is not JSON, `streams` one that may come piece by piece instead. `form`
    takes fields and files too.
    `looks_back` marks a read that takes long and may be answered by a replica.
    `creates` marks a read that makes what it shows if it is not there; `session` one that guests have a session for.
    """

    method: str
    path: str
    view: View
    role: str
    limit: str
    scope: str = ""
    status: int = 200
    most_bytes: int = SMALL
    counts: tuple[str, ...] = ()
    reads: View | None = None
    alone: bool = False
    before: View | None = None
    keeps: bool = True
    plain: bool = False
    media: str = ""
    streams: bool = False
    form: bool = False
    looks_back: bool = False
    creates: bool = False
    session: bool = False
    tag: str = ""
    paths: dict[str, Any] = field(default_factory=dict)
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    answers: Any = None

    @property
    def name(self) -> str:
        """`products.create`: the file and function that answer, and the operation's id in the document."""
        return f"{self.view.__module__.rsplit('.', 1)[1]}.{self.view.__name__}"

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method != "GET"

    @property
    def only_reads(self) -> bool:
        """Whether all that it asks, from who calls to what it tells, is asked on one connection."""
        return not (self.writes or self.creates or self.alone or self.before or self.looks_back)


ROUTES: list[Route] = []


class Refused(Struct, frozen=True):
    """What a view returns to refuse and still keep what it wrote, such as the note that somebody failed."""

    error: ShopError


def route(method: str, path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a function as the answer to a method and path (`/products/{id}`); see `Route` for the details.

    Its first parameter is the call. Others are the path's parameters by name, `query` and `body`. What it returns is
    told by its annotation: a model, `Page[model]`, or None.
    """
    if role not in ROLES or limit not in LIMITS:
        raise ValueError(f"{method} {path} has no known role and limit")

    def declare(view: Declared) -> Declared:
        hints = get_type_hints(view, include_extras=True)
        names = list(inspect.signature(view).parameters)[1:]
        ROUTES.append(
            Route(
                method,
                path,
                view,
                role,
                limit,
                tag=view.__module__.rsplit(".", 1)[1],
                paths={name: hints[name] for name in names if name not in ("query", "body")},
                query=hints.get("query"),
                body=hints.get("body"),
                answers=_answer(hints.get("return")),
                **details,
            )
        )
        return view

    return declare


def _answer(hint: Any) -> Any:
    """What a view returns when it does not refuse: a model, or the one whose form it has."""
    kept = [part for part in get_args(hint) if part is not Refused] if isinstance(hint, UnionType) else [hint]
    return get_args(kept[0])[0] if get_origin(kept[0]) is Told else kept[0]


def get(path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a route that only reads."""
    return route("GET", path, role=role, limit=limit, **details)


def post(path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a route that makes something or does something."""
    return route("POST", path, role=role, limit=limit, **details)


def put(path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a route that replaces what it is about."""
    return route("PUT", path, role=role, limit=limit, **details)


def patch(path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a route that changes some of what it is about."""
    return route("PATCH", path, role=role, limit=limit, **details)


def delete(path: str, *, role: str, limit: str, **details: Any) -> Callable[[Declared], Declared]:
    """Declare a route that takes something away."""
    return route("DELETE", path, role=role, limit=limit, **details)
