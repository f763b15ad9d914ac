"""What each part of a message means: several commands at once, or an order with what answers the checkout."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from msgspec.structs import replace

from nlp.checkout_words import ADDRESS, BESIDES, beside, delivered_to, is_fetched, sent_beside_goods
from nlp.fee_words import fees_told
from nlp.listed import each_told
from nlp.matching.answers import global_word
from nlp.matching.message import Message
from nlp.matching.patterns import changes, slot_data
from nlp.matching.pending import typed
from nlp.matching.several import parts_of, runs_of
from nlp.matching.words import vocabulary
from nlp.situation import Situation, Topic, Understanding
from nlp.text import normalise
from nlp.understanding import CHANGE, CLEAR, CUSTOMER, SURER, WHOLE, meaning_of, prepared, understand

JOINED: Final = 0.74  # how sure each part must be that is no line of its own
CANCEL: Final = "chat.cancel"
TALK: Final = (CANCEL, "chat.greeting", "chat.thanks")
ORDER: Final = "customer.cart.checkout"
NUMBERED: Final = ("customer.order.cancel", "customer.order.paid", "customer.order.status")
COUNTING: Final = frozenset({"order", "amount"})
ASKED_ABOUT: Final = {"customer.store.delivery": 0.65, "customer.store.payment": CLEAR}
HAD: Final = ("customer.checkout.pickup", "customer.checkout.delivery")
CHECKOUT: Final = ("customer.checkout.", "customer.address.")
NAMING: Final = ("product", "order", "orders")
GOODS: Final = frozenset({"product", "option", "amount"})
COUNTED: Final = frozenset({"product", "amount"})
NOT: Final = "not"
NOT_YET: Final = frozenset({NOT, "still", "status"})
MOST_PARTS: Final = 8  # a longer list is an order
PARTS: Final = re.compile(r"[,;\n]+|\.\s")


def understand_all(text: str, situation: Situation) -> tuple[Understanding, ...]:
    """What each of several commands in one message means: one per line, or joined by "and"."""
    message = prepared(text, situation)
    whole = meaning_of(message, situation)
    if situation.role == CUSTOMER:
        return _with_checkout(message, whole, situation)
    if fees := fees_told(message, whole):
        return fees
    parts = _with_days(parts_of(text, situation.language), message)
    if len(parts) < 2 and 0 < whole.sure < CLEAR:
        parts = runs_of(message)
    if situation.pending:
        if whole.source in ("answer", "choice"):
            return (whole,)
        situation = replace(situation, pending=None)  # no part of what is no answer is one
    if len(parts) < 2 or not all(_says_something(part, situation) for part in parts):
        return (whole,)
    parts = tuple(part for part in parts if not _still_open(part, situation)) or parts
    each = _once(_in_turn(each_told(parts, situation), situation))
    if _one_text(whole, text, parts, situation):
        return (whole,)
    enough = CLEAR if "\n" in text.strip() else JOINED
    complete = each and all(one.command and one.sure >= enough and _complete(one, situation) for one in each)
    return each if complete else (whole,)


def _with_days(parts: tuple[str, ...], message: Message) -> tuple[str, ...]:
    """The parts, of which one that is nothing but days goes with the next where that begins with more of them:
    "friday and saturday 9 to 5" is one."""
    days = [message.raw(span.start, span.end) for span in message.spans.get("days", ())]
    found: list[str] = []
    for part in parts:
        joined = message.text[message.text.find(found[-1]) : message.text.find(part) + len(part)] if found else part
        within = found and any(joined.startswith(one) and len(found[-1]) < len(one) < len(joined) for one in days)
        found = [*found[:-1], joined] if within else [*found, part]
    return tuple(found)


def _still_open(part: str, situation: Situation) -> bool:
    """Whether a part only says of an order that it is not so yet: "1002 not yet" asks for nothing."""
    message = prepared(part, situation)
    numbered = [span for span in message.spans.get("order", ()) if span.quality > 1]
    said = [hit for hit in message.hits if hit.quality == 1]
    free = message.spare & ~sum(span.mask for span in numbered)
    denied = any(NOT in hit.concepts for hit in said)
    return bool(numbered and denied) and not free and all(hit.idle or hit.concepts <= NOT_YET for hit in said)


def _says_something(part: str, situation: Situation) -> bool:
    """Whether a part has a word of its own, or small ones that mean something together ("le lo"): a number alone goes
    with what stands before it."""
    words = vocabulary(situation.language)
    tokens = normalise(part)
    own = any(token.kind == "word" and token.text not in words.idle for token in tokens)
    return own or any(hit.quality == 1 for hit in words.hits(tokens))


def _in_turn(parts: Iterable[str], situation: Situation) -> Iterable[Understanding]:
    """What each part means; one that is not complete by itself may speak of what the one before it named."""
    before: Understanding | None = None
    for part in parts:
        found = understand(part, situation)
        if before is not None and not (found.sure >= CLEAR and _complete(found, situation)):
            topic = Topic(before.command or "", before.slots)
            after = understand(part, replace(situation, topic=topic))
            if after.command in slot_data()["said_again"].get(before.command, ()):
                continue
            found = after if changes(after.command or "") and _aim(after) != _aim(before) else found
        yield found
        before = found


def _once(each: Iterable[Understanding]) -> tuple[Understanding, ...]:
    """The commands without small talk, and without what only says once more what the one before says.

    "We're back, open the shop" is one command, and so is "no, that's not what I meant, undo".
    """
    said: list[Understanding] = []
    for one in each:
        if (one.command or "").startswith(TALK):
            continue
        if not said or one.command is None or (one.command, one.slots) != (said[-1].command, said[-1].slots):
            said.append(one)
    return tuple(said)


def _aim(one: Understanding) -> tuple[object, ...]:
    """What a command does to what."""
    return one.command, *(one.slots.get(slot) for slot in ("orders", "order", "product", "customer", "name"))


def _with_checkout(message: Message, whole: Understanding, situation: Situation) -> tuple[Understanding, ...]:
    """A customer's message: one meaning, or an order with what its other parts answer of the checkout."""
    parts = [part for part in PARTS.split(message.text) if part.strip()]
    asked = situation.pending.type if situation.pending else "yes"
    answered = asked == "text" or (asked != "yes" and whole.source in ("answer", "choice"))
    told = delivered_to(message, situation) if situation.cart and not answered else ()
    if told and _yields(whole, len(told)):
        return told
    if asked != "yes":
        return _with_answer(message, whole, situation)
    if not 1 < len(parts) <= MOST_PARTS:
        return _with_more(message, situation, (whole,))
    if _only_goods(whole):
        return (whole,)
    each = [_part(part, situation) for part in parts]
    answers = [one for one in each if _is_checkout(one, situation)]
    if not answers:
        return _with_more(message, situation, (whole,))
    said = [*answers, *(one for one in each if one.command == ORDER)]  # the checkout goes on by itself
    rest = ", ".join(part for part, one in zip(parts, each, strict=True) if one not in said)
    first = (understand(rest, situation),) if rest else ()
    if any(one.command != CHANGE for one in first):
        return _with_more(message, situation, (whole,))
    return _with_more(message, situation, (*first, *answers))


