"""Vendors: registered in one step, their public profile, their own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from flask import Response
from pydantic import Field, StringConstraints

from api.calls import Call
from api.fields import Answer, Body, Email, Id, Name, Text, Word
from api.resources.account import Language, Password
from api.routing import ANYONE, LARGE, OWNER, get, post, put
from api.uploads import Upload
from bot.render import render
from shop import image_lists, images, shrinking, vendors
from shop.accounts import secrets
from shop.accounts.people import NewAccount
from shop.stores import stores_of_seller
from shop.vendors import Profile

Business = Annotated[Name, Field(min_length=2, max_length=60)]
Phone = Annotated[Word, Field(max_length=40)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]


class VendorBody(Body):
    """An account and a business, as a form or as JSON; the banner is a picture and may be left out."""

    name: Name = Field(examples=["Sri"])
    email: Email = Field(examples=["sri@warung.example"])
    password: Password = Field(examples=["melati di pagar biru"])
    business_name: Business = Field(examples=["Warung Sri"])
    country: Country = Field("ID", examples=["ID"])
    language: Language = Field("en", examples=["id"])
    phone: Phone = Field("", examples=["+628111000009"])
    city: Word = Field("", examples=["Bandung"])
    category: Word = Field("", examples=["Food"])
    description: Text = Field("", examples=["Home cooking"])
    banner: Upload | None = None


class ProfileBody(Body):
    """What is left out or null stays."""

    business_name: Business | None = Field(None, examples=["Warung Sri"])
    description: Text | None = Field(None, examples=["Home cooking"])
    phone: Phone | None = Field(None, examples=["+628111000009"])
    city: Word | None = Field(None, examples=["Bandung"])
    category: Word | None = Field(None, examples=["Food"])


class BannerBody(Body):
    """A picture: JPEG, PNG, WebP or GIF, up to 5 MB."""

    file: Upload


class VendorStore(Answer):
    """A store of a vendor; customers find it in the chat by its code."""

    id: Id
    name: str = Field(examples=["Warung Sri"])
    code: str = Field(examples=["WARUNGSRI"])


class VendorAnswer(Answer):
    """What everybody may know of a vendor."""

    id: Id
    business_name: str = Field(examples=["Warung Sri"])
    description: str = Field(examples=["Home cooking"])
    city: str = Field(examples=["Bandung"])
    category: str = Field(examples=["Food"])
    banner_url: str = Field(examples=["https://shop.example/api/v1/vendors/8/banner"])
    product_count: int = Field(examples=[24])
    rating: float | None = Field(examples=[4.7])
    review_count: int = Field(examples=[12])
    since: datetime = Field(examples=["2026-11-20T07:20:00Z"])
    stores: list[VendorStore]


class OwnVendorAnswer(VendorAnswer):
    """What only the vendor himself knows besides."""

    phone: str = Field(examples=["+628111000009"])
    status: str = Field(examples=["active"], json_schema_extra={"enum": ["pending", "active", "suspended", "deleted"]})
    commission_percent: float = Field(examples=[5.0])


class RegisteredAnswer(Answer):
    """Who was registered."""

    user_id: Id
    vendor: OwnVendorAnswer


def _prepared(_call: Call, body: VendorBody) -> tuple[str, shrinking.Small | None]:
    # Before the transaction: a hash and a picture take longer than anything in it.
    password_hash = secrets.hashed(body.password, body.name, body.email.partition("@")[0])
    return password_hash, shrinking.small(body.banner.content) if body.banner else None


@post("/auth/register/vendor", role=ANYONE, limit="register", status=201, before=_prepared, keeps=False, form=True,
      most_bytes=LARGE)  # fmt: skip
def register(call: Call, body: VendorBody) -> RegisteredAnswer:
    """Open an account, a business and its first store in one step. Log in afterwards."""
    password_hash, banner = call.prepared
    account = NewAccount(body.name, body.email, password_hash, body.language)
    cash = render(body.language, "register", "cash_name", {}, call.now, call.now.tzinfo)
    told = {"phone": body.phone, "city": body.city, "category": body.category, "description": body.description}
    new = vendors.NewVendor(account, body.business_name, body.country, cash, **told)
    user, seller, store = vendors.register_vendor(call.tx, new, call.settings.vendor_approval, call.now)
    call.seller_id, call.store_id = seller.id, store.id
    if banner is not None:
        images.set_banner(call.tx, seller, banner, call.now)
    return RegisteredAnswer(user_id=user.id, vendor=own_profile(call, vendors.whole_profile(call.tx, seller)))


@get("/vendors/profile", role=OWNER, scope="vendors:read", limit="stores.read")
def own(call: Call) -> OwnVendorAnswer:
    """Show your own profile."""
    return own_profile(call, vendors.whole_profile(call.tx, call.held(vendors.seller_of(call.tx, call.user))))


@put("/vendors/profile", role=OWNER, scope="vendors:write", limit="stores.write", reads=own)
def update(call: Call, body: ProfileBody) -> OwnVendorAnswer:
    """Change your business's name, description, phone, city or category."""
    seller = vendors.seller_of(call.tx, call.user)
    changes: dict[str, Any] = body.model_dump(exclude_none=True)
    if "business_name" in changes:
        changes["name"] = changes.pop("business_name")
    store = stores_of_seller(call.tx, seller.id)[0]
    vendors.change_profile(call.tx, seller, changes, call.actor_in(store), call.now)
    call.seller_id = seller.id
    return own_profile(call, vendors.whole_profile(call.tx, seller))


