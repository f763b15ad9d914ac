"""Voice notes as the chat app records them: Opus in Ogg. Browsers often record it in WebM; then it is repacked."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

TAGS: Final = b"OpusTags" + struct.pack("<I", 9) + b"simulator" + struct.pack("<I", 0)
_CONTAINERS: Final = frozenset({0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0xA0})
_CODEC_PRIVATE: Final = 0x63A2
_BLOCKS: Final = frozenset({0xA3, 0xA1})
_FIRST, _LAST = 2, 4
_SERIAL: Final = 0x5EED
_RATE_PER_MS: Final = 48


def ogg_from_webm(data: bytes) -> bytes:
    """The Opus sound of a WebM recording as an Ogg file; ValueError when there is none."""
    head, packets = b"", []
    for kind, body in _elements(data):
        if kind == _CODEC_PRIVATE and body.startswith(b"OpusHead"):
            head = body
        elif kind in _BLOCKS:
            packets.append(_packet(body))
    if not head or not packets:
        raise ValueError("no Opus sound in this recording")
    pages, position = [_page(head, 0, 0, _FIRST), _page(TAGS, 0, 1, 0)], 0
    for number, packet in enumerate(packets, 2):
        position += _length(packet)
        pages.append(_page(packet, position, number, _LAST if number == len(packets) + 1 else 0))
    return b"".join(pages)


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Every element that holds data; containers are walked through, whether or not their size is known."""
    place = 0
    while place < len(data):
        kind, place = _number(data, place, keep_marker=True)
        size, place = _number(data, place, keep_marker=False)
        if kind in _CONTAINERS:
            continue
        yield kind, data[place : place + size]
        place += size


def _number(data: bytes, place: int, keep_marker: bool) -> tuple[int, int]:
    """A variable-length number and the place after it."""
    first = data[place] if place < len(data) else 0
    length = 9 - first.bit_length()
    if first == 0 or place + length > len(data):
        raise ValueError("a broken recording")
    value = int.from_bytes(data[place : place + length], "big")
    return (value if keep_marker else value & ~(1 << (7 * length))), place + length


def _packet(block: bytes) -> bytes:
    """The packet of a block: after the track, a time of two bytes and the flags."""
    _, place = _number(block, 0, keep_marker=False)
    if block[place + 2 : place + 3] == b"" or block[place + 2] & 0x06:
        raise ValueError("a recording of a kind that is not known")
    return block[place + 3 :]


def _length(packet: bytes) -> int:
    """Samples at 48 kHz in an Opus packet, read from its first byte."""
    if not packet:
        return 0
    config, code = packet[0] >> 3, packet[0] & 3
    if config < 12:
        milliseconds = (10.0, 20.0, 40.0, 60.0)[config % 4]
    elif config < 16:
        milliseconds = (10.0, 20.0)[config % 2]
    else:
        milliseconds = (2.5, 5.0, 10.0, 20.0)[config % 4]
    frames = (1, 2, 2, packet[1] & 0x3F if len(packet) > 1 else 0)[code]
    return int(milliseconds * _RATE_PER_MS) * frames


def _page(packet: bytes, position: int, number: int, flags: int) -> bytes:
    """An Ogg page that holds one packet."""
    laces = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    start = struct.pack("<4sBBqII", b"OggS", 0, flags, position, _SERIAL, number)
    end = bytes([len(laces)]) + laces + packet
    return start + struct.pack("<I", _checksum(start + b"\0\0\0\0" + end)) + end


def _checksum(data: bytes) -> int:
    value = 0
    for byte in data:
        value = (value << 8) & 0xFFFFFFFF ^ _TABLE[(value >> 24) ^ byte]
    return value


def _entry(byte: int) -> int:
    value = byte << 24
    for _ in range(8):
        value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
    return value & 0xFFFFFFFF


_TABLE: Final = tuple(_entry(byte) for byte in range(256))