def _with_answer(message: Message, found: Understanding, situation: Situation) -> tuple[Understanding, ...]:
    """The answer to a question of the checkout, with what is told beside it: "at 5, by transfer" is asked when."""
    open_text = situation.pending is not None and situation.pending.type == "text"
    if open_text or found.source != "answer" or not (found.command or "").startswith(CHECKOUT):
        return (found,)  # an address may hold anything
    more = beside(message, situation)
    return (found, *(one for one in more if one.slots.keys().isdisjoint(found.slots)))


def _yields(whole: Understanding, told: int) -> bool:
    """Whether an address may stand in a message that was understood so: as nothing, as a part of the checkout, or as
    being about an order or a sum by a number that may be a house's. Who tells when or how he pays too does not ask."""
    if whole.command is None or whole.command == ORDER or whole.command in BESIDES.values():
        return True
    if whole.command in (*HAD, ADDRESS):
        return whole.sure < SURER
    if whole.command in ASKED_ABOUT:
        return told > 1 or whole.sure < ASKED_ABOUT[whole.command]
    return whole.command in NUMBERED and not COUNTING.isdisjoint(whole.slots)


def _only_goods(whole: Understanding) -> bool:
    """Whether a message is an order of which every part names goods, so that none can answer anything else: the parts
    need not be read one by one then."""
    order = whole.order
    if order is None or order.kind != "order" or order.unknown or order.questions:
        return False
    parts: list[set[str]] = []
    end = -1
    for span in order.spans:  # a comma or the end of a line is in none of them
        parts += [] if span.start == end else [set()]
        parts[-1].add(span.role)
        end = span.end
    return all(roles <= GOODS or (roles <= GOODS | {"word"} and roles >= COUNTED) for roles in parts)


