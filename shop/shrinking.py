"""Pictures as bytes: proved to be some, made small, freed of what the camera wrote; and what a QR code in one says.

What reads and draws them is loaded by the first picture.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from functools import cache
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from shop.errors_goods import BadImage

if TYPE_CHECKING:
    from PIL import Image as Pillow

KINDS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 60_000_000  # a file of a few kilobytes can claim to be larger than memory
LONGEST, THUMBNAIL = 1600, 320
QUALITY: Final = 80
SENT_QUALITY: Final = 85
BANNER: Final = (1200, 400)


class Small(Struct, frozen=True):
    """A picture as it is kept: WebP of the whole and of its thumbnail."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int


def small(content: bytes) -> Small:
    """The picture in a file, by what is in it and not by its name; BadImage for anything else or anything too large."""
    if len(content) > MOST_BYTES:
        raise BadImage("bytes", MOST_BYTES)
    image = _read(content)
    image.thumbnail((LONGEST, LONGEST))
    width, height = image.size
    whole = _webp(image)
    image.thumbnail((THUMBNAIL, THUMBNAIL))
    return Small(whole, _webp(image), width, height)


def as_jpeg(content: bytes) -> bytes:
    """A picture that is kept as WhatsApp takes it, which knows no WebP: what is transparent becomes white."""
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(content)) as found:
        whole = found.convert("RGBA")
    flat = Pillow.new("RGB", whole.size, "white")
    flat.paste(whole, mask=whole.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=SENT_QUALITY, optimize=True)
    return out.getvalue()


def code_in(content: bytes) -> str:
    """The text of the QR code in a picture; empty where there is none, or more than one. BadImage for no picture."""
    import zxingcpp

    wanted = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    found = {code.text for code in zxingcpp.read_barcodes(_read(content).convert("RGB"), formats=wanted)}
    return found.pop() if len(found) == 1 else ""


def _read(content: bytes) -> Pillow.Image:
    from PIL import Image as Pillow
    from PIL import ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            found = Pillow.open(io.BytesIO(content), formats=KINDS)
    except UnidentifiedImageError as unknown:
        raise BadImage("kind") from unknown
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as huge:
        raise BadImage("pixels", MOST_PIXELS) from huge
    except (OSError, SyntaxError, ValueError) as broken:
        raise BadImage("damaged") from broken
    if found.width * found.height > MOST_PIXELS:
        raise BadImage("pixels", MOST_PIXELS)
    try:
        upright = ImageOps.exif_transpose(found)
        return upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    except (OSError, SyntaxError, ValueError, Pillow.DecompressionBombError) as broken:
        raise BadImage("damaged") from broken


def _webp(image: Pillow.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
    return out.getvalue()


@cache
def category_picture(category: str) -> bytes:
    """What stands above the profile of a seller who has sent no picture: the category's word on its own colour."""
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    shade = hashlib.sha256(category.casefold().encode()).digest()
    colour = tuple(60 + part % 100 for part in shade[:3])
    image = Pillow.new("RGB", BANNER, colour)
    words = ImageDraw.Draw(image)
    words.text((BANNER[0] / 2, BANNER[1] / 2), category, "white", ImageFont.load_default(96), anchor="mm")
    return _webp(image)
