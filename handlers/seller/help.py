"""The answer to "how do I …": examples of what may be written for it."""

from __future__ import annotations

from bot import Context, Reply, Staff, command
from handlers.chat.offered import offered_commands
from handlers.chat.topics import told, topic_buttons
from nlp.howto import commands_about


@command("seller.help.about", at_least=Staff, keeps=True)
def about(ctx: Context, text: str) -> Reply:
    """How something is done here, by example; the topics of help where nothing fits."""
    mine = frozenset(name for name in offered_commands(ctx) if name.startswith("seller.") and name != ctx.about)
    found = commands_about(text, mine, ctx.language, ctx.index, ctx.now) if ctx.index is not None else ()
    if not found:
        return Reply({"text": text}, "not_found", topic_buttons(ctx))
    return Reply({"told": told(ctx, list(found))})
