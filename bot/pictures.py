"""QR pictures by signed address: nothing is stored, the address itself carries what the picture says."""

from __future__ import annotations

import io
from typing import Final

from bot.signing import address_with, data_in

MOST_TEXT = 700
PURPOSE: Final = "pictures"


def address_of(text: str) -> str:
    """Where a QR picture of that text is found from outside; at most 700 characters."""
    return address_with(PURPOSE, text.encode()[:MOST_TEXT], ".png")


def made(name: str) -> bytes | None:
    """The picture (PNG) behind a name that `address_of` gave; None for any other name."""
    data = data_in(PURPOSE, name)
    if data is None:
        return None
    import segno  # loaded by whoever draws one

    out = io.BytesIO()
    segno.make(data.decode("utf-8", "replace"), error="m").save(out, kind="png", scale=8, border=4)
    return out.getvalue()
