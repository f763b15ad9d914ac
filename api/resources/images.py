"""Pictures of products."""

from __future__ import annotations

from typing import Annotated

from flask import Response
from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Id, Query
from api.resources.options import own
from api.resources.products import READ, WRITE, seen
from api.routing import ANYONE, LARGE, MANAGER, delete, get, post, put
from api.uploads import Upload
from models import Product
from shop import image_lists, images, shrinking

FOREVER = "public, max-age=31536000, immutable"
ImageName = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$", max_length=32)]


class ImageBody(Body):
    """A picture as a file: JPEG, PNG, WebP or GIF, up to 5 MB and 60 million pixels."""

    file: Upload


class SizeQuery(Query):
    """The whole picture, or a small one."""

    thumbnail: bool = False


class ImageAnswer(Answer):
    """A picture, as WebP."""

    id: Id
    url: str = Field(examples=["https://shop.example/api/v1/images/0f1e2d3c4b5a69788796a5b4c3d2e1f0"])
    thumbnail_url: str = Field(
        examples=["https://shop.example/api/v1/images/0f1e2d3c4b5a69788796a5b4c3d2e1f0?thumbnail=1"]
    )
    width: int = Field(examples=[1600])
    height: int = Field(examples=[1200])


class ImagesAnswer(Answer):
    """The pictures of a product, in their order."""

    items: list[ImageAnswer]


def _small(_call: Call, id: int, body: ImageBody) -> shrinking.Small:
    # Before the transaction: shrinking a picture takes longer than anything in it.
    return shrinking.small(body.file.content)


@get("/products/{id}/images", role=ANYONE, scope=READ, limit="products.read")
def find(call: Call, id: Id) -> ImagesAnswer:
    """List the pictures of a product."""
    return _told(call, seen(call, id))


@post("/products/{id}/images", role=MANAGER, scope=WRITE, limit="files.make", status=201, form=True, most_bytes=LARGE,
      before=_small)  # fmt: skip
def add(call: Call, id: Id, body: ImageBody) -> ImagesAnswer:
    """Add a picture to a product. It is made smaller, and what the camera wrote into it is left out."""
    product, by = own(call, id)
    images.add_image(call.tx, product, call.prepared, by, call.now)
    return _told(call, product)


def _other(_call: Call, id: int, image_id: int, body: ImageBody) -> shrinking.Small:
    return shrinking.small(body.file.content)


@put("/products/{id}/images/{image_id}", role=MANAGER, scope=WRITE, limit="files.make", form=True, most_bytes=LARGE,
     before=_other, reads=find)  # fmt: skip
def replace(call: Call, id: Id, image_id: Id, body: ImageBody) -> ImagesAnswer:
    """Put another picture in the place of one. The first one is the one that the chat shows."""
    product, by = own(call, id)
    images.replace_image(call.tx, product, image_id, call.prepared, by, call.now)
    return _told(call, product)


@delete("/products/{id}/images/{image_id}", role=MANAGER, scope=WRITE, limit="products.write", reads=find)
def remove(call: Call, id: Id, image_id: Id) -> None:
    """Take a picture of a product away."""
    product, by = own(call, id)
    images.remove_image(call.tx, product, image_id, by, call.now)


@get("/images/{name}", role=ANYONE, scope=READ, limit="images.read", media="image/webp")
def show(call: Call, name: ImageName, query: SizeQuery) -> Response:
    """Fetch a picture by its address. It never changes."""
    content = image_lists.image_named(call.tx, name, query.thumbnail)
    return Response(content, content_type="image/webp", headers={"Cache-Control": FOREVER})


def _told(call: Call, product: Product) -> ImagesAnswer:
    shown = [
        ImageAnswer(
            id=one.id,
            url=call.link(f"/images/{one.name}"),
            thumbnail_url=call.link(f"/images/{one.name}?thumbnail=true"),
            width=one.width,
            height=one.height,
        )
        for one in image_lists.images_of(call.tx, [product.id])[product.id]
    ]
    return ImagesAnswer(items=shown)
