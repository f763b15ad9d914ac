"""Lists and figures as files: fetched, sent by e-mail, made to measure, and sent at fixed times."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from api import sheets
from api.calls import Call
from api.fields import Answer, Body, Clock, Day, Email, Id, Query, Word
from api.resources.summaries import chosen
from api.routing import MANAGER, STAFF, delete, get, post
from bot import mail_files
from bot.exports import Wanted
from bot.notify import mail
from models import Store
from shop import mail_times
from shop.errors_web import MailOff
from shop.reports.custom import Filter
from shop.reports.headings import HEADINGS
from shop.schedules import Rhythm

READ, WRITE = "reports:read", "reports:write"
What = Literal["sales", "orders", "products", "stock", "customers"]
Format = Literal["xlsx", "csv", "pdf"]
Column = Annotated[Word, Field(max_length=30)]


class ExportBody(Body):
    """What, of which store, for which days: this month if left out."""

    what: What = Field("orders", examples=["orders"])
    store_id: Id | None = Field(None, examples=[1])
    date_from: Day | None = Field(None, examples=["2026-11-01"])
    date_to: Day | None = Field(None, examples=["2026-11-30"])


class FilterBody(Body):
    """Rows whose cell is a value, contains words, or is a number of at least or at most so much."""

    column: Column = Field(examples=["state"])
    match: Literal["is", "contains", "min", "max"] = Field(examples=["is"])
    value: Word = Field(examples=["completed"])


class CustomBody(ExportBody):
    """The same with the columns and rows that you choose; states are told by their names here."""

    format: Format = Field("xlsx", examples=["csv"])
    columns: list[Column] = Field([], max_length=30, examples=[["order", "customer", "total"]])
    filters: list[FilterBody] = Field([], max_length=10)


class MailBody(ExportBody):
    """The same, to an e-mail address."""

    format: Format = Field("xlsx", examples=["pdf"])
    to: Email = Field(examples=["sri@warung.example"])


class ScheduleBody(Body):
    """What goes out when, by the store's clock: every day, on weekdays (Monday is 1), or on a day of the month."""

    what: What = Field("sales", examples=["sales"])
    store_id: Id | None = Field(None, examples=[1])
    format: Format = Field("xlsx", examples=["pdf"])
    to: Email = Field(examples=["sri@warung.example"])
    at: Clock = Field(examples=["08:00:00"])
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field([], max_length=7, examples=[[1]])
    month_day: int | None = Field(None, ge=1, le=31, examples=[None])


class StoreQuery(Query):
    """Of which store."""

    store_id: Id | None = None


class TemplateAnswer(Answer):
    """A list and its columns."""

    what: str = Field(examples=["orders"])
    columns: list[str] = Field(examples=[["order", "placed", "customer"]])


class TemplatesAnswer(Answer):
    """What can be exported, in which formats."""

    formats: list[str] = Field(examples=[["xlsx", "csv", "pdf"]])
    items: list[TemplateAnswer]


class MailAnswer(Answer):
    """A letter on its way."""

    id: Id
    to: str = Field(examples=["sri@warung.example"])
    file: str = Field(examples=["Warung-Sri-orders-2026-11-01-2026-11-30.pdf"])


class ScheduleAnswer(Answer):
    """A file that goes out by itself."""

    id: int = Field(examples=[1])
    what: str = Field(examples=["sales"])
    format: str = Field(examples=["pdf"])
    to: str = Field(examples=["sri@warung.example"])
    at: str = Field(examples=["08:00"])
    weekdays: list[int] = Field(examples=[[1]])
    month_day: int | None = Field(examples=[None])
    next_at: datetime = Field(examples=["2026-11-23T08:00:00+07:00"])


class SchedulesAnswer(Answer):
    """Every file that goes out by itself."""

    items: list[ScheduleAnswer]


def _file(call: Call, body: ExportBody, kind: str) -> Response:
    # Before the transaction: writing a long list takes longer than anything in it.
    with call.apart():
        store, wanted = _wanted(call, body, kind)
        return sheets.list_file(call, store, wanted.what, kind, (wanted.first, wanted.last))


def _made(call: Call) -> Response:
    file: Response = call.prepared
    return file


