"""The catalogue as a whole: its headings, many products at once, files in and out."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from flask import Response
from pydantic import Field

from api import sheets
from api.calls import Call
from api.fields import Answer, Body, HowMuch, Id, Name, Query, Sum, Word, quantity
from api.resources.products import READ, WRITE
from api.routing import ANYONE, LARGE, MANAGER, STAFF, get, post, put
from api.uploads import Upload
from models import Store
from shop import bulk_edits
from shop.actors import Actor


class StoreQuery(Query):
    """Of which store."""

    store_id: Id | None = None


class FileQuery(StoreQuery):
    """Of which store, in which format."""

    format: Literal["xlsx", "csv", "pdf", "json"] = "xlsx"


class TemplateQuery(Query):
    """In which format."""

    format: Literal["xlsx", "csv"] = "xlsx"


class ImportBody(Body):
    """A spreadsheet (xlsx) or CSV with columns for name and price, and perhaps category, unit and stock."""

    file: Upload
    store_id: Id | None = Field(None, examples=[1])
    dry_run: bool = Field(False, description="Only tell what it would do.")


class BulkBody(Body):
    """Products, and what all of them are to be; what is left out stays."""

    ids: list[Id] = Field(min_length=1, max_length=500, examples=[[8, 9]])
    category: Word | None = Field(None, examples=["Rice"])
    stock: HowMuch | None = Field(None, examples=[20])
    hidden: bool | None = Field(None, examples=[False])
    location: Annotated[Name, Field(max_length=40)] | None = Field(
        None,
        examples=[None],
        description="The place of the store where they are to lie: carried there from all others, but for what is "
        "promised to orders. A new name is a new place. Orders are served from the store's own.",
    )


class RowAnswer(Answer):
    """What a row does, or why nothing can be made of it."""

    row: int = Field(examples=[2])
    name: str = Field(examples=["Nasi Goreng"])
    outcome: str = Field(examples=["new"], json_schema_extra={"enum": ["new", "changed", "same", "fault"]})
    why: str = Field(examples=[""], json_schema_extra={"enum": ["", "name", "price", "stock", "twice", "many"]})
    price: Sum | None = Field(examples=[15000])


class ImportAnswer(Answer):
    """What became of a file, row by row."""

    dry_run: bool
    currency: str = Field(examples=["IDR"])
    new: int = Field(examples=[197])
    changed: int = Field(examples=[0])
    same: int = Field(examples=[0])
    faults: int = Field(examples=[3])
    rows: list[RowAnswer]


class BulkAnswer(Answer):
    """How many products were changed."""

    changed: int = Field(examples=[2])


class CategoryAnswer(Answer):
    """A heading, and how many products stand under it."""

    name: str = Field(examples=["Rice"])
    products: int = Field(examples=[12])


class CategoriesAnswer(Answer):
    """Headings, the fullest first."""

    items: list[CategoryAnswer]


@get("/categories", role=ANYONE, scope=READ, limit="products.read")
def categories(call: Call, query: StoreQuery) -> CategoriesAnswer:
    """List the headings of menus, of all stores or of one."""
    stores = None if query.store_id is None else [query.store_id]
    found = bulk_edits.categories(call.tx, stores)
    return CategoriesAnswer(items=[CategoryAnswer(name=name, products=count) for name, count in found])


@put("/products/bulk", role=MANAGER, scope=WRITE, limit="products.write")
def change_many(call: Call, body: BulkBody) -> BulkAnswer:
    """Change the category, stock or place of many products at once, or hide them: all of them or none."""
    amount = None if body.stock is None else quantity(body.stock)
    edit = bulk_edits.BulkEdit(body.category, amount, body.hidden, body.location)
    mine = None if call.caller.admin else [key for key in call.caller.roles if _manages(call, key)]
    by = Actor.user(call.user_id, MANAGER)
    chosen = bulk_edits.Chosen(tuple(dict.fromkeys(body.ids)), mine)
    return BulkAnswer(changed=bulk_edits.edit_many(call.tx, chosen, edit, by, call.now))


@post("/products/import", role=MANAGER, scope=WRITE, limit="files.make", status=201, form=True, most_bytes=LARGE)
def take_in(call: Call, body: ImportBody) -> ImportAnswer:
    """Add products and change prices, categories, units and stock by a file. Rows that make no sense are left out."""
    store = call.store(body.store_id, MANAGER)
    by = call.actor_in(store)
    rows = bulk_edits.take_file(call.tx, store, body.file.content, by, call.now, dry=body.dry_run)
    counts: dict[str, Any] = {kind: sum(row.outcome == kind for row in rows) for kind in ("new", "changed", "same")}
    return ImportAnswer(
        dry_run=body.dry_run,
        currency=store.currency,
        faults=sum(row.outcome == "fault" for row in rows),
        rows=[_row(row) for row in rows],
        **counts,
    )


@get("/products/import/template", role=STAFF, scope=READ, limit="files.make", media="*/*")
def template(call: Call, query: TemplateQuery) -> Response:
    """Fetch an empty file to fill in, with the headings in your language."""
    return sheets.import_template(call.language, query.format, call.now)


@get("/products/export", role=STAFF, scope=READ, limit="files.make", media="*/*", looks_back=True)
def export(call: Call, query: FileQuery) -> Response:
    """Fetch all products of a store as a file."""
    return sheets.products_file(call, call.store(query.store_id, STAFF), query.format)


def _row(row: bulk_edits.Row) -> RowAnswer:
    price: Decimal | None = row.price.main_units if row.price else None
    return RowAnswer(row=row.number, name=row.name, outcome=row.outcome, why=row.why, price=price)


def _manages(call: Call, store_id: int) -> bool:
    store = call.tx.get(Store, store_id)
    return store is not None and call.actor_in(store).may(MANAGER)
