"""Pictures are kept small and bare, and what is none is refused."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from models import Picture, transaction
from shop import pictures
from shop.errors_goods import UnreadablePicture
from tests.shop.builders import NOW, open_shop


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c63").save(out, "PNG")
    return out.getvalue()


def turned() -> bytes:
    """A photo that lies on its side, as its camera says, and that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Somebody's phone"
    Image.new("RGB", (60, 20), "#c63").save(out, "JPEG", exif=exif)
    return out.getvalue()


def kept(content: bytes) -> Image.Image:
    with transaction() as tx:
        made: Picture = pictures.keep_picture(tx, open_shop(tx).store, content, NOW)
        return Image.open(io.BytesIO(made.content))


def test_large_pictures_become_small_jpegs(somewhere: str) -> None:
    image = kept(png(4000, 2000))
    assert (image.format, image.size) == ("JPEG", (1280, 640))


def test_pictures_stand_upright_and_tell_nothing_of_the_camera(somewhere: str) -> None:
    image = kept(turned())
    assert image.size == (20, 60)
    assert dict(image.getexif()) == {}


@pytest.mark.parametrize("content", [b"", b"no picture", png(40, 30)[:60], b"\x89PNG\r\n\x1a\n" + b"0" * 64])
def test_what_is_no_picture_is_refused(somewhere: str, content: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        kept(content)


def test_a_picture_that_would_fill_the_memory_is_refused(somewhere: str) -> None:
    with pytest.raises(UnreadablePicture):
        kept(png(10_000, 6_100))


def test_the_code_in_a_picture_is_read() -> None:
    out = io.BytesIO()
    segno.make("upi://pay?pa=shop@upi").save(out, kind="png", scale=6)
    assert pictures.code_in(out.getvalue()) == "upi://pay?pa=shop@upi"
    assert pictures.code_in(png(40, 30)) == ""
