"""Pictures are kept small and bare, and what is none is refused; what shows them changes as one asks."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image
from sqlmodel import col, select

from models import Image as Kept
from models import transaction
from shop import image_lists, images, shrinking, undo
from shop.errors import NotUndoable
from shop.errors_goods import BadImage
from tests.shop.builders import NOW, open_shop, product


def png(width: int, height: int, colour: str = "#c63") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


def turned() -> bytes:
    """A photo that lies on its side, as its camera says, and that says where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Somebody's phone"
    Image.new("RGB", (60, 20), "#c63").save(out, "JPEG", exif=exif)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_large_pictures_become_small_and_are_sent_as_jpegs() -> None:
    made = shrinking.small(png(4000, 2000))
    whole, little, sent = opened(made.content), opened(made.thumbnail), opened(shrinking.as_jpeg(made.content))
    assert [(one.format, one.size) for one in (whole, little, sent)] == [
        ("WEBP", (1600, 800)), ("WEBP", (320, 160)), ("JPEG", (1600, 800)),
    ]  # fmt: skip


def test_pictures_stand_upright_and_tell_nothing_of_the_camera() -> None:
    image = opened(shrinking.small(turned()).content)
    assert image.size == (20, 60)
    assert dict(image.getexif()) == {}


def test_what_is_transparent_is_sent_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(shrinking.as_jpeg(shrinking.small(out.getvalue()).content)).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"no picture", png(40, 30)[:60], b"\x89PNG\r\n\x1a\n" + b"0" * 64])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(BadImage):
        shrinking.small(content)


def test_a_picture_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(BadImage):
        shrinking.small(png(10_000, 6_100))


def test_the_code_in_a_picture_is_read() -> None:
    out = io.BytesIO()
    segno.make("upi://pay?pa=shop@upi").save(out, kind="png", scale=6)
    assert shrinking.code_in(out.getvalue()) == "upi://pay?pa=shop@upi"
    assert shrinking.code_in(png(40, 30)) == ""
    small = shrinking.small(out.getvalue())
    assert shrinking.code_in(shrinking.as_jpeg(small.content)) == "upi://pay?pa=shop@upi"


def test_pictures_come_and_go_and_each_step_is_taken_back(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        nasi = product(tx, shop)
        made = [shrinking.small(png(40, 30, colour)) for colour in ("red", "green", "blue")]
        first = images.add_image(tx, nasi, made[0], shop.owner, NOW).id
        second = images.add_image(tx, nasi, made[1], shop.owner, NOW).id
        sent = images.keep(tx, shop.store, made[2], NOW)
        images.show_first(tx, nasi, sent, shop.owner, NOW)
        assert image_lists.ids_of(tx, nasi) == [sent.id, second]
        images.show_none(tx, nasi, shop.owner, NOW)
        assert (image_lists.ids_of(tx, nasi), image_lists.first_of(tx, nasi)) == ([], "")
        for shown in ([sent.id, second], [first, second], [first], []):
            undo.undo(tx, shop.store, shop.owner, NOW)
            assert image_lists.ids_of(tx, nasi) == shown


def test_what_nothing_showed_for_a_month_is_forgotten_and_not_brought_back(somewhere: str) -> None:
    with transaction() as tx:
        shop = open_shop(tx)
        nasi = product(tx, shop)
        kept = images.add_image(tx, nasi, shrinking.small(png(40, 30)), shop.owner, NOW).id
        other = images.add_image(tx, nasi, shrinking.small(png(40, 30)), shop.owner, NOW).id
        images.remove_image(tx, nasi, other, shop.owner, NOW)
        assert images.forget_unused(tx, NOW + images.KEPT) == 0
        assert images.forget_unused(tx, NOW + 2 * images.KEPT) == 1
        assert list(tx.exec(select(col(Kept.id)))) == [kept]
        with pytest.raises(NotUndoable):
            undo.undo(tx, shop.store, shop.owner, NOW)


def test_a_picture_of_another_store_is_not_shown(somewhere: str) -> None:
    with transaction() as tx:
        shop, other = open_shop(tx), open_shop(tx, "whatsapp:+628111000077")
        theirs = images.keep(tx, other.store, shrinking.small(png(40, 30)), NOW)
        nasi = product(tx, shop)
        with pytest.raises(BadImage):
            images.show_first(tx, nasi, theirs, shop.owner, NOW)
        assert image_lists.ids_of(tx, nasi) == []
