"""The people of a store by chat: who works here; inviting, changing roles and letting go after the owner's PIN."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot import Context, Owner, Reply, Role, Secret, Staff, command
from bot.links import team_link
from handlers.seller.pin import ask_pin, refused
from models import User
from nlp.people import called, told
from nlp.wording import as_name
from shop import invites, people
from shop.errors import UnknownPerson
from shop.names import name_key

MOST_TITLE = 24


@command("seller.staff.list", at_least=Staff, keeps=True)
def list_staff(ctx: Context) -> Reply:
    """Who works in the store, in which role, and what each role may do."""
    return Reply({"people": people.staff_of(ctx.tx, ctx.store), "me": ctx.staff.id})


@command("seller.staff.add", at_least=Owner)
def add(ctx: Context, text: str | None = None, role: Role | None = None) -> Reply:
    """Invite somebody by name or number; the PIN first."""
    who = called(text, ctx.language) if text and not any(sign.isdigit() for sign in text) else text or ""
    return ask_pin(ctx, add_pin, who=who, role=role or Staff)


@command("seller.staff.add_pin", at_least=Owner, waits=True)
def add_pin(ctx: Context, secret: Secret, who: str, role: str) -> Reply:
    """Make the invitation after the right PIN: a code to forward, good for one person."""
    wrong = refused(ctx, secret, add_pin, who=who, role=role)
    if wrong is not None:
        return wrong
    made = invites.invite(ctx.tx, ctx.store, as_name(who, ctx.language), role, ctx.actor, ctx.now)
    link = team_link(ctx.store, made.code, ctx.language, ctx.chat.business)
    return Reply({"invite": made, "link": link}, "seller/staff:add")


@command("register.join", anyone=True)
def join(ctx: Context, text: str) -> Reply:
    """Take an invitation up; refused for a code that invites nobody."""
    profile = (ctx.chat.profile_name, ctx.language)
    store, user, role = invites.accept(ctx.tx, _code(ctx.message.text, text), ctx.message_address, profile, ctx.now)
    ctx.seller_store = store
    ctx.chat.as_customer_until = None
    if store.number is None:
        ctx.chat.store_id, ctx.chat.seller_id = store.id, store.seller_id
    ctx.tell_staff("seller/staff:joined_notice", {"user": user, "role": role}, least_role=Owner)
    return Reply({"store": store, "role": role, "user": user}, "seller/staff:welcome")


def _code(message: str, text: str) -> str:
    """The last word of a message that looks like a code, else what was understood as one: "PE6BV7TZ" may begin with
    letters that are a word."""
    words = re.findall(r"[A-Za-z0-9]+", message)
    return next((word for word in reversed(words) if len(word) == invites.LENGTH), text)


@command("seller.staff.role", at_least=Owner)
def change_role(ctx: Context, text: str, role: Role) -> Reply:
    """Give somebody another role; the PIN first, and the last owner keeps his."""
    found = _found(ctx, text)
    if len(found) > 1:
        choices = [(_title(one), {"user_id": one.id}) for one in found]
        return Reply({"people": found}, "which", ctx.choose(role_of, choices, role=role))
    return role_of(ctx, found[0].id, role)


@command("seller.staff.role_of", at_least=Owner, waits=True)
def role_of(ctx: Context, user_id: int, role: str) -> Reply:
    """Ask for the PIN before this person gets the role."""
    return ask_pin(ctx, role_pin, user_id=user_id, role=role)


@command("seller.staff.role_pin", at_least=Owner, waits=True)
def role_pin(ctx: Context, secret: Secret, user_id: int, role: str) -> Reply:
    """Change the role after the right PIN; old → new."""
    wrong = refused(ctx, secret, role_pin, user_id=user_id, role=role)
    if wrong is not None:
        return wrong
    user = ctx.tx.session.get_one(User, user_id)
    old = people.role_in(ctx.tx, ctx.store, user)
    if old is None:
        raise UnknownPerson(user.name)
    people.set_role(ctx.tx, ctx.store, user, role, ctx.actor, ctx.now)
    return Reply({"user": user, "old": old, "new": role}, "seller/staff:role")


@command("seller.staff.remove", at_least=Owner)
def remove(ctx: Context, text: str) -> Reply:
    """Let somebody go; the PIN first, and never the last owner."""
    found = _found(ctx, text)
    if len(found) > 1:
        choices = [(_title(one), {"user_id": one.id}) for one in found]
        return Reply({"people": found}, "which", ctx.choose(remove_one, choices))
    return remove_one(ctx, found[0].id)


@command("seller.staff.remove_one", at_least=Owner, waits=True)
def remove_one(ctx: Context, user_id: int) -> Reply:
    """Ask for the PIN before this person is let go."""
    return ask_pin(ctx, remove_pin, user_id=user_id)


@command("seller.staff.remove_pin", at_least=Owner, waits=True)
def remove_pin(ctx: Context, secret: Secret, user_id: int) -> Reply:
    """Take the role away after the right PIN: from then on he writes as a customer."""
    wrong = refused(ctx, secret, remove_pin, user_id=user_id)
    if wrong is not None:
        return wrong
    user = ctx.tx.session.get_one(User, user_id)
    people.remove_staff(ctx.tx, ctx.store, user, ctx.actor, ctx.now)
    return Reply({"user": user}, "seller/staff:remove")


def _found(ctx: Context, text: str) -> Sequence[User]:
    """The people of the store whom a name may mean."""
    name = called(text, ctx.language)
    said = told(name, ctx.language)
    here = [user for user, _ in people.staff_of(ctx.tx, ctx.store)]
    exact = [one for one in here if name_key(one.name) == name_key(name)]
    alike = [one for one in here if set(said.split()) & set(told(one.name, ctx.language).split())]
    if not (exact or alike):
        raise UnknownPerson(name)
    return exact or alike


def _title(user: User) -> str:
    return (user.name or f"{user.id}")[:MOST_TITLE]