def _small(_call: Call, body: BannerBody) -> shrinking.Small:
    return shrinking.small(body.file.content)


@post("/vendors/profile/banner", role=OWNER, scope="vendors:write", limit="files.make", status=201, form=True,
      most_bytes=LARGE, before=_small)  # fmt: skip
def set_banner(call: Call, body: BannerBody) -> OwnVendorAnswer:
    """Put another picture above your profile."""
    seller = vendors.seller_of(call.tx, call.user)
    images.set_banner(call.tx, seller, call.prepared, call.now)
    call.seller_id = seller.id
    return own_profile(call, vendors.whole_profile(call.tx, seller))


@get("/vendors/{id}", role=ANYONE, scope="vendors:read", limit="stores.read")
def read(call: Call, id: Id) -> VendorAnswer:
    """Show the public profile of a vendor."""
    return VendorAnswer(**public(call, vendors.profile(call.tx, vendors.seller_by_id(call.tx, id))))


@get("/vendors/{id}/banner", role=ANYONE, scope="vendors:read", limit="images.read", media="image/webp")
def banner(call: Call, id: Id) -> Response:
    """Fetch the picture above a vendor's profile: his own, or one of his category."""
    seller = vendors.profile(call.tx, vendors.seller_by_id(call.tx, id)).seller
    own = image_lists.image_named(call.tx, seller.banner) if seller.banner else None
    content = own or shrinking.category_picture(seller.category or seller.name)
    return Response(content, content_type="image/webp", headers={"Cache-Control": "public, max-age=3600"})


def public(call: Call, found: Profile) -> dict[str, Any]:
    """What everybody may know of a vendor."""
    seller = found.seller
    stores = [VendorStore(id=one.id, name=one.name, code=one.code) for one in found.stores]
    return {
        "id": seller.id,
        "business_name": seller.name,
        "description": seller.description,
        "city": seller.city,
        "category": seller.category,
        "banner_url": call.link(f"/images/{seller.banner}" if seller.banner else f"/vendors/{seller.id}/banner"),
        "product_count": found.products,
        "rating": found.rating,
        "review_count": found.reviews,
        "since": seller.created_at,
        "stores": stores,
    }


def own_profile(call: Call, found: Profile) -> OwnVendorAnswer:
    """The same with what only he and who looks after everything may know."""
    seller = found.seller
    more = {"phone": seller.phone, "status": seller.state, "commission_percent": seller.commission_rate / 10}
    return OwnVendorAnswer(**public(call, found), **more)
