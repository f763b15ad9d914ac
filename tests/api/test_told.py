"""What is told without a model in between has the form that its route names, field by field."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import BaseModel

from api.order_shapes import OrderAnswer, WholeOrderAnswer
from api.resources.products import ProductAnswer
from tests.api.client import Api


def fits(content: Any, form: Any) -> None:
    """The content has every field of the model and no other, down to the last."""
    if isinstance(content, list):
        for part in content:
            fits(part, get_args(form)[0])
    elif isinstance(content, dict):
        assert sorted(content) == sorted(form.model_fields)
        for name, field in form.model_fields.items():
            fits(content[name], field.annotation)


def told_again(content: Any, model: type[BaseModel]) -> Any:
    return model.model_validate(content).model_dump(mode="json")


def test_orders_and_products_have_the_form_that_their_routes_name(api: Api) -> None:
    shop = api.shop()
    product = api.product(shop, "Nasi Goreng", stock="7")
    buyer, owner = api.signed_in(api.user()), api.owner(shop)
    item = {"product_id": product, "quantity": 2, "note": "pedas"}
    made = buyer.post("/orders", {"store_id": shop.store.id, "items": [item], "fulfilment": "pickup"})
    assert made.status_code == 201, made.text
    assert made.json
    for content, form in (
        (made.json["data"], WholeOrderAnswer),
        (owner.data("/orders")["items"][0], OrderAnswer),
        (owner.data(f"/orders/{made.json['data']['id']}"), WholeOrderAnswer),
        (owner.data("/products?mine=true")["items"][0], ProductAnswer),
    ):
        fits(content, form)
        assert told_again(content, form) == content
