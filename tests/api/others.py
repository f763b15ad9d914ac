"""How each route is asked for what belongs to somebody else, and what it must answer. Every route has to be here."""

from __future__ import annotations

import secrets as random
from typing import Any

from sqlmodel import func, select

from models import Event, transaction
from tests.api.asks import OWN, PUBLIC, Ask, Asked
from tests.api.client import Api
from tests.api.others_shop import SHOP
from tests.shop.builders import Shop

NASI = {"name": "Nasi Goreng", "price": 1}


def product(api: Api, shop: Shop, body: Any = None) -> Ask:
    return Ask(f"/products/{api.product(shop, f'Menu {random.token_hex(4)}')}", body, (404, "unknown_product"))


def session(api: Api, shop: Shop) -> Ask:
    return Ask(f"/auth/sessions/{api.owner(shop).session_id}", None, (404, "unknown_session"))


def key(api: Api, shop: Shop) -> Ask:
    api.with_key(shop.user, "products:read")
    return Ask(f"/auth/api-keys/{api.owner(shop).data('/auth/api-keys')['items'][0]['id']}", None, (404, "unknown_key"))


def notice(api: Api, shop: Shop) -> Ask:
    with transaction() as tx:
        return Ask(f"/notifications/{tx.exec(select(func.max(Event.id))).one()}/read", None, (404, "unknown_notice"))


def caption(path: str) -> Ask:
    return Ask("/ai/captions", {"product_id": int(path.rsplit("/", 1)[1])}, (404, "unknown_product"))


def store_in_body(path: str, **more: Any) -> Asked:
    return lambda api, shop: Ask(path, {"store_id": shop.store.id, **more}, (404, "unknown_store"))


def store_in_query(path: str) -> Asked:
    return lambda api, shop: Ask(f"{path}?store_id={shop.store.id}", None, (404, "unknown_store"))


OTHERS: dict[str, Asked] = {
    "audit.find": store_in_query("/audit"),
    "audit.check": OWN,
    "ai.chat": store_in_body("/ai/chat", message="Halo"),
    "ai.captions": lambda api, shop: caption(product(api, shop).path),
    "whatsapp.messages": store_in_query("/whatsapp/messages"),
    "whatsapp.bot_status": store_in_query("/whatsapp/bot-status"),
    "whatsapp.send_message": store_in_body("/whatsapp/send-message", customer_id=1, text="Halo"),
    "whatsapp.stop_bot": store_in_body("/whatsapp/stop-bot"),
    "whatsapp.start_bot": store_in_body("/whatsapp/start-bot"),
    "notifications.find": OWN,
    "notifications.read_all": OWN,
    "notifications.read": notice,
    "notifications.preferences": OWN,
    "notifications.set_preferences": OWN,
    "auth.register": PUBLIC,
    "auth.login": PUBLIC,
    "auth.link": PUBLIC,
    "auth.refresh": PUBLIC,
    "account.me": OWN,
    "account.update_me": OWN,
    "account.set_password": OWN,
    "account.logout": OWN,
    "account.list_sessions": OWN,
    "account.end_other_sessions": OWN,
    "account.end_session": session,
    "api_keys.find": OWN,
    "api_keys.create": OWN,
    "api_keys.end": key,
    "system_logs.stats": OWN,
    "products.find": PUBLIC,
    "products.read": PUBLIC,
    "products.create": lambda api, shop: Ask("/products", NASI | {"store_id": shop.store.id}, (404, "unknown_store")),
    "products.replace": lambda api, shop: product(api, shop, NASI),
    "products.remove": product,
    **SHOP,
}
