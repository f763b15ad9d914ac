"""Doing what a message means, inside its transaction: commands run, refusals are taken back, answers are queued."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from msgspec.structs import replace

from bot import answers, doubt, turn, window
from bot.commands import CUSTOMER, REGISTRY, Command, command_of
from bot.context import Context
from bot.dispatch import NO_STORE, UNKNOWN, Step, steps_of
from bot.earlier import unsent_key
from bot.outgoing import Bubble, Reply, bubble
from bot.people import Who
from bot.slots import MissingSlot, Unclear, filled
from bot.stale import release_held
from bot.thinking import Thought
from bot.waiting import Waiting
from models import Chat, Tx
from shop import people
from shop.actors import Actor
from shop.cart_rows import take_over
from shop.errors import NotAllowed, ShopError, UnknownProduct
from values import Address

log = logging.getLogger(__name__)

MOST_STEPS = 5


def perform(tx: Tx, thought: Thought, careful: bool) -> None:
    """Run what the message asks for and queue the answers; the message is already written as done.

    A careful attempt takes back the step that was refused and answers with the refusal, which any other raises.
    """
    tx.cause = thought.message.id
    chat, was_open = thought.chat, window.is_open(thought.chat, thought.now + window.MARGIN)
    who = _known(tx, thought)
    turn.note(chat, **_noted(thought, who))
    tx.keep(unsent_key(chat.id), thought.earlier.unsent)
    context = _context(tx, chat, thought, who)
    _run_all(context, steps_of(thought), careful)
    if thought.spoken:
        context.bubbles.insert(0, Bubble("chat/media", "heard", {"text": thought.spoken}))
    turn.note(chat, waiting=_stored(context, thought))
    closed_at = turn.take_turn(tx, chat, thought.version)
    # Nothing is held back while the window was open and not about to close, and nothing had been.
    if thought.earlier.holds or not was_open or closed_at != chat.window_closed_at:
        release_held(tx, chat)
    answers.queue(context, thought.waiting)


def _run_all(context: Context, steps: Sequence[Step], careful: bool) -> None:
    chat = context.chat
    for step in steps:
        if chat.not_understood and step.command.name != UNKNOWN:
            turn.note(chat, not_understood=0)
        context.kept = {}
        _run(context, step, careful)
        if step.command.area != "chat":  # a greeting in between changes no topic
            turn.note(chat, topic={"command": step.command.name, "slots": {}, "kept": context.kept})
    if len(steps) > 1 and context.waiting is None:
        # Several things done are one list; the taps of each would tear it into as many messages.
        context.bubbles = [replace(bubble, buttons=()) for bubble in context.bubbles]


def _stored(context: Context, thought: Thought) -> dict[str, Any] | None:
    if context.waiting is thought.waiting:
        return thought.chat.waiting if context.waiting else None
    return context.waiting.stored(thought.now) if context.waiting else None


def _known(tx: Tx, thought: Thought) -> Who:
    """The person, with a customer's row from his first message on."""
    who, chat = thought.who, thought.chat
    tx.take_over(chat, who.store, who.user, who.customer)
    if who.store is not None and who.customer is not None:
        take_over(tx, who.store.id, who.customer.id, thought.filled)
    if who.store is None or who.is_seller or who.customer is not None:
        return who
    address = Address(chat.channel, chat.address)
    customer = people.new_customer(tx, who.store.seller_id, address, chat.profile_name, thought.now)
    take_over(tx, who.store.id, customer.id, None)
    return replace(who, customer=customer, actor=Actor.customer(customer.id))


def _noted(thought: Thought, who: Who) -> dict[str, Any]:
    """What is written of the chat with its turn."""
    chat, store = thought.chat, who.store
    raw_name = thought.message.raw.get("ProfileName") if thought.message.raw else None
    orders = [meaning.order for meaning in thought.meanings if meaning.order is not None]
    return {
        "profile_name": (raw_name or chat.profile_name)[:200],
        "language": thought.heard.remembered,
        "other_language": thought.heard.other,
        "memory": orders[-1].memory.to_dict() if orders else chat.memory,
        "store_id": store.id if store else chat.store_id,
        "seller_id": store.seller_id if store else chat.seller_id,
        "customer_id": who.customer.id if who.customer and not who.is_seller else chat.customer_id,
        "user_id": who.user.id if who.user else None,
        "last_inbound_at": turn.opened_at(chat, thought.message.received_at),
    }


