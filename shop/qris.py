"""Merchant QR codes of the EMV kind, such as QRIS: the text of one with the amount of an order in it."""

from __future__ import annotations

from typing import Final

from shop.errors import NotAValue
from values import Money

METHOD, AMOUNT, COUNTRY, CHECKSUM = "01", "54", "58", "63"
ONE_PAYMENT: Final = "12"


def with_amount(text: str, amount: Money) -> str:
    """The store's own QR text, made good for one payment of this amount; NotAValue if it is not such a text."""
    fields = _read(text)
    kept = {tag: value for tag, value in fields.items() if tag not in (METHOD, AMOUNT, CHECKSUM)}
    plain = f"{amount.main_units:f}"
    fields = {"00": kept.pop("00"), METHOD: ONE_PAYMENT} | kept | {AMOUNT: plain.removesuffix(".00")}
    body = "".join(f"{tag}{len(value):02}{value}" for tag, value in sorted(fields.items())) + f"{CHECKSUM}04"
    return body + checksum(body)


def is_merchant_code(text: str) -> bool:
    """Whether a QR text is of that kind and its checksum fits."""
    try:
        _read(text)
    except NotAValue:
        return False
    return True


def _read(text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    position = 0
    while position + 4 <= len(text):
        tag, length = text[position : position + 2], text[position + 2 : position + 4]
        if not (length.isdigit() and tag.isdigit()):
            raise NotAValue("qr")
        fields[tag] = text[position + 4 : position + 4 + int(length)]
        position += 4 + int(length)
    if "00" not in fields or position != len(text) or checksum(text[:-4]) != fields.get(CHECKSUM, "").upper():
        raise NotAValue("qr")
    return fields


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of a text, as four hexadecimal digits."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"
