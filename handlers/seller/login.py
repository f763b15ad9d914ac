"""The PIN before a link that signs somebody in over the web: who holds his phone could do everything with it."""

from __future__ import annotations

from bot import Context, Reply, Secret, Staff, command
from handlers.seller.pin import ask_pin, refused

LINK = "chat.login_link"


@command("seller.login.guard", at_least=Staff, waits=True)
def guard(ctx: Context) -> Reply:
    """Ask for the PIN."""
    return ask_pin(ctx, check)


@command("seller.login.check", at_least=Staff, waits=True)
def check(ctx: Context, secret: Secret) -> Reply | None:
    """Send the link after the right PIN."""
    wrong = refused(ctx, secret, check)
    if wrong is None:
        ctx.then(LINK)
    return wrong
