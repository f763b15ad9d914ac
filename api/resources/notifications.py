"""Notices inside the application: what happened in one's stores and to one's orders."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from api.calls import Call
from api.fields import Answer, Body, Id
from api.paging import Page, PageQuery, listed, window
from api.routing import CUSTOMER, get, put
from bot.render import render
from models import Store
from shop import notifications
from shop.notifications import Notice
from values import Money

READ, WRITE = "notifications:read", "notifications:write"


class NoticeQuery(PageQuery):
    """Which notices."""

    sort: Literal["-id"] = "-id"
    unread: bool = Field(False, description="Only what was not read yet.")


class NoticeAnswer(Answer):
    """A notice. `related_id` is the id of what it is about, such as the order."""

    id: Id
    type: str = Field(examples=["new_order"], json_schema_extra={"enum": list(notifications.TYPES)})
    title: str = Field(examples=["New order #1001"])
    message: str = Field(examples=["Rp35.000, waiting for you to accept."])
    related: str = Field(examples=["orders"], description="The kind of thing that `related_id` names.")
    related_id: Id = Field(examples=[42])
    store_id: Id | None = Field(examples=[1])
    is_read: bool = Field(examples=[False])
    created_at: datetime = Field(examples=["2026-11-20T14:20:00+07:00"])


class PreferencesBody(Body):
    """Which types you want to hear of here; what is left out stays as it is."""

    new_order: bool | None = Field(None, examples=[True])
    order_status: bool | None = Field(None, examples=[True])
    payment: bool | None = Field(None, examples=[True])
    review: bool | None = Field(None, examples=[False])
    message: bool | None = Field(None, examples=[True])
    low_stock: bool | None = Field(None, examples=[True])
    payout: bool | None = Field(None, examples=[True])


class PreferencesAnswer(Answer):
    """Which types of notices are wanted."""

    new_order: bool = Field(examples=[True])
    order_status: bool = Field(examples=[True])
    payment: bool = Field(examples=[True])
    review: bool = Field(examples=[False])
    message: bool = Field(examples=[True])
    low_stock: bool = Field(examples=[True])
    payout: bool = Field(examples=[True])


@get("/notifications", role=CUSTOMER, scope=READ, limit="notifications.read")
def find(call: Call, query: NoticeQuery) -> Page[NoticeAnswer]:
    """List your notices, the newest first."""
    stores = list(call.caller.roles)
    found, notices = notifications.find_notices(call.tx, call.user, stores, window(query), query.unread)
    shown = {notice.id: _told(call, notice) for notice in notices}
    return listed(found, query.sort, lambda event: shown[event.id])


@put("/notifications/read-all", role=CUSTOMER, scope=WRITE, limit="notifications.write")
def read_all(call: Call) -> None:
    """Mark everything as read."""
    notifications.read_all(call.tx, call.user, call.now)


@put("/notifications/{id}/read", role=CUSTOMER, scope=WRITE, limit="notifications.write")
def read(call: Call, id: Id) -> NoticeAnswer:
    """Mark one notice as read."""
    return _told(call, notifications.read_notice(call.tx, call.user, list(call.caller.roles), id, call.now))


@get("/notifications/preferences", role=CUSTOMER, scope=READ, limit="notifications.read")
def preferences(call: Call) -> PreferencesAnswer:
    """Show which types of notices you want."""
    return PreferencesAnswer(**notifications.preferences_of(call.user))


@put("/notifications/preferences", role=CUSTOMER, scope=WRITE, limit="notifications.write", reads=preferences)
def set_preferences(call: Call, body: PreferencesBody) -> PreferencesAnswer:
    """Choose which types of notices you want."""
    wanted = body.model_dump(exclude_none=True)
    return PreferencesAnswer(**notifications.set_preferences(call.tx, call.user, wanted))


def _told(call: Call, notice: Notice) -> NoticeAnswer:
    store = call.tx.get(Store, notice.store_id) if notice.store_id else None
    at = notice.at.astimezone(store.timezone) if store else notice.at
    return NoticeAnswer(
        id=notice.id,
        type=notice.type,
        title=_words(call, f"{notice.type}_title", notice),
        message=_words(call, notice.type, notice),
        related=notice.related,
        related_id=notice.related_id,
        store_id=notice.store_id,
        is_read=notice.read,
        created_at=at,
    )


def _words(call: Call, block: str, notice: Notice) -> str:
    what = notice.name.rpartition(".")[2]
    known: dict[str, Any] = {
        "number": "",
        "text": "",
        "tracking": "",
        "total": Money(0, "USD"),
        "amount": Money(0, "USD"),
    }
    values = {**known, **notice.values, "what": what, "order": {"state": what}}
    return render(call.language, "notice", block, values, notice.at, ZoneInfo("UTC"))
