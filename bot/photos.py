"""Pictures that stores keep, by signed address."""

from __future__ import annotations

from typing import Final

from bot.signing import address_with, data_in
from models import Picture, reading

PURPOSE: Final = "photos"
ENDING: Final = ".jpg"


def address_of(picture_id: int) -> str:
    """Where a picture is found from outside."""
    return address_with(PURPOSE, str(picture_id).encode(), ENDING)


def made(token: str) -> bytes | None:
    """The picture (JPEG) behind a token that `address_of` gave; None for any other."""
    data = data_in(PURPOSE, token)
    if data is None:
        return None
    with reading() as tx:
        found = tx.get(Picture, int(data))
        return found.content if found is not None else None
