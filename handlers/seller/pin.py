"""A PIN before what nobody may do who merely holds the phone: it is asked for, or chosen first by whoever has none."""

from __future__ import annotations

from typing import Any

from bot import Context, Reply
from bot.blanking import blank
from bot.commands import Handler
from shop.errors import ShopError
from shop.pins import check_pin, set_pin


def ask_pin(ctx: Context, function: Handler, **slots: Any) -> Reply:
    """Ask for the PIN; `function`, whose first slot it fills, goes on with these slots."""
    ctx.ask(function, **slots)
    return Reply({}, "seller/pin:ask" if ctx.staff.pin_hash else "seller/pin:choose")


def refused(ctx: Context, secret: str, function: Handler, **slots: Any) -> Reply | None:
    """What to say where this is no right PIN, asking again where there are tries left; None where it is right. The
    message it came in is blanked."""
    blank(ctx.tx, ctx.message)
    if not secret:
        return Reply({}, "seller/pin:left")
    user = ctx.staff
    if user.pin_hash is None:
        if not isinstance(ctx.attempt(lambda: set_pin(ctx.tx, user, secret)), ShopError):
            return None
        ctx.ask(function, **slots)
        return Reply({}, "seller/pin:no_pin")
    answer = check_pin(ctx.tx, user, secret, ctx.now)
    if answer.right:
        return None
    if answer.locked_until is not None:
        return Reply({"until": answer.locked_until}, "seller/pin:locked")
    ctx.ask(function, **slots)
    return Reply({"tries": answer.tries}, "seller/pin:wrong")
