"""Taking back what was changed: the last write, or an entry of the history."""

from __future__ import annotations

from bot import Context, Manager, Reply, Staff, command
from handlers.seller.parts import next_buttons
from shop import undo
from shop.last_step import order_moved_last
from shop.order_views import order_view

MOST = 10


@command("seller.undo.last", at_least=Staff)
def last(ctx: Context, entry: int | None = None, change: int | None = None) -> Reply:
    """Take back the last write of this person, or an entry of his history, or the one whose tap was used. An order is
    taken back by its own steps."""
    if change is not None:
        kind, written = undo.undo_change(ctx.tx, ctx.store, ctx.actor, ctx.now, change)
        return Reply({"kind": kind, "change_made": written})
    order = order_moved_last(ctx.tx, ctx.store, ctx.actor) if entry is None else None
    if order is not None:
        return Reply({"view": order_view(ctx.tx, order)}, "last_was_order", next_buttons([order]))
    kind, written = undo.undo(ctx.tx, ctx.store, ctx.actor, ctx.now, entry or 1)
    return Reply({"kind": kind, "change_made": written})


@command("seller.undo.history", at_least=Staff, keeps=True)
def history(ctx: Context) -> Reply:
    """The last writes of this person that can be taken back, the newest first."""
    return Reply({"entries": undo.history(ctx.tx, ctx.store, ctx.actor, MOST)})


@command("seller.undo.everyone", at_least=Manager, keeps=True)
def everyone(ctx: Context) -> Reply:
    """The last writes of everybody who works here, with who made each, those taken back included."""
    return Reply({"entries": undo.everybodys(ctx.tx, ctx.store, MOST)})
