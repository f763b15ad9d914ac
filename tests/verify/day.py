"""A day in a shop: orders in every state with their messages, money and goods, and nothing wrong."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image as Pillow
from sqlmodel import col, select, update

from models import (
    Chat,
    Customer,
    InboxMessage,
    Mail,
    Order,
    OrderLine,
    OutboxMessage,
    Product,
    ReportFile,
    Seller,
    Store,
    Tx,
)
from shop import commissions, credit, images, order_edits, orders, paying, payments, reservations, shrinking, undo
from shop.actors import Actor
from tests.shop.builders import NOW, Shop, filled, line, open_shop, product, weighed
from tests.shop.builders import customer as buyer_of
from values import Money, Quantity

STATES = (
    "pending", "confirmed", "shipped", "completed", "cancelled", "brought_back", "refunded", "on_credit", "owing",
    "edited", "restocked", "partly_refunded",
)  # fmt: skip
PLATFORM = Actor.user(0, "admin")


def live(tx: Tx) -> dict[str, int]:
    """Let a day pass; the ids of the orders by what became of them."""
    shop = open_shop(tx)
    commissions.set_rate(tx, tx.session.get_one(Seller, shop.store.seller_id), 50, PLATFORM, NOW - timedelta(days=1))
    other = open_shop(tx, "whatsapp:+628111000077", name="Warung Lain")
    product(tx, other)
    made = {state: _order(tx, shop, state, n) for n, state in enumerate(STATES, 1)}
    _show(tx, shop)
    _send(tx, shop.store)
    return made


def _show(tx: Tx, shop: Shop) -> None:
    """A picture of a product, one above the profile, a code to pay by, and one that is shown no more."""
    out = io.BytesIO()
    Pillow.new("RGB", (40, 30), "#c63").save(out, "PNG")
    made = shrinking.small(out.getvalue())
    sold = tx.exec(select(Product).where(col(Product.store_id) == shop.store.id).order_by(col(Product.id))).all()[0]
    images.add_image(tx, sold, made, shop.owner, NOW)
    images.set_banner(tx, tx.session.get_one(Seller, shop.store.seller_id), made, NOW)
    paying.pay_by_picture(tx, shop.store, images.keep(tx, shop.store, made, NOW), "", shop.owner, NOW)
    paying.pay_by_picture(tx, shop.store, images.keep(tx, shop.store, made, NOW), "", shop.owner, NOW)


def _send(tx: Tx, store: Store) -> None:
    """Letters and files of two mornings."""
    belongs = {"seller_id": store.seller_id, "store_id": store.id}
    for n in range(2):
        due = NOW - timedelta(days=n)
        told = {"to_address": "a@b.example", "subject": "Sales", "message_id": f"<{n}@bakul>", "retry_at": due}
        tx.save(Mail(**belongs, **told, state="sent", schedule="mail.1", created_at=due, sent_at=due, due_at=due))
        asked = {"what": "sales", "format": "pdf", "language": "id", "first": due.date(), "last": due.date()}
        tx.save(ReportFile(**belongs, **asked, chat_id=1, state="done", asked_at=due, schedule="file.1", due_at=due))


def _order(tx: Tx, shop: Shop, state: str, n: int) -> int:
    rice, apples = product(tx, shop, f"Nasi {n}"), weighed(tx, shop, f"Apel {n}", 32_505, "3")
    chat = _chat(tx, n)
    _message(tx, chat, "2 nasi, 3 ons apel")
    tx.cause = _message(tx, chat, "ya")
    person = buyer_of(tx, shop, chat.address)
    cart = filled(tx, shop, person, line(rice, "2"), line(apples, "0.3"))
    order, _ = orders.place_order(tx, cart, cart.version, NOW)
    tx.cause = None
    _move(tx, order, state, shop.owner)
    return order.id


def _move(tx: Tx, order: Order, state: str, owner: Actor) -> None:
    if state == "cancelled":
        orders.cancel_order(tx, order, "habis", owner, NOW)
    if state in ("pending", "cancelled"):
        return
    orders.confirm_order(tx, order, owner, NOW)
    if state == "edited":
        _edit(tx, order, owner)
    if state in ("confirmed", "edited"):
        return
    tx.exec(update(Order).where(col(Order.id) == order.id).values(fulfilment="delivery"))
    tx.refresh(order)
    orders.ship_order(tx, order, owner, NOW)
    _after_shipping(tx, order, state, owner)


def _after_shipping(tx: Tx, order: Order, state: str, owner: Actor) -> None:
    if state == "brought_back":
        orders.cancel_order(tx, order, "tidak di rumah", owner, NOW)
    if state == "on_credit":
        credit.put_order(tx, order, owner, NOW)
        buyer = tx.session.get_one(Customer, order.customer_id)
        written = credit.receive(tx, tx.session.get_one(Store, order.store_id), buyer, None, owner, NOW)
        assert written.new.amount == 0
        undo.undo(tx, tx.session.get_one(Store, order.store_id), owner, NOW)
    if state in ("completed", "refunded", "owing", "restocked"):
        _complete(tx, order, state, owner)
    if state == "partly_refunded":
        payments.mark_paid(tx, order, owner, NOW)
        payments.refund_order(tx, order, Money(100_000, order.currency), owner, NOW)
        orders.cancel_order(tx, order, "", owner, NOW)


def _edit(tx: Tx, order: Order, owner: Actor) -> None:
    """More of one product, nothing of the other."""
    rice, apples = tx.exec(select(OrderLine).where(col(OrderLine.order_id) == order.id).order_by(col(OrderLine.id)))
    for item, quantity in ((rice, Quantity.of(3)), (apples, Quantity(0))):
        order_edits.set_in_order(tx, order, tx.session.get_one(Product, item.product_id), quantity, owner, NOW)


def _complete(tx: Tx, order: Order, state: str, owner: Actor) -> None:
    orders.complete_order(tx, order, owner, NOW)
    payments.mark_paid(tx, order, owner, NOW)
    if state == "completed":
        seller = tx.session.get_one(Seller, order.seller_id)
        commissions.pay_out(tx, seller, order.currency, "BCA", PLATFORM, NOW)
    if state in ("refunded", "restocked"):
        payments.refund_order(tx, order, order.total, owner, NOW)
    if state == "restocked":
        reservations.take_back(tx, order, owner, NOW)


def _chat(tx: Tx, n: int) -> Chat:
    address = f"whatsapp:+62812000{n:02}"
    business = "whatsapp:+14155238886"
    return tx.save(Chat(channel="whatsapp", address=address, business=business, last_inbound_at=NOW))


def _message(tx: Tx, chat: Chat, text: str) -> int:
    """A message of a chat, answered."""
    count = len(tx.exec(select(InboxMessage).where(col(InboxMessage.chat_id) == chat.id)).all())
    at, name = NOW + timedelta(seconds=10 * count), f"SM{chat.id}-{count}"
    got = InboxMessage(channel="whatsapp", external_id=name, chat_id=chat.id, text=text, received_at=at, state="done")
    tx.save(got)
    chat.version += 1
    tx.save(chat)
    said = OutboxMessage(chat_id=chat.id, inbox_id=got.id, token=f"t{name}", text="Baik", created_at=at, state="sent")
    said.external_id, said.attempts, said.calling_at, said.sent_at = f"MM{name}", 1, at + timedelta(seconds=1), at
    tx.save(said)
    return got.id
