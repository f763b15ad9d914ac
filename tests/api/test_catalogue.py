"""Options, pictures, many products at once, files in and out."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlmodel import select

from bot.render import languages
from bot.verify import verify
from models import Image, reading
from shop import places
from shop.files.reading import rows_of
from shop.price_lists import read_list
from tests.api.client import Api, problem

LIST = b"""Nama,Harga,Kategori,Satuan,Stok
Nasi Goreng,15000,Makanan,porsi,20
Es Teh,5000,Minuman,gelas,50
,7000,Minuman,gelas,1
Es Jeruk,mahal,Minuman,gelas,1
Kopi,6000,Minuman,gelas,-3
nasi goreng,16000,Makanan,porsi,1
"""


def photo(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), **more: Any) -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", size, "orange").save(out, kind, **more)
    return out.getvalue()


def test_a_picture_is_made_small_and_tells_nothing_of_its_camera(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    exif = Pillow.Exif()
    exif[0x010E], exif[0x0112] = "Jl. Melati 5", 6  # a description, and that it stands on its side
    answer = owner.upload(f"/products/{product}/images", file=("holiday.exe", photo(exif=exif)))
    assert answer.status_code == 201, answer.text
    (shown,) = answer.json["data"]["items"]
    assert (shown["width"], shown["height"]) == (800, 1600)
    path = shown["url"].removeprefix(api.settings.public_url)
    whole, small = (api.nobody().get(f"{path}{end}") for end in ("", "?thumbnail=true"))
    assert (whole.content_type, whole.headers["Cache-Control"]) == ("image/webp", "public, max-age=31536000, immutable")
    with Pillow.open(io.BytesIO(whole.data)) as found, Pillow.open(io.BytesIO(small.data)) as little:
        assert (found.format, found.size, dict(found.getexif())) == ("WEBP", (800, 1600), {})
        assert (little.format, little.size) == ("WEBP", (160, 320))
    assert b"Melati" not in whole.data
    assert api.nobody().data(f"/products/{product}")["images"] == [path_of(shown)]
    name = path.rsplit("/", 1)[1]
    sent = api.app.test_client().get(f"/photos/{name}.jpg")
    with Pillow.open(io.BytesIO(sent.data)) as found:
        assert (sent.content_type, found.format, found.size) == ("image/jpeg", "JPEG", (800, 1600))
    assert owner.delete(f"/products/{product}/images/{shown['id']}").status_code == 200
    assert problem(api.nobody().get(path)) == (404, "unknown_image")


def test_a_picture_takes_the_place_of_another(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    path = f"/products/{product}/images"
    for _ in range(2):
        shown = owner.upload(path, file=photo(size=(20, 20))).json["data"]["items"]
    wide = owner.upload(f"{path}/{shown[0]['id']}", "PUT", file=photo(size=(40, 20))).json["data"]["items"]
    assert [(one["id"] == shown[1]["id"], one["width"]) for one in wide] == [(False, 40), (True, 20)]
    assert owner.data(f"/products/{product}")["photo_url"] == wide[0]["url"]
    gone = owner.upload(f"{path}/{shown[0]['id']}", "PUT", file=photo(size=(40, 20)))
    assert problem(gone) == (404, "unknown_image")
    assert owner.data(path)["items"] == wide


def path_of(shown: dict[str, Any]) -> dict[str, Any]:
    return {"url": shown["url"], "thumbnail_url": shown["thumbnail_url"]}


def test_what_is_no_picture_or_too_large_is_refused(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    path = f"/products/{product}/images"

    def refused(content: bytes) -> tuple[str, str]:
        answer = owner.upload(path, file=("a.jpg", content))
        assert answer.status_code == 400, answer.text
        return answer.json["data"]["code"], answer.json["data"]["fields"]["why"]

    assert refused(b"<svg onload=alert(1)>") == ("bad_image", "kind")
    assert refused(photo("BMP", (9, 9))) == ("bad_image", "kind")
    assert refused(photo()[:900]) == ("bad_image", "damaged")
    assert refused(photo("PNG", (8000, 7501))) == ("bad_image", "pixels")
    assert refused(photo() + b"0" * (5 * 1024 * 1024)) == ("bad_image", "bytes")
    assert problem(owner.upload(path, file="words")) == (422, "invalid")
    for _ in range(8):
        assert owner.upload(path, file=photo(size=(20, 20))).status_code == 201
    assert refused(photo(size=(20, 20))) == ("bad_image", "many")
    with reading() as tx:
        assert len(tx.exec(select(Image.id)).all()) == 8


def test_options_are_offered_priced_ordered_and_withdrawn(api: Api) -> None:
    shop = api.shop()
    owner, teh = api.owner(shop), api.product(shop, "Es Teh", 5_000)
    path = f"/products/{teh}/options"
    size = {"name": "Ukuran", "required": True, "options": [{"name": "Kecil"}, {"name": "Besar", "price": 3000}]}
    (group,) = owner.post(path, size).json["data"]["items"]
    assert [(one["name"], one["price"]) for one in group["options"]] == [("Kecil", 0), ("Besar", 3000)]
    large = group["options"][1]["id"]
    bought = {"product_id": teh, "quantity": 2}
    rina = api.signed_in(api.user("Rina"))
    assert problem(rina.post("/cart/items", bought)) == (400, "option_needed")
    cart = rina.post("/cart/items", bought | {"options": [{"id": large}]}).json["data"]
    assert (cart["subtotal"], cart["items"][0]["options"]) == (16_000, ["Besar"])
    owner.put(f"{path}/{large}", {"price": 4000, "available": False})
    assert owner.data(path)["items"][0]["options"][1] | {"id": 0} == {
        "id": 0, "name": "Besar", "price": 4000, "available": False,
    }  # fmt: skip
    assert rina.data("/cart")["items"][0]["problem"] == "option_unavailable"
    withdrawn = f"/products/{teh}/option-groups/{group['id']}"
    assert owner.delete(withdrawn).status_code == 200
    assert problem(owner.delete(withdrawn)) == (404, "unknown_choice")
    assert owner.data(path)["items"] == []


def test_a_file_is_tried_first_and_then_taken_in_row_by_row(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    api.product(shop, "Es Teh", 4_000)
    tried = owner.upload("/products/import", file=("menu.csv", LIST), dry_run="true").json["data"]
    assert owner.data("/products?mine=true")["items"][0]["price"] == 4_000
    done = owner.upload("/products/import", file=("menu.csv", LIST)).json["data"]
    assert (done["new"], done["changed"], done["same"], done["faults"]) == (1, 1, 0, 4)
    assert done["rows"] == tried["rows"]
    assert [(row["row"], row["outcome"], row["why"]) for row in done["rows"]] == [
        (2, "new", ""), (3, "changed", ""), (4, "fault", "name"), (5, "fault", "price"), (6, "fault", "stock"),
        (7, "fault", "twice"),
    ]  # fmt: skip
    again = owner.upload("/products/import", file=("menu.csv", LIST)).json["data"]
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 2)
    assert problem(owner.upload("/products/import", file=b"\x00\x01")) == (400, "unreadable_file")
    assert [one["name"] for one in owner.data("/categories")["items"]] == ["Makanan", "Minuman"]
    menu = owner.data("/products?mine=true")["items"]
    told = {one["name"]: (one["price"], one["stock"], one["unit"]) for one in menu}
    assert told == {"Nasi Goreng": (15_000, 20, "porsi"), "Es Teh": (5_000, 50, "gelas")}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_file_to_fill_in_is_understood_when_it_comes_back(api: Api, language: str, kind: str) -> None:
    answer = api.owner(api.shop()).get(f"/products/import/template?format={kind}", Accept_Language=language)
    rows = rows_of(answer.data)
    filled = [*rows, ["Nasi Goreng", 15000, "Makanan", "porsi", 20]]
    (line,) = read_list(filled, "IDR").lines
    told = (line.name, line.price.main_units, line.category, line.unit, line.stock and line.stock.decimal)
    assert told == ("Nasi Goreng", 15000, "Makanan", "porsi", 20)


def test_all_products_come_as_a_file_in_every_format(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    api.product(shop)
    told = json.loads(owner.get("/products/export?format=json").data)
    assert (told["items"][0]["product"], told["items"][0]["price"], told["items"][0]["stock"]) == (
        "Nasi Goreng",
        15000,
        10,
    )
    assert owner.get("/products/export?format=csv").data.decode("utf-8-sig").splitlines()[1].startswith("Nasi Goreng,")
    assert owner.get("/products/export?format=pdf").data.startswith(b"%PDF")
    sheet = owner.get("/products/export")
    assert rows_of(sheet.data)[4][0] == "Nasi Goreng"
    assert 'filename="Warung-Uji-products-' in sheet.headers["Content-Disposition"]


def test_many_products_are_changed_together_or_not_at_all(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    ids = [api.product(shop, name) for name in ("Nasi", "Mie", "Sate")]
    other = api.product(api.shop("whatsapp:+628111000010"))
    change = {"category": "Promo", "stock": 7, "hidden": True}
    assert problem(owner.put("/products/bulk", change | {"ids": [*ids, other]})) == (404, "unknown_product")
    assert {one["category"] for one in owner.data("/products?mine=true")["items"]} == {"Makanan"}
    assert owner.put("/products/bulk", change | {"ids": ids}).json["data"] == {"changed": 3}
    told = [(one["category"], one["stock"], one["hidden"]) for one in owner.data("/products?mine=true")["items"]]
    assert told == [("Promo", 7, True)] * 3


def test_many_products_are_carried_to_one_place_but_for_what_is_promised(api: Api) -> None:
    shop = api.shop()
    owner = api.owner(shop)
    nasi, mie = api.product(shop, "Nasi", stock="10"), api.product(shop, "Mie", stock=None)
    wish = {"items": [{"product_id": nasi, "quantity": 3}], "fulfilment": "pickup"}
    api.nobody().post("/public/orders", wish | {"shipping": {"name": "Budi", "phone": "+6281234567890"}})
    assert owner.put("/products/bulk", {"ids": [nasi, mie], "location": "Gudang"}).json["data"] == {"changed": 2}
    with reading() as tx:
        held = [(one.place, one.product, one.quantity.decimal) for one in places.held_at(tx, shop.store)]
        assert held == [(held[0][0], "Nasi", 3), ("Gudang", "Nasi", 7)]
        home = held[0][0]
    assert [one.rows for one in verify() if one.count] == []
    assert owner.data(f"/products/{nasi}")["availability"] == "out"
    assert owner.put("/products/bulk", {"ids": [nasi], "location": home.upper()}).json["data"] == {"changed": 1}
    assert owner.data(f"/products/{nasi}")["stock"] == 7


def test_a_picture_is_not_taken_away_by_who_saw_others(api: Api) -> None:
    shop = api.shop()
    owner, product = api.owner(shop), api.product(shop)
    path = f"/products/{product}/images"
    (shown,) = owner.upload(path, file=photo(size=(20, 20))).json["data"]["items"]
    seen = owner.get(path).headers["ETag"]
    owner.upload(path, file=photo(size=(30, 20)))
    assert problem(owner.delete(f"{path}/{shown['id']}", If_Match=seen)) == (412, "changed_meanwhile")
    assert len(owner.data(path)["items"]) == 2
    assert owner.delete(f"{path}/{shown['id']}", If_Match=owner.get(path).headers["ETag"]).status_code == 200
