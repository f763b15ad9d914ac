"""Files that people sent are handed out by signed address alone."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

from sqlmodel import select

from bot import passing
from bot.signing import SIGNATURE_BYTES
from models import InboxMessage, reading
from tests.chats.shops import Shop
from tests.chats.world import World, upload


def test_a_file_is_handed_out_by_its_own_signed_address_alone(world: World, warung: Shop) -> None:
    photo = upload("image/png", "foto.png")
    world.say(warung.people["customer"], warung.business, {"upload": photo})
    world.say(warung.people["customer"], warung.business, {"text": "halo"})
    with reading() as tx:
        picture, words = tx.exec(select(InboxMessage)).all()
        address = passing.address_of(picture)
        assert passing.address_of(words) == ""
    name = address.rpartition("/")[2]
    client = world.app.test_client()
    found = client.get(f"/received/{name}")
    assert (found.status_code, found.content_type) == (200, "image/png")
    assert found.data == photo.data
    packed = urlsafe_b64decode(name + "=" * (-len(name) % 4))
    signature, number = packed[:SIGNATURE_BYTES], packed[SIGNATURE_BYTES:]
    another = str(int(number) + 1).encode()
    for wrong in (signature + another, signature[:-1] + number, bytes(SIGNATURE_BYTES) + number, number, signature):
        assert client.get(f"/received/{urlsafe_b64encode(wrong).decode().rstrip('=')}").status_code == 404
    assert client.get("/received/x-y").status_code == 404
