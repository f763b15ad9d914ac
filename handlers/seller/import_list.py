"""A price list at once: a file or a pasted list is shown as what it would change, and taken in after a yes."""

from __future__ import annotations

from typing import Final

from bot import Context, Manager, Reply, command
from bot.commands import Listing
from bot.exports import Wanted, address_of
from handlers.seller.parts import ask_first, undo_buttons
from models import PENDING
from shop import approvals, calendar, imports
from shop.errors_goods import UnreadableFile
from shop.files.reading import pasted_rows, rows_of
from shop.pending_lists import drop_lists, keep_list, kept_list
from shop.price_lists import PriceList, read_list

SHOWN: Final = 8
MOST_LINES: Final = 1000


@command("seller.catalogue.import", at_least=Manager)
def bring(ctx: Context) -> Reply:
    """Tell how, send the menu as the file to fill in, and wait for a pasted list."""
    ctx.ask(pasted)
    today = calendar.business_day(ctx.store, ctx.now)
    wanted = Wanted(ctx.store.id, "products", "xlsx", ctx.language, today, today, ctx.now)
    return Reply({}, "how", media_url=address_of(wanted, f"{ctx.store.name}-menu"))


@command("seller.catalogue.pasted", at_least=Manager, waits=True)
def pasted(ctx: Context, text: Listing) -> Reply:
    """Read the list that was pasted as an answer."""
    return _shown(ctx, read_list(pasted_rows(text), ctx.store.currency, pasted=True))


@command("seller.catalogue.file", at_least=Manager, waits=True)
def file(ctx: Context) -> Reply:
    """Read the file that was sent; refused for what is no price list."""
    if not ctx.file:
        raise UnreadableFile("kind")
    return _shown(ctx, read_list(rows_of(ctx.file), ctx.store.currency))


def _shown(ctx: Context, found: PriceList) -> Reply:
    """What the list would change, and a yes asked for where it would change anything."""
    lines = found.lines[:MOST_LINES]
    planned = imports.plan(ctx.tx, ctx.store, lines)
    values = {
        "plan": planned,
        "new": planned.new[:SHOWN],
        "changes": planned.changes[:SHOWN],
        "details": planned.details[:SHOWN],
        "faults": found.faults[:SHOWN],
        "fault_count": len(found.faults),
        "left_out": len(found.lines) - len(lines),
    }
    if not (planned.new or planned.changes or planned.details):
        return Reply(values, "seller/catalogue:nothing")
    waiting = keep_list(ctx.tx, ctx.store, ctx.staff, lines, _seen(planned), ctx.now)
    return Reply(values, "seller/catalogue:preview", ask_first(ctx, apply, waiting=waiting.id))


@command("seller.catalogue.apply", at_least=Manager, waits=True)
def apply(ctx: Context, waiting: int) -> Reply:
    """Take the list in after the yes, as one write; shown again where the menu has changed since."""
    lines, seen = kept_list(ctx.tx, ctx.store, ctx.staff, waiting)
    if _seen(imports.plan(ctx.tx, ctx.store, lines)) != seen:
        return _shown(ctx, PriceList(lines, ()))
    done = imports.take_in(ctx.tx, ctx.store, lines, ctx.actor, ctx.now)
    drop_lists(ctx.tx, ctx.staff)
    waits = bool(done.new) and approvals.state_of_new(ctx.actor) == PENDING
    return Reply({"plan": done, "waits": waits}, "", undo_buttons(ctx))


def _seen(plan: imports.Plan) -> str:
    prices = [(change.product.id, change.old.amount) for change in plan.changes]
    return f"{len(plan.new)} {prices} {[(change.product.id, change.field, str(change.old)) for change in plan.details]}"
