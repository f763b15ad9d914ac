"""Every endpoint that is promised, and where it is: what it is asked with and what its answer tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Promise:
    """An endpoint: the words it is asked with, in the address or in the body, and the fields of its answer's `data`."""

    method: str
    path: str
    asks: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def of(method: str, path: str, asks: str = "", tells: str = "") -> Promise:
    return Promise(method, path, words(asks), words(tells))


ORDER = "status customer items total currency shipping fulfilment requested_at special_instructions tracking_number"
SHIPPED = "name phone address city state"
PERIOD = "date_from date_to"
BASKET = "items shipping fulfilment requested_at special_instructions"

PROMISES: dict[str, list[Promise]] = {
    "summaries": [
        of("GET", "/summaries/daily", "store_id date", "net gross refunds orders_sold currency"),
        of("GET", "/summaries/weekly", "store_id date", "net orders_sold"),
        of("GET", "/summaries/monthly", "store_id date", "net orders_sold"),
        of("GET", "/summaries/customer", PERIOD, "items new_customers returning_customers"),
        of("GET", "/summaries/revenue", PERIOD, "net items currency"),
        of("GET", "/summaries/items", PERIOD, "items"),
    ],
    "figures": [
        of("GET", "/seller/dashboard/stats", "storeId startDate endDate",
           "total_stores total_products total_orders_received total_revenue"),
        of("GET", "/vendors/analytics/dashboard", PERIOD,
           "total_revenue average_order orders_by_status top_products commissions review_count rating"),
    ],
    "orders": [
        of("GET", "/orders/", "status customer date_from date_to limit cursor sort", "items next"),
        of("POST", "/orders/", f"{BASKET} store_id", ORDER),
        of("GET", "/orders/{id}", "", f"{ORDER} history shipped_at delivered_at"),
        of("PUT", "/orders/{id}", "items", ORDER),
        of("DELETE", "/orders/{id}"),
        of("GET", "/orders/search", "q match status customer date_from date_to amount_min amount_max", "items next"),
        of("POST", "/public/orders", BASKET, ORDER),
        of("PUT", "/orders/{id}/status", "status notes", "status history"),
        of("PATCH", "/orders/{id}", "status tracking_number", "status tracking_number"),
        of("GET", "/admin/orders", "status q", "items next"),
        of("GET", "/admin/orders/stats", "date_from date_to", "count items"),
        of("PUT", "/admin/orders/{id}/status", "status notes", "status"),
        of("POST", "/admin/orders/{id}/refund", "amount", "payment_status refunded"),
    ],
    "catalogue": [
        of("GET", "/products/", "q category price_min price_max store_id sort", "items next"),
        of("POST", "/products/", "name price unit category description aliases stock",
           "id name price currency unit category photo_url images aliases availability approval"),
        of("GET", "/products/{id}", "", "name price approval hidden"),
        of("PUT", "/products/{id}", "name price", "name price"),
        of("DELETE", "/products/{id}"),
        of("POST", "/products/{id}/options", "name options required multi", "items"),
        of("GET", "/admin/products", "status", "items"),
        of("PUT", "/admin/products/{id}/status", "status reason", "approval approval_note"),
        of("POST", "/products/import", "file dry_run", "new changed same faults rows"),
        of("GET", "/products/import/template", "format"),
        of("GET", "/products/export", "format"),
        of("PUT", "/products/bulk", "ids category location stock", "changed"),
        of("POST", "/products/{id}/images", "file", "items"),
        of("GET", "/categories", "store_id", "items"),
    ],
    "cart": [
        of("GET", "/cart/", "store_id", "items total session_id expires_at"),
        of("POST", "/cart/items", "product_id quantity", "items"),
        of("PUT", "/cart/items/{id}", "quantity", "items"),
        of("DELETE", "/cart/items/{id}", "", "items"),
        of("DELETE", "/cart/", "", "items"),
        of("GET", "/carts/abandoned", "store_id", "items"),
    ],
    "commissions": [
        of("GET", "/vendors/commissions", "status", "items"),
        of("GET", "/admin/vendors/{id}/commissions", "status", "items"),
        of("POST", "/admin/vendors/{id}/payouts", "currency reference", "amount count currency"),
    ],
    "accounts": [
        of("POST", "/auth/register", "name email password", "id email role"),
        of("POST", "/auth/login", "username password", "access_token token_type expires_in refresh_token"),
        of("GET", "/auth/me", "", "name email role preferences"),
        of("PUT", "/auth/me", "name email phone language preferences", "preferences"),
        of("POST", "/auth/refresh", "refresh_token", "access_token token_type expires_in refresh_token"),
        of("POST", "/auth/link", "token", "access_token refresh_token"),
        of("POST", "/auth/logout"),
        of("GET", "/auth/sessions", "", "items"),
        of("DELETE", "/auth/sessions/{id}"),
        of("POST", "/auth/api-keys", "name scopes", "key scopes"),
        of("DELETE", "/auth/api-keys/{id}"),
        of("GET", "/admin/system-logs/stats", "", "success failed days"),
        of("GET", "/audit", "actor name", "items"),
    ],
    "vendors": [
        of("POST", "/auth/register/vendor", "name email password business_name phone city category banner",
           "user_id vendor"),
        of("GET", "/vendors/{id}", "", "business_name city category product_count rating since banner_url"),
        of("PUT", "/vendors/profile", "business_name description phone city", "business_name phone status"),
        of("DELETE", "/admin/users/{id}", "", "user_id held_orders"),
        of("GET", "/admin/vendors", "status q", "items"),
        of("PUT", "/admin/vendors/{id}/status", "status notes", "status"),
        of("GET", "/stores", "", "items"),
        of("POST", "/stores", "name", "id name currency"),
    ],
    "whatsapp": [
        of("POST", "/whatsapp/send-message", "customer_id to text store_id", "id status"),
        of("GET", "/whatsapp/messages", "customer_id store_id", "items"),
        of("POST", "/whatsapp/start-bot", "store_id", "running"),
        of("POST", "/whatsapp/stop-bot", "store_id", "running"),
        of("GET", "/whatsapp/bot-status", "store_id", "running"),
    ],
    "notifications": [
        of("GET", "/notifications/", "unread", "items"),
        of("PUT", "/notifications/{id}/read", "", "type title message related_id is_read"),
        of("PUT", "/notifications/read-all"),
        of("PUT", "/notifications/preferences", "new_order low_stock payout", "new_order"),
    ],
    "assistant": [
        of("POST", "/ai/chat", "message stream store_id", "reply"),
        of("POST", "/ai/captions", "product_id", "captions"),
    ],
    "reviews": [
        of("POST", "/products/{id}/reviews", "rating title comment",
           "rating title comment verified_purchase helpful_count"),
        of("GET", "/products/{id}/reviews", "sort", "items"),
        of("PUT", "/reviews/{id}", "rating title comment", "rating"),
        of("DELETE", "/reviews/{id}"),
        of("POST", "/reviews/{id}/helpful", "", "helpful_count"),
    ],
    "exports": [
        of("POST", "/export/excel", "what date_from date_to"),
        of("POST", "/export/csv", "what date_from date_to"),
        of("POST", "/export/pdf", "what date_from date_to"),
        of("GET", "/export/templates", "", "formats items"),
        of("POST", "/export/custom", "columns filters format"),
        of("POST", "/export/schedules", "what format to at weekdays month_day", "next_at"),
        of("POST", "/export/email", "what format to", "to file"),
    ],
}  # fmt: skip

# Under the API's addresses too, though not of its routes: what Twilio posts, and how the service is.
BESIDE = [("POST", "/whatsapp/webhook"), ("GET", "/health")]

# How often, per hour.
LIMITS = {
    "products.create": 100, "products.read": 1000, "orders.create": 50, "orders.read": 200, "payments.process": 20,
    "payments.read": 100, "login": 10, "register": 5,
}  # fmt: skip