@post("/export/excel", role=MANAGER, scope=READ, limit="files.make", media="*/*", before=partial(_file, kind="xlsx"))
def excel(call: Call, body: ExportBody) -> Response:
    """Fetch a list or the figures as a spreadsheet."""
    return _made(call)


@post("/export/csv", role=MANAGER, scope=READ, limit="files.make", media="*/*", before=partial(_file, kind="csv"))
def csv(call: Call, body: ExportBody) -> Response:
    """Fetch a list or the figures as CSV."""
    return _made(call)


@post("/export/pdf", role=MANAGER, scope=READ, limit="files.make", media="*/*", before=partial(_file, kind="pdf"))
def pdf(call: Call, body: ExportBody) -> Response:
    """Fetch a list or the figures as a PDF."""
    return _made(call)


def _custom(call: Call, body: CustomBody) -> Response:
    filters = [Filter(one.column, one.match, one.value) for one in body.filters]
    with call.apart():
        store, wanted = _wanted(call, body, body.format)
        return sheets.chosen_file(call, store, wanted, body.columns, filters)


@post("/export/custom", role=MANAGER, scope=READ, limit="files.make", media="*/*", before=_custom)
def custom(call: Call, body: CustomBody) -> Response:
    """Fetch a list with the columns and rows that you choose."""
    return _made(call)


@get("/export/templates", role=STAFF, scope=READ, limit="reports.read")
def templates(call: Call) -> TemplatesAnswer:
    """List what can be exported, and the columns of each."""
    items = [TemplateAnswer(what=what, columns=list(columns)) for what, columns in HEADINGS.items()]
    return TemplatesAnswer(formats=["xlsx", "csv", "pdf"], items=items)


def _letter(call: Call, body: MailBody) -> tuple[Store, mail.Letter]:
    with call.apart() as tx:
        store, wanted = _wanted(call, body, body.format)
        if not mail.is_on():
            raise MailOff
        return store, mail_files.letter_with(tx, store, wanted, body.to)


@post("/export/email", role=MANAGER, scope=WRITE, limit="files.make", status=201, before=_letter)
def send(call: Call, body: MailBody) -> MailAnswer:
    """Send a list or the figures to an e-mail address."""
    store, letter = call.prepared
    row = mail.write(call.tx, store, letter, call.now)
    return MailAnswer(id=row.id, to=row.to_address, file=row.file_name)


@get("/export/schedules", role=MANAGER, scope=READ, limit="reports.read")
def schedules(call: Call, query: StoreQuery) -> SchedulesAnswer:
    """List the files that go out by e-mail at fixed times."""
    store = call.store(query.store_id, MANAGER)
    return SchedulesAnswer(items=[_schedule(store, one) for one in mail_times.mail_times(call.tx, store)])


@post("/export/schedules", role=MANAGER, scope=WRITE, limit="stores.write", status=201)
def schedule(call: Call, body: ScheduleBody) -> ScheduleAnswer:
    """Let a file go out by e-mail at a fixed time. It tells of the day, week or month before."""
    store = call.store(body.store_id, MANAGER)
    if not mail.is_on():
        raise MailOff
    rhythm = Rhythm(body.at.replace(tzinfo=None), tuple(sorted({day - 1 for day in body.weekdays})), body.month_day)
    wish = mail_times.MailWish(body.what, body.format, body.to, call.language)
    return _schedule(store, mail_times.add_mail_time(call.tx, store, wish, rhythm, call.now))


@delete("/export/schedules/{id}", role=MANAGER, scope=WRITE, limit="stores.write")
def unschedule(call: Call, id: Id, query: StoreQuery) -> None:
    """Let a file go out no more."""
    mail_times.drop_mail_time(call.tx, call.store(query.store_id, MANAGER), id)


def _wanted(call: Call, body: ExportBody, kind: str) -> tuple[Store, Wanted]:
    store, period = chosen(call, body)
    call.store(store.id, MANAGER)
    return store, Wanted(store.id, body.what, kind, call.language, period.first, period.last, call.now)


def _schedule(store: Store, one: mail_times.MailTime) -> ScheduleAnswer:
    return ScheduleAnswer(
        id=one.number,
        what=one.what,
        format=one.format,
        to=one.to,
        at=f"{one.rhythm.at:%H:%M}",
        weekdays=[day + 1 for day in one.rhythm.days],
        month_day=one.rhythm.month_day,
        next_at=one.next_at.astimezone(store.timezone),
    )
