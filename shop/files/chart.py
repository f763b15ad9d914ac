"""Charts as pictures that can be read on a small screen: few bars, large words, the largest one marked."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from shop.files.typesetting import png


class Bar(Struct, frozen=True):
    """A bar: what stands under it, its height, and its value in words."""

    label: str
    value: int
    shown: str


def bars(title: str, subtitle: str, values: Sequence[Bar]) -> bytes:
    """A PNG of bars from left to right; values below nothing are drawn as nothing."""
    most = max((bar.value for bar in values), default=0)
    rows = [
        {
            "label": bar.label,
            "share": max(0, bar.value) * 1000 // most if most > 0 else 0,
            "shown": bar.shown,
            "best": bar.value == most and most > 0,
        }
        for bar in values
    ]
    return png("chart", {"title": title, "subtitle": subtitle, "bars": rows})
