"""What is said: refusals and questions of the machinery itself, and everything spoken, written into the outbox."""

from __future__ import annotations

from bot import notices
from bot.commands import REGISTRY, Command
from bot.context import Context
from bot.outgoing import Bubble, Button
from bot.render import has_block
from bot.slots import MissingSlot, Unclear
from bot.speech import Envelope, Voice, spoken, write
from bot.stored import stored_slots
from bot.waiting import Waiting
from shop import catalogue
from shop.errors import ShopError


def refuse(context: Context, refusal: ShopError) -> None:
    """Answer with the refusal's own words."""
    context.bubbles.append(Bubble("errors", refusal.code, refusal.values))


def what(context: Context, command: Command, missing: MissingSlot) -> None:
    """Ask for the slot that is missing, with the command's own words for it."""
    slot = missing.slot
    context.bubbles.append(Bubble(command.area, f"{command.block}_{slot.name}", missing.known))
    kept = stored_slots(missing.known)
    context.waiting = Waiting("ask", command.name, slot.name, slot.type, kept, asked_by=command.name)


def which(context: Context, command: Command, unclear: Unclear) -> None:
    """Ask which of a few products is meant."""
    kept = stored_slots(unclear.known)
    found = [catalogue.get_product(context.tx, context.store, key) for key in unclear.candidates]
    choices = tuple((product.name, {unclear.slot.name: product.id}) for product in found)
    context.waiting = Waiting("choose", command.name, "choice", "choice", kept, choices, asked_by=command.name)
    buttons = tuple(Button(label, command.name, {**kept, **slots}, said=True) for label, slots in choices)
    context.bubbles.append(Bubble("chat/ask", "which_product", {"text": unclear.text}, buttons))


def queue(context: Context, asked_before: Waiting | None) -> None:
    """Write what is to be said to the person and to others, in the transaction of its effects.

    A question that was open before and still is ends the answer, so that its next step is clear.
    """
    if context.bubbles and context.waiting is not None and context.waiting is asked_before:
        _remind(context, asked_before)
    voice = Voice(context.language, context.now, context.zone)
    for said in spoken(context.tx, context.chat, context.bubbles, voice):
        write(context.tx, context.chat, said, voice, Envelope(context.message.id))
    notices.queue(context)


def _remind(context: Context, waiting: Waiting) -> None:
    asker = REGISTRY.get(waiting.asked_by)
    if asker and has_block(context.language, asker.area, f"{asker.block}_again"):
        context.bubbles.append(Bubble(asker.area, f"{asker.block}_again", {}))
