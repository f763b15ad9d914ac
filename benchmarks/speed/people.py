"""Who orders: a store with a menu, its customers, and their messages as Twilio posts them."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from itertools import count
from urllib.parse import urlencode

from benchmarks.speed.load import post
from benchmarks.speed.place import ACCOUNT, PUBLIC, TOKEN
from models import Store, transaction
from shop.actors import Actor
from shop.products import NewProduct, add_product
from shop.registration import NewStore, NewWay, register_store
from shop.terms import ALL_DAY
from values import Address, Money, Quantity

BUSINESS = "whatsapp:+14155238886"
SELLER = "whatsapp:+628110000001"
PATH = "/webhooks/twilio"
PLENTY = 1_000_000
MENU = (
    ("Nasi Goreng", 20_000, ("nasgor",)),
    ("Mie Goreng", 18_000, ("migor",)),
    ("Ayam Geprek", 22_000, ("geprek",)),
    ("Sate Ayam", 25_000, ("sate",)),
    ("Es Teh", 5_000, ("teh es",)),
    ("Es Jeruk", 7_000, ("jeruk es",)),
)
_sids = count(1)


def open_store(business: str = BUSINESS, seller: str = SELLER) -> Store:
    """A store that sells at every hour, for pickup and cash, so that an order needs no more than its yes."""
    now = datetime.now(UTC)
    new = NewStore(
        "Warung Cepat",
        "ID",
        "IDR",
        "Asia/Jakarta",
        "id",
        owner="Bu Cepat",
        ways=(NewWay("cash", "Tunai"),),
        hours=ALL_DAY,
    )
    with transaction() as tx:
        made = register_store(tx, new, Address("whatsapp", seller), now)
        made.store.number, made.store.delivers = business, False
        tx.save(made.store)
        for name, price, aliases in MENU:
            product = NewProduct(name, Money.of(price, "IDR"), Quantity.of(PLENTY), "porsi", "Menu", aliases=aliases)
            add_product(tx, made.store, product, Actor.user(made.user.id, "owner"), now)
        return made.store


def customer(number: int) -> str:
    """The address of a customer."""
    return f"whatsapp:+62812{number:08}"


def fields(sender: str, text: str, business: str = BUSINESS) -> dict[str, str]:
    """The form of a message, with an id that no other has."""
    number = next(_sids)
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": text,
        "From": sender,
        "MessageSid": f"SM{number:032x}",
        "MessageType": "text",
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": "Budi Santoso",
        "ReferralNumMedia": "0",
        "SmsMessageSid": f"SM{number:032x}",
        "SmsSid": f"SM{number:032x}",
        "SmsStatus": "received",
        "To": business,
        "WaId": sender.removeprefix("whatsapp:+"),
    }


def signed(form: dict[str, str]) -> bytes:
    """The whole request by which Twilio posts a message."""
    words = PUBLIC + PATH + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.new(TOKEN.encode(), words.encode(), hashlib.sha1).digest()).decode()
    return post(PATH, urlencode(form).encode(), [("X-Twilio-Signature", signature)])


def messages(number: int, text: str) -> list[bytes]:
    """A message from each of that many customers."""
    return [signed(fields(customer(one), text)) for one in range(number)]
