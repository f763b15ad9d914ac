"""What a command gets to work with, and how it speaks, asks, confirms and tells others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from bot.commands import CUSTOMER, REGISTRY, Handler, Staff, command_of
from bot.inbox import Message
from bot.outgoing import Bubble, Button, Reply, bubble
from bot.stored import stored_slots
from bot.turn import known, note
from bot.waiting import Waiting
from models import Chat, Customer, OutboxMessage, Store, Tx, User
from nlp.index import Index
from shop.actors import Actor
from shop.errors import NotAllowed, ShopError
from values import Address, CartLine

Result = TypeVar("Result")


class Notice(Struct):
    """A message for somebody else than who wrote: `to` is a customer, a user or the staff of the store."""

    bubble: Bubble
    customer_id: int | None = None
    user_id: int | None = None
    least_role: str = Staff
    purpose: str = "notice"


class Context(Struct):
    """One message being answered, inside its open transaction.

    `sure` is how clearly the command was understood, 1 for taps and answers.
    `missed` are the refusals of those of several named orders that were not found; the others are given.
    `kept` is what a following message on the topic may leave out, `earlier` what the one before kept.
    """

    tx: Tx
    now: datetime
    chat: Chat
    message: Message
    actor: Actor
    language: str
    seller_store: Store | None = None
    person: Customer | None = None
    user: User | None = None
    cart_lines: tuple[CartLine, ...] = ()
    index: Index | None = None
    quoted: OutboxMessage | None = None
    about: str = ""
    sure: float = 1.0
    bubbles: list[Bubble] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    missed: list[ShopError] = field(default_factory=list)
    file: bytes = b""
    earlier: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)
    waiting: Waiting | None = None
    next: tuple[Handler, dict[str, Any]] | None = None
    area: str = ""
    block: str = ""

    @property
    def store(self) -> Store:
        """The store this chat is about; refused where the person has not chosen one."""
        if self.seller_store is None:
            raise NotAllowed(CUSTOMER)
        return self.seller_store

    @property
    def customer(self) -> Customer:
        """The customer who writes; refused where a seller writes as a seller."""
        if self.person is None:
            raise NotAllowed(CUSTOMER)
        return self.person

    @property
    def staff(self) -> User:
        """The person of the store who writes; refused for customers."""
        if self.user is None or not self.actor.may(Staff):
            raise NotAllowed(Staff)
        return self.user

    @property
    def message_address(self) -> Address:
        """Where the person who writes is reached."""
        return Address(self.chat.channel, self.chat.address)

    @property
    def zone(self) -> ZoneInfo:
        """The store's time zone, or UTC before there is a store."""
        return self.seller_store.timezone if self.seller_store else ZoneInfo("UTC")

    def know(self, **known: Any) -> None:
        """Know this of the chat from now on: its turn writes it, and no statement before."""
        note(self.chat, **known)

    @contextmanager
    def step(self) -> Iterator[None]:
        """Changes that are taken back alone when they are refused, with what they wanted to be known of the chat."""
        before = known(self.chat)
        try:
            with self.tx.step():
                yield
        except ShopError:
            self.tx.refresh(self.chat)
            note(self.chat, **before)
            raise

    def attempt(self, change: Callable[[], Result]) -> Result | ShopError:
        """Make one change of several: what it gives, or the refusal that took it back and left the others."""
        try:
            with self.step():
                result = change()
        except ShopError as refusal:
            return refusal
        return result

    def reply(
        self,
        block: str,
        values: Mapping[str, Any] | None = None,
        *,
        buttons: Sequence[Button] = (),
        media_url: str = "",
    ) -> None:
        """Say a block now: of the command's own template file, or `area:block` of another."""
        said = Reply(values or {}, block, buttons, media_url)
        self.bubbles.append(bubble(self.area, self.block, said))

    def then(self, command: Handler | str, **slots: Any) -> None:
        """Go on with another command when this one has spoken: its function, or its name where packages must not know
        each other."""
        self.next = (REGISTRY[command].function if isinstance(command, str) else command, slots)

    def take_next(self) -> tuple[Handler, dict[str, Any]] | None:
        """The command to go on with, once."""
        following, self.next = self.next, None
        return following

    def ask(self, function: Handler, **remembered: Any) -> None:
        """Wait for the answer that fills the first parameter of `function` not given here."""
        found = command_of(function)
        slot = next(slot for slot in found.slots if slot.name not in remembered and slot.type != "remembered")
        self.waiting = Waiting("ask", found.name, slot.name, slot.type, stored_slots(remembered), asked_by=self.about)

    def confirm(self, function: Handler, *, no: Handler | None = None, **remembered: Any) -> None:
        """Wait for an explicit yes, which runs `function`; a plain no runs `no`, or says that nothing was changed."""
        refused = command_of(no).name if no else ""
        name = command_of(function).name
        self.waiting = Waiting("confirm", name, "", "yes", stored_slots(remembered), no=refused, asked_by=self.about)

    def choose(
        self, function: Handler, choices: Sequence[tuple[str, Mapping[str, Any]]], **remembered: Any
    ) -> list[Button]:
        """Offer a numbered list; the chosen row's slots and what is remembered are given to `function`.

        The buttons to pass to the reply come back.
        """
        name = command_of(function).name
        rows = tuple((label, stored_slots(slots)) for label, slots in choices)
        kept = stored_slots(remembered)
        self.waiting = Waiting("choose", name, "", "choice", kept, rows, asked_by=self.about)
        return [Button(label, name, {**kept, **slots}, said=True) for label, slots in rows]

    def button(self, label: str, function: Handler, **slots: Any) -> Button:
        """A tap that runs `function`; its label is the block of that name in `buttons.txt`."""
        return Button(label, command_of(function).name, stored_slots(slots))

    def tell_customer(
        self,
        customer_id: int,
        block: str,
        values: Mapping[str, Any],
        buttons: Sequence[Button] = (),
        *,
        media_url: str = "",
        purpose: str = "order",
    ) -> None:
        """Tell a customer of the store something, in his own chat and language; the purpose is for the sending plan."""
        said = bubble(self.area, block, Reply(values, block, buttons, media_url))
        self.notices.append(Notice(said, customer_id=customer_id, purpose=purpose))

    def tell_staff(
        self,
        block: str,
        values: Mapping[str, Any],
        buttons: Sequence[Button] = (),
        *,
        least_role: str = Staff,
        media_url: str = "",
    ) -> None:
        """Tell the people of the store something, each in his own chat and language."""
        said = bubble(self.area, block, Reply(values, block, buttons, media_url))
        self.notices.append(Notice(said, least_role=least_role))