def _context(tx: Tx, chat: Chat, thought: Thought, who: Who) -> Context:
    return Context(
        tx=tx,
        now=thought.now,
        chat=chat,
        message=thought.message,
        actor=who.actor,
        language=thought.heard.speaks,
        seller_store=who.store,
        person=who.customer,
        user=who.user,
        cart_lines=thought.cart,
        index=thought.index,
        quoted=thought.quoted,
        waiting=thought.waiting,
        file=thought.file,
        earlier=dict((chat.topic or {}).get("kept", {})),
    )


def _run(context: Context, step: Step, careful: bool) -> None:
    """Run a step and what it goes on with; where it is done carefully, a refusal takes back the effects of this step
    alone.

    What was asked stays asked when the answer is refused, except a yes: what it agreed to cannot be had.
    """
    asked = context.waiting
    if step.answers or not step.command.keeps:
        context.waiting = None
    spoken, told = len(context.bubbles), len(context.notices)
    try:
        with context.step() if careful else nullcontext():
            done = _call(context, step)
        _note(context, done)
    except ShopError as refusal:
        if not careful:
            raise
        del context.bubbles[spoken:], context.notices[told:]
        context.waiting = _after_refusal(asked, step)
        if context.seller_store is None and isinstance(refusal, NotAllowed) and step.command.name != NO_STORE:
            _run(context, Step(REGISTRY[NO_STORE]), careful)  # it needs a store, and none is chosen yet
        else:
            answers.refuse(context, refusal)


def _after_refusal(asked: Waiting | None, step: Step) -> Waiting | None:
    """The question that is open after a refusal. The refusal of an answer says itself what to do, so the question is
    kept as a new one, which is not repeated."""
    if asked is None:
        return None
    if asked.kind == "confirm" and (step.answers or step.command.at_least != CUSTOMER):
        return None  # a seller who has gone on to something else agrees to that alone
    return replace(asked) if step.answers else asked


def _note(context: Context, done: list[str]) -> None:
    """Log, once it is committed, which commands answered the message, and in which language."""
    told = {"message_id": context.message.id, "language": context.language, "commands": done}
    context.tx.after_commit(lambda: log.debug("commands_done", extra=told))


def _call(context: Context, step: Step) -> list[str]:
    """Run a step's command and what it goes on with: the names of what ran, none where a question came first."""
    done: list[str] = []
    context.sure = step.sure
    if step.command.at_least != CUSTOMER:
        context.actor.need(step.command.at_least)
    command, slots = _understood(context, step)
    if slots is None or doubt.asked(context, command, slots):
        return done
    for _ in range(MOST_STEPS):
        context.area, context.block, context.about = command.area, command.block, command.name
        said: Reply | dict[str, Any] | None = command.function(context, **slots)
        done.append(command.name)
        if said is not None:
            context.bubbles.append(_bubble(command, said))
        following = context.take_next()
        if following is None:
            break
        command, slots = command_of(following[0]), following[1]
        if command.at_least != CUSTOMER:
            context.actor.need(command.at_least)
    return done


def _understood(context: Context, step: Step) -> tuple[Command, dict[str, Any] | None]:
    """The command of a step with its slots, or the one that takes over where a product is not the store's."""
    try:
        return step.command, _slots(context, step)
    except UnknownProduct as refusal:
        if not step.command.unknown:
            raise
        context.sure = 1.0  # the other asks itself
        other = REGISTRY[step.command.unknown]
        said = {slot.name: step.heard[slot.name] for slot in other.slots if slot.name in step.heard}
        return other, {**said, "name": refusal.text}


def _bubble(command: Command, said: Reply | dict[str, Any]) -> Bubble:
    reply = said if isinstance(said, Reply) else Reply(said)
    return bubble(command.area, command.block, reply)


def _slots(context: Context, step: Step) -> dict[str, Any] | None:
    """The step's slots as values; None when one is missing or unclear and a question was asked instead."""
    try:
        return filled(context, step.command, step.heard, step.remembered)
    except MissingSlot as missing:
        answers.what(context, step.command, missing)
    except Unclear as unclear:
        answers.which(context, step.command, unclear)
    return None
