"""Help for the people of a store: their commands by topic, since all of them together are too much to read."""

from __future__ import annotations

from bot import Button, Context, Values, command
from bot.languages import examples, helps
from handlers.chat.offered import offered_commands

# Topic → the areas it tells of. Its name is the block `help_<topic>` of the buttons.
TOPICS = {
    "orders": ("seller.order",),
    "stock": ("seller.stock",),
    "products": ("seller.product", "seller.option", "seller.photo", "seller.price", "seller.catalogue"),
    "numbers": ("seller.stats", "seller.summary", "seller.export", "seller.sending"),
    "store": ("seller.store", "seller.zone", "seller.coupon"),
    "talks": ("seller.chat", "seller.bot", "seller.mode"),
    "people": ("seller.customer", "seller.credit", "seller.broadcast", "seller.staff"),
    "more": ("seller.undo", "seller.help", "seller", "chat", "register"),
}


def topic_buttons(ctx: Context) -> list[Button]:
    """A button for every topic that this person may do something of."""
    mine = {topic_of(name) for name in offered_commands(ctx)}
    return [ctx.button(f"help_{topic}", tell, topic=topic) for topic in TOPICS if topic in mine]


def topic_of(name: str) -> str:
    """The topic that tells of a command."""
    area = name.rsplit(".", 1)[0]
    return next((topic for topic, areas in TOPICS.items() if area in areas), "more")


@command("chat.topic", waits=True, keeps=True)
def tell(ctx: Context, topic: str) -> Values:
    """What can be said of one topic, by example."""
    return {"told": told(ctx, [name for name in offered_commands(ctx) if topic_of(name) == topic])}


def told(ctx: Context, names: list[str]) -> list[tuple[str, str]]:
    """An example and a line of help for each of these commands."""
    lines, shown = helps(ctx.language), examples(ctx.language)
    return [(shown[name][0], lines[name]) for name in names if lines.get(name) and shown.get(name)]
