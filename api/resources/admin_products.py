"""Products that wait until the platform has looked at them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.calls import Call
from api.fields import Answer, Body, Id, Text, Word
from api.paging import Page, PageQuery, told_page, window
from api.resources.products import ProductAnswer, read, shown, told
from api.routing import ADMIN, get, put
from api.told import Told
from bot import approval_news
from models import Product
from shop import approvals, product_lists
from shop.approvals import Decision

READ, WRITE = "admin:read", "admin:write"
Reason = Annotated[Text, Field(max_length=300)]


class WaitingQuery(PageQuery):
    """Which products: those that wait, unless another state is asked for."""

    sort: Literal["id", "-id", "name", "-name", "created_at", "-created_at"] = "id"
    status: Literal["pending", "approved", "rejected", "draft", "any"] = "pending"
    vendor_id: Id | None = None
    q: Word = Field("", description="Words of the name.")


class DecisionBody(Body):
    """Approved, or rejected with a reason that the vendor is told."""

    status: Literal["approved", "rejected"] = Field(examples=["approved"])
    reason: Reason = Field("", examples=[""])


class DecisionsBody(DecisionBody):
    """The same of many products: all of them or none."""

    ids: list[Id] = Field(min_length=1, max_length=500, examples=[[8, 9]])


class DecidedAnswer(Answer):
    """How many products were something else before."""

    changed: int = Field(examples=[2])


@get("/admin/products", role=ADMIN, scope=READ, limit="admin.read")
def find(call: Call, query: WaitingQuery) -> Told[Page[ProductAnswer]]:
    """List the products that wait for approval, the oldest first, or those of another state."""
    state = None if query.status == "any" else query.status
    found = approvals.find_waiting(call.tx, state, query.vendor_id, query.q, window(query))
    cards = {card.product.id: card for card in product_lists.cards_of(call.tx, found.rows, call.now)}
    return told_page(found, query.sort, lambda product: told(call, cards[product.id]))


@put("/admin/products/{id}/status", role=ADMIN, scope=WRITE, limit="admin.write", reads=read)
def set_status(call: Call, id: Id, body: DecisionBody) -> Told[ProductAnswer]:
    """Approve a product, which is on the menu from then on, or reject it. Its vendor is told by chat."""
    _decide(call, [id], body)
    product = call.tx.session.get_one(Product, id)
    call.seller_id, call.store_id = product.seller_id, product.store_id
    return shown(call, product)


@put("/admin/products/status", role=ADMIN, scope=WRITE, limit="admin.write")
def set_many(call: Call, body: DecisionsBody) -> DecidedAnswer:
    """Approve or reject many products at once. Each vendor hears of all of his in one message."""
    return DecidedAnswer(changed=_decide(call, list(dict.fromkeys(body.ids)), body))


def _decide(call: Call, ids: list[int], body: DecisionBody) -> int:
    decided = approvals.decide(call.tx, ids, Decision(body.status, body.reason), call.actor, call.now)
    approval_news.tell_sellers(call.tx, decided, call.now)
    return len(decided)