def _part(text: str, situation: Situation) -> Understanding:
    """What one part of a message means; "asap" and "cash" between commas answer the checkout."""
    message = prepared(text, situation)
    found = meaning_of(message, situation)
    if found.command == CHANGE or _is_checkout(found, situation):
        return found
    for slot, command in BESIDES.items():
        value = typed(message, slot) if command in situation.commands else None
        if value is not None and (slot != "time" or getattr(value, "asap", False)):
            return Understanding(command, {slot: value}, source="sentence", sure=WHOLE, why=(f"{text} → {slot}",))
    return found


def _with_more(message: Message, situation: Situation, found: tuple[Understanding, ...]) -> tuple[Understanding, ...]:
    """The time and the way to pay that are told beside how the goods are had ("pickup at 5, cash"), or each other."""
    known = {one.command for one in found}
    begun = situation.cart and not known.isdisjoint(BESIDES.values())
    if not begun and not any(one.command in HAD and one.sure >= CLEAR for one in found):
        return _with_fetching(message, situation, found)
    more = [one for one in beside(message, situation) if one.command not in known]
    return _with_fetching(message, situation, (*found, *more))


def _with_fetching(
    message: Message, situation: Situation, found: tuple[Understanding, ...]
) -> tuple[Understanding, ...]:
    """That goods are fetched, told beside an order or when: "4 geprek ambil sendiri", "paso a las 5"."""
    ordered = any(one.command == CHANGE for one in found)
    begun = situation.cart and any(one.command in BESIDES.values() for one in found)
    if not (ordered or begun) or any(one.command in HAD or one.command == ADDRESS for one in found):
        return found
    if ordered and (sent := sent_beside_goods(message, situation)):
        return (*found, sent)
    if not is_fetched(message, situation, least=2 if ordered else 1):
        return found
    why = (f"{message.text.strip()} → {HAD[0]}",)
    return (*found, Understanding(HAD[0], {}, source="sentence", sure=WHOLE, why=why))


def _is_checkout(one: Understanding, situation: Situation) -> bool:
    clear = one.source == "sentence" and one.sure >= CLEAR and _complete(one, situation)
    return clear and (one.command or "").startswith(CHECKOUT)


def _one_text(whole: Understanding, text: str, parts: tuple[str, ...], situation: Situation) -> bool:
    """Whether the parts stand together: behind a colon ("sizes of tea: small 5, large 8"), as days, or as a reason."""
    if whole.sure >= WHOLE and any(global_word(normalise(part), situation.language) == CANCEL for part in parts[1:]):
        return True  # "1002 no show, cancel" leaves nothing, it calls an order off
    if any(isinstance(value, tuple) and _is_days(value) for value in whole.slots.values()):
        return not any(_stands_alone(part, situation) for part in parts[1:])
    told = any(isinstance(value, str) and value.endswith(parts[-1].strip(" .,;")) for value in whole.slots.values())
    if not told or "\n" in text.strip():
        return False
    if whole.command in slot_data()["rest"]:
        return not any(_stands_alone(part, situation) for part in parts[1:])
    return whole.sure >= CLEAR and ":" in parts[0]


def _is_days(value: tuple[object, ...]) -> bool:
    return len(value) > 1 and all(isinstance(one, date | int) for one in value)


def _stands_alone(part: str, situation: Situation) -> bool:
    """Whether a part names what it is about, or is a command without what was said before it."""
    found = understand(part, replace(situation, topic=None))
    return bool(set(NAMING) & found.slots.keys()) or (found.sure >= WHOLE and _complete(found, situation))


def _complete(one: Understanding, situation: Situation) -> bool:
    spec = situation.commands.get(one.command or "")
    return spec is not None and spec.required <= one.slots.keys()
