"""Asking customers what they thought of an order: once, some hours after they got it, where it costs no template."""

from __future__ import annotations

from datetime import datetime

from bot import window
from bot.notices import customer_chats, tell
from bot.outgoing import Bubble, Button
from bot.speech import Envelope, Voice
from models import Chat, Customer, Order, Store, Tx, reading, transaction
from shop.order_views import order_view
from shop.reviews import claim_request, due_reviews

AREA, ASKED, GIVE = "customer/review", "request", "customer.review.give"
PURPOSE = "review"
STARS = (1, 2, 3, 4, 5)


def due_now(now: datetime, limit: int) -> list[int]:
    """The orders whose customers are to be asked."""
    with reading() as tx:
        return due_reviews(tx, now, limit)


def ask(order_id: int, now: datetime) -> None:
    """Ask the customer of an order, in the transaction that takes its one request."""
    with transaction() as tx:
        order = tx.session.get_one(Order, order_id)
        store, customer = tx.session.get_one(Store, order.store_id), tx.session.get_one(Customer, order.customer_id)
        for chat, language in customer_chats(tx, store, customer):
            if claim_request(tx, order, now, _may_ask(chat, customer, now)):
                _say(tx, order, chat, Voice(language, now, store.timezone))


def _may_ask(chat: Chat, customer: Customer, now: datetime) -> bool:
    """Whether a question may go now and would not come in between something else."""
    free = chat.opted_out_at is None and customer.blocked_at is None
    return free and chat.handed_over_at is None and chat.waiting is None and window.is_open(chat, now)


def _say(tx: Tx, order: Order, chat: Chat, voice: Voice) -> None:
    # The number of a row is its stars, so that "5" means five of them.
    rows = [Button("★" * stars, GIVE, {"rating": stars, "order_id": order.id}, said=True) for stars in STARS]
    values = {"view": order_view(tx, order)}
    envelope = Envelope(purpose=PURPOSE, store_id=order.store_id)
    tell(tx, chat, [Bubble(AREA, ASKED, values, tuple(rows))], voice, envelope)
