"""How the routes of a shop's own things are asked for what belongs to another seller."""

from __future__ import annotations

import secrets as random
from typing import Any, Final

from models import Product, Store, transaction
from tests.api.asks import OWN, PUBLIC, Ask, Asked
from tests.api.client import Api
from tests.shop.builders import Shop, line, placed

FORBIDDEN: Final = (403, "not_allowed")
UNKNOWN_STORE: Final = (404, "unknown_store")
UNKNOWN_PRODUCT: Final = (404, "unknown_product")
UNKNOWN_ORDER: Final = (404, "unknown_order")
LINES: Final = {"items": [{"product_id": 1, "quantity": 1}]}


def order(api: Api, shop: Shop, end: str = "", body: Any = None) -> Ask:
    key = api.product(shop, f"Menu {random.token_hex(4)}")
    with transaction() as tx:
        store = tx.session.get_one(Store, shop.store.id)
        made = placed(tx, Shop(store, shop.user, shop.owner), line(tx.session.get_one(Product, key)))
    return Ask(f"/orders/{made.id}{end}", body, UNKNOWN_ORDER)


def product(
    api: Api, shop: Shop, end: str, body: Any = None, refusal: tuple[int, str] = (404, "unknown_product")
) -> Ask:
    return Ask(f"/products/{api.product(shop, f'Menu {random.token_hex(4)}')}{end}", body, refusal)


def cart_item(api: Api, shop: Shop, body: Any = None) -> Ask:
    product = api.product(shop, f"Menu {random.token_hex(4)}")
    cart = api.signed_in(api.user()).post("/cart/items", {"product_id": product, "quantity": 1}).json
    assert cart is not None
    return Ask(f"/cart/items/{cart['data']['items'][0]['id']}", body, (404, "not_in_cart"))


