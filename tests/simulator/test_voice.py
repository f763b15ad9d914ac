"""Voice notes that a browser recorded."""

from __future__ import annotations

import struct

import pytest

from simulator.voice import TAGS, ogg_from_webm

HEAD = b"OpusHead\x01\x01\x00\x00\x80\xbb\x00\x00\x00\x00\x00"
UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"


def element(kind: str, body: bytes) -> bytes:
    return bytes.fromhex(kind) + bytes([0x40 | len(body) >> 8, len(body) & 0xFF]) + body


def recording(*packets: bytes) -> bytes:
    tracks = element("1654AE6B", element("AE", element("86", b"A_OPUS") + element("63A2", HEAD)))
    blocks = b"".join(element("A3", b"\x81\x00\x00\x80" + packet) for packet in packets)
    return (
        element("1A45DFA3", b"webm")
        + bytes.fromhex("18538067")
        + UNKNOWN
        + tracks
        + bytes.fromhex("1F43B675")
        + UNKNOWN
        + blocks
    )


def test_packets_are_moved_from_webm_to_ogg() -> None:
    # 0xf8: 20 ms in one frame; 0xf9: two of them. 300 bytes need two lacing values.
    packets = [b"\xf8abc", b"\xf9" + b"d" * 299]
    ogg, pages = ogg_from_webm(recording(*packets)), []
    while ogg:
        mark, _, flags, position, _, number, _, laces = struct.unpack("<4sBBqIIIB", ogg[:27])
        size = sum(ogg[27 : 27 + laces])
        pages.append((mark, flags, position, number, ogg[27 + laces : 27 + laces + size]))
        ogg = ogg[27 + laces + size :]
    assert pages == [
        (b"OggS", 2, 0, 0, HEAD),
        (b"OggS", 0, 0, 1, TAGS),
        (b"OggS", 0, 960, 2, packets[0]),
        (b"OggS", 4, 2880, 3, packets[1]),
    ]


@pytest.mark.parametrize("data", [b"", b"\x00", b"hello", recording(), recording(b"\xf8abc")[:-2000] + b"\x1a"])
def test_what_holds_no_sound_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="recording"):
        ogg_from_webm(data)
