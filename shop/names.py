"""Names as they are compared: without case, accents of width and doubled spaces."""

from __future__ import annotations

import unicodedata


def name_key(name: str) -> str:
    """The form of a name under which two spellings count as the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
