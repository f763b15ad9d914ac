"""Whether a customer may be written to by the store of its own accord."""

from __future__ import annotations

from sqlmodel import col, select

from models import Chat, Customer, Store, Tx
from shop.errors_people import Unreachable
from shop.people import addresses_of_customer


def check(tx: Tx, store: Store, customer: Customer) -> None:
    """Refuse whoever is `blocked`, has never written (`no_chat`), said `stop` or is `gone`."""
    if customer.blocked_at is not None:
        raise Unreachable(customer.name, "blocked")
    addresses = addresses_of_customer(tx, customer.id)
    if not addresses:
        raise Unreachable(customer.name, "no_chat")
    chat = newest_chat(tx, store, customer)
    if chat is not None and chat.opted_out_at is not None:
        raise Unreachable(customer.name, "stop")
    if chat is not None and chat.unreachable:
        raise Unreachable(customer.name, "gone")


def newest_chat(tx: Tx, store: Store, customer: Customer) -> Chat | None:
    """The chat of a customer's newest address with the store, if there is one."""
    for address in addresses_of_customer(tx, customer.id):
        mine = (col(Chat.channel) == address.channel, col(Chat.address) == address.external_id)
        chats = select(Chat).where(*mine, col(Chat.store_id) == store.id)
        return tx.exec(chats.order_by(col(Chat.id).desc())).first()
    return None