SHOP: Final[dict[str, Asked]] = {
    "orders.find": OWN,
    "orders.search": OWN,
    "orders.create": lambda api, shop: Ask(
        "/orders", LINES | {"store_id": shop.store.id, "customer": {"id": 1}}, (404, "unknown_store")
    ),
    "orders.read": order,
    "orders.replace": lambda api, shop: order(api, shop, "", LINES),
    "orders.remove": lambda api, shop: order(api, shop, ""),
    "order_steps.set_status": lambda api, shop: order(api, shop, "/status", {"status": "cancelled"}),
    "order_steps.change": lambda api, shop: order(api, shop, "", {"status": "cancelled"}),
    "public_orders.order": PUBLIC,
    "payments.status": lambda api, shop: order(api, shop, "/payments"),
    "payments.receive": lambda api, shop: order(api, shop, "/payments", {}),
    "payments.refund": lambda api, shop: order(api, shop, "/refund", {}),
    "admin_orders.find": OWN,
    "admin_orders.stats": OWN,
    "admin_orders.set_status": lambda api, shop: Ask("/admin/orders/1/status", {"status": "cancelled"}, FORBIDDEN),
    "admin_orders.refund": lambda api, shop: Ask("/admin/orders/1/refund", {}, FORBIDDEN),
    "options.find": PUBLIC,
    "options.create": lambda api, shop: product(api, shop, "/options", {"name": "A", "options": [{"name": "B"}]}),
    "options.change": lambda api, shop: product(api, shop, "/options/1", {"price": 1}),
    "options.remove": lambda api, shop: product(api, shop, "/option-groups/1"),
    "images.find": PUBLIC,
    "images.show": PUBLIC,
    "images.add": lambda api, shop: product(api, shop, "/images", {}, (422, "invalid")),
    "images.replace": lambda api, shop: product(api, shop, "/images/1", {}, (422, "invalid")),
    "images.remove": lambda api, shop: product(api, shop, "/images/1"),
    "catalogue.categories": PUBLIC,
    "catalogue.change_many": lambda api, shop: Ask(
        "/products/bulk", {"ids": [api.product(shop, "Sate")]}, UNKNOWN_PRODUCT
    ),
    "catalogue.take_in": lambda api, shop: Ask("/products/import", {}, (422, "invalid")),
    "catalogue.template": OWN,
    "catalogue.export": lambda api, shop: Ask(f"/products/export?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "vendors.register": PUBLIC,
    "vendors.own": OWN,
    "vendors.update": OWN,
    "vendors.set_banner": OWN,
    "vendors.read": PUBLIC,
    "vendors.banner": PUBLIC,
    "dashboard.stats": lambda api, shop: Ask(f"/seller/dashboard/stats?storeId={shop.store.id}", None, UNKNOWN_STORE),
    "dashboard.analytics": lambda api, shop: Ask(
        f"/vendors/analytics/dashboard?store_id={shop.store.id}", None, UNKNOWN_STORE
    ),
    "dashboard.find_commissions": OWN,
    "admin_vendors.find": OWN,
    "admin_vendors.read": lambda api, shop: Ask("/admin/vendors/1", None, FORBIDDEN),
    "admin_vendors.set_status": lambda api, shop: Ask("/admin/vendors/1/status", {"status": "active"}, FORBIDDEN),
    "admin_vendors.find_commissions": lambda api, shop: Ask("/admin/vendors/1/commissions", None, FORBIDDEN),
    "admin_vendors.stand": lambda api, shop: Ask("/admin/vendors/1/standing", None, FORBIDDEN),
    "admin_vendors.pay_out": lambda api, shop: Ask("/admin/vendors/1/payouts", {"currency": "IDR"}, FORBIDDEN),
    "admin_vendors.remove": lambda api, shop: Ask("/admin/users/1", None, FORBIDDEN),
    "admin_products.find": OWN,
    "admin_products.set_status": lambda api, shop: Ask("/admin/products/1/status", {"status": "approved"}, FORBIDDEN),
    "admin_products.set_many": lambda api, shop: Ask(
        "/admin/products/status", {"ids": [1], "status": "approved"}, FORBIDDEN
    ),
    "stores.find": OWN,
    "stores.create": OWN,
    "stores.read": PUBLIC,
    "stores.change": lambda api, shop: Ask(f"/stores/{shop.store.id}", {"name": "Mine now"}, UNKNOWN_STORE),
    "summaries.daily": lambda api, shop: Ask(f"/summaries/daily?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "summaries.weekly": lambda api, shop: Ask(f"/summaries/weekly?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "summaries.monthly": lambda api, shop: Ask(f"/summaries/monthly?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "summaries.customer": lambda api, shop: Ask(f"/summaries/customer?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "summaries.revenue": lambda api, shop: Ask(f"/summaries/revenue?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "summaries.items": lambda api, shop: Ask(f"/summaries/items?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "exports.excel": lambda api, shop: Ask("/export/excel", {"store_id": shop.store.id}, UNKNOWN_STORE),
    "exports.csv": lambda api, shop: Ask("/export/csv", {"store_id": shop.store.id}, UNKNOWN_STORE),
    "exports.pdf": lambda api, shop: Ask("/export/pdf", {"store_id": shop.store.id}, UNKNOWN_STORE),
    "exports.custom": lambda api, shop: Ask("/export/custom", {"store_id": shop.store.id}, UNKNOWN_STORE),
    "exports.send": lambda api, shop: Ask(
        "/export/email", {"store_id": shop.store.id, "to": "a@b.example"}, UNKNOWN_STORE
    ),
    "exports.schedule": lambda api, shop: Ask(
        "/export/schedules", {"store_id": shop.store.id, "to": "a@b.example", "at": "08:00:00"}, UNKNOWN_STORE
    ),
    "exports.templates": OWN,
    "exports.schedules": lambda api, shop: Ask(f"/export/schedules?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "exports.unschedule": lambda api, shop: Ask(f"/export/schedules/1?store_id={shop.store.id}", None, UNKNOWN_STORE),
    "reviews.find": PUBLIC,
    "reviews.read": PUBLIC,
    "reviews.stars": PUBLIC,
    "reviews.create": lambda api, shop: product(api, shop, "/reviews", {"rating": 5}, (400, "not_received")),
    "reviews.change": lambda api, shop: Ask("/reviews/1", {"rating": 1}, (404, "unknown_product_review")),
    "reviews.remove": lambda api, shop: Ask("/reviews/1", None, (404, "unknown_product_review")),
    "reviews.helpful": lambda api, shop: Ask("/reviews/1/helpful", None, (404, "unknown_product_review")),
    "carts.show": PUBLIC,
    "carts.add": PUBLIC,
    "carts.clear": PUBLIC,
    "carts.check_out": PUBLIC,
    "carts.change": lambda api, shop: cart_item(api, shop, {"quantity": 2}),
    "carts.remove": lambda api, shop: cart_item(api, shop),
    "carts.abandoned": lambda api, shop: Ask(f"/carts/abandoned?store_id={shop.store.id}", None, UNKNOWN_STORE),
}
