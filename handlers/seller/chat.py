"""Talking with customers in person: the bot keeps quiet in their chat, and what the seller types goes to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot import Button, Context, Reply, Staff, command, handover
from bot.handover import Talk
from bot.passing import address_of
from bot.recent import last_lines
from shop.errors import UnknownPerson

MOST_TITLE: Final = 24
OPEN: Final = "seller.chat.open"


@command("seller.chat.list", at_least=Staff, keeps=True)
def list_chats(ctx: Context) -> Reply:
    """The chats that wait for a person, the longest waiting first."""
    talks = handover.waiting(ctx.tx, ctx.store)
    rows = [{"talk": talk, "said": last_lines(ctx.tx, talk.chat, 1)} for talk in talks]
    buttons = ctx.choose(open_chat, _named(talks)) if talks else []
    return Reply({"rows": rows, "with_chat": ctx.chat.talks_with}, "", buttons)


def _named(talks: Sequence[Talk]) -> list[tuple[str, dict[str, int]]]:
    return [(name_of(talk)[:MOST_TITLE], {"chat": talk.chat.id}) for talk in talks if name_of(talk)]


def _choices(talks: Sequence[Talk]) -> list[Button]:
    return [Button(name, OPEN, slots, said=True) for name, slots in _named(talks)]


def name_of(talk: Talk) -> str:
    """What a customer is called in a list: his name, or the end of his address where he told none."""
    return talk.customer.name or f"…{talk.chat.address[-4:]}"


@command("seller.chat.open", at_least=Staff)
def open_chat(ctx: Context, customer: str | None = None, chat: int | None = None) -> Reply:
    """Talk with a customer: the bot is quiet in his chat until it is closed. Refused for a name nobody has."""
    found = _found(ctx, customer, chat)
    if not found:
        raise UnknownPerson(customer or "")
    if len(found) > 1:
        return Reply({"talks": [name_of(talk) for talk in found]}, "which", _choices(found))
    talk = found[0]
    fresh = talk.chat.handed_over_at is None
    talk.chat.handed_over_at = talk.chat.handed_over_at or ctx.now
    ctx.chat.talks_with = talk.chat.id
    ctx.tx.save(talk.chat)
    if fresh:
        ctx.tell_customer(talk.customer.id, "seller/chat:joined_notice", {"store": ctx.store})
    return Reply({"name": name_of(talk), "said": last_lines(ctx.tx, talk.chat)}, "seller/chat:open", [_close_button()])


def _found(ctx: Context, name: str | None, chat: int | None) -> list[Talk]:
    if chat is not None:
        talk = handover.talk_of(ctx.tx, ctx.store, chat)
        return [talk] if talk else []
    return handover.of_customer(ctx.tx, ctx.store, name) if name else handover.waiting(ctx.tx, ctx.store)


def _close_button() -> Button:
    return Button("close_chat", "seller.chat.close")


@command("seller.chat.answer", at_least=Staff)
def answer(ctx: Context, text: str) -> Reply:
    """Pass words, or a picture, on to the customer talked with; without one, to the only one who waits.

    Nothing is sent to a customer who has gone back to the bot meanwhile.
    """
    talk = _partner(ctx)
    if talk is not None and talk.chat.handed_over_at is None and ctx.store.silent_since is None:
        ctx.chat.talks_with = None
        return Reply({"name": name_of(talk)}, "answer_returned", [Button("answer_chat", OPEN, {"chat": talk.chat.id})])
    if talk is None:
        talks = handover.waiting(ctx.tx, ctx.store)
        return Reply({"waiting": len(talks)}, "nobody", _choices(talks))
    ctx.tell_customer(talk.customer.id, "seller/chat:said", {"text": text}, media_url=address_of(ctx.message))
    return Reply({"name": name_of(talk)})


def _partner(ctx: Context) -> Talk | None:
    if ctx.chat.talks_with is not None:
        return handover.talk_of(ctx.tx, ctx.store, ctx.chat.talks_with)
    waiting = handover.waiting(ctx.tx, ctx.store)
    return waiting[0] if len(waiting) == 1 else None


@command("seller.chat.close", at_least=Staff)
def close(ctx: Context) -> Reply:
    """Give the chat back to the bot; the customer is told."""
    talk = _partner(ctx)
    ctx.chat.talks_with = None
    if talk is None:
        return Reply({}, "close_nobody")
    was_open = talk.chat.handed_over_at is not None
    talk.chat.handed_over_at = None
    ctx.tx.save(talk.chat)
    if was_open:
        ctx.tell_customer(talk.customer.id, "seller/chat:left_notice", {"store": ctx.store})
    left = [one for one in handover.waiting(ctx.tx, ctx.store) if one.chat.id != talk.chat.id]
    return Reply({"name": name_of(talk), "left": len(left)}, "", _choices(left))
