"""What a message means in its situation; the sources of meaning are asked in one fixed order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec.structs import replace

from nlp.howto import explains
from nlp.matching.answers import asks_how, global_word, read_yes
from nlp.matching.asking import DOUBTED, asks, doubtful
from nlp.matching.equation import equated
from nlp.matching.follow_up import SURE, calls, carried_slots, continued, filled_from_topic, opens
from nlp.matching.grammar import grammar
from nlp.matching.matcher import best_matches
from nlp.matching.message import Message, read_message
from nlp.matching.patterns import slot_data
from nlp.matching.pending import read_answer, text_answer
from nlp.matching.places import place_in
from nlp.matching.praise import praises
from nlp.matching.state import Match, bits
from nlp.matching.unsold import as_if_sold
from nlp.matching.values import clean, finished, in_base_units
from nlp.orders import parse_order
from nlp.orders.result import OrderParse
from nlp.situation import OrderRef, PeriodRef, Situation, Topic, Understanding
from nlp.text import MAX_CHARS

ENOUGH: Final = 0.55
CLEAR: Final = 0.72
WHOLE: Final = 0.95
ASKED: Final = 0.82
SLACK: Final = 0.02
HARDLY: Final = 0.4  # so unsure a reading as an order counts less than a sentence
SURER: Final = 0.85
NEVER_GUESSED: Final = frozenset({"chat.stop", "chat.start", "chat.language"})
NAMED: Final = ("product", "option")  # a bare number may be that of a house
CHANGE: Final = "customer.cart.change"
EMPTY: Final = "customer.cart.clear"
CUSTOMER: Final = "customer"
ADDRESS: Final = "customer.address.change"
FIRST_ORDER: Final = 1000  # shorter numbers may count something
FEWEST_REASONS: Final = 2  # the product itself and a word that asks about it
HAVE: Final = "customer.product.stock"
PRICE: Final = "customer.product.price"
ABOUT_PRODUCTS: Final = (PRICE, HAVE)
HOW: Final = "seller.help.about"
HELP: Final = "chat.help"
NOTHING: Final = "chat.nothing"
GREETING: Final = "chat.greeting"
CHECKOUT: Final = "customer.cart.checkout"
COMPLAINT: Final = "customer.complaint.tell"
REVIEW: Final = "customer.review.give"
NOT: Final = "not"
NOTE: Final = "customer.checkout.note"
MENU: Final = "customer.menu.show"
LONGEST: Final = 600  # characters of an address or a question


def understand(text: str, situation: Situation) -> Understanding:
    """What one message means: a word that works everywhere, an answer, a sentence or an order, or else unknown."""
    return meaning_of(prepared(text, situation), situation)


def prepared(text: str, situation: Situation) -> Message:
    """A message made ready to be understood in its situation."""
    carried = frozenset(carried_slots(situation.topic))
    return read_message(text[:MAX_CHARS], situation.language, situation.index, situation.now, carried)


def meaning_of(message: Message, situation: Situation) -> Understanding:
    """What a message means that was made ready in the same situation."""
    text = message.text
    if not message.tokens:
        return Understanding(None, {})
    answer = read_answer(message, situation)
    word = global_word(message.tokens, situation.language)
    if word and word in situation.commands and answer is None:
        return Understanding(word, {}, source="word", sure=1.0, why=(f"{text.strip()} → {word}",))
    if answer:
        return answer
    spoken = _spoken(message, situation)
    if situation.pending and situation.pending.type == "text" and not _clearly_else(spoken, message):
        return text_answer(text, situation.pending, situation.language)
    return spoken if spoken.sure >= CLEAR else _plain_answer(message, situation) or spoken


def _plain_answer(message: Message, situation: Situation) -> Understanding | None:
    """A yes or no to nothing that was asked: no, nothing; yes, go on with the cart, where another number was asked; and
    a customer who only calls somebody ("uncle?")."""
    if situation.role == CUSTOMER and situation.pending is None and calls(message):
        return Understanding(GREETING, {}, source="word", sure=CLEAR, why=(message.text.strip(),))
    counted = situation.pending is not None and situation.pending.type == "quantity"
    said = read_yes(message.tokens, situation.language) if counted or situation.pending is None else None
    command = NOTHING if said is False else CHECKOUT if said and counted and situation.cart else None
    why = (f"{message.text.strip()} → {'yes' if said else 'no'}",)
    return Understanding(command, {}, source="word", sure=CLEAR, why=why) if command else None


def _clearly_else(spoken: Understanding, message: Message) -> bool:
    """Whether a text is no answer: a sentence or word of its own, or an order of goods without a word to spare."""
    if not any(hit.quality == 1 and not hit.idle for hit in message.hits) and spoken.source != "order":
        return False  # a bare name may be the very name that was asked for
    if spoken.source == "order":
        named = spoken.order is not None and any(span.role in NAMED for span in spoken.order.spans)
        return named and spoken.sure >= WHOLE and spoken.order is not None and not spoken.order.unknown
    told = any(isinstance(value, str) for value in spoken.slots.values())
    enough = SURER if told else CLEAR  # words that fill a text may as well be the answer
    return spoken.command is not None and spoken.sure >= enough and spoken.source in ("sentence", "word")


def _asks_how(message: Message, sentence: Understanding, language: str) -> bool:
    """Whether a message asks how something is done, and not for help with nothing in particular."""
    helps = sentence.command == HELP and sentence.sure >= SURER
    return explains(message, language) or not helps and asks_how(message.tokens, language)


def _spoken(message: Message, situation: Situation) -> Understanding:
    """The best of sentences, follow-ups and orders."""
    sentence = _sentence(message, situation)
    if HOW in situation.commands and _asks_how(message, sentence, situation.language):
        text = message.text.strip()
        return Understanding(HOW, {"text": text}, source="sentence", sure=WHOLE, why=(f"{text} → text",))
    if situation.role != CUSTOMER:
        return equated(message.text, situation) or sentence
    order = parse_order(message.text, situation.cart, situation.index, situation.language, situation.memory)
    if _numbers_an_order(sentence, order):
        return sentence
    # "take out the pizza", where nothing is called so, is about one thing and empties no cart.
    one_thing = sentence.command == EMPTY and sentence.sure < SURER and order.unknown
    if one_thing or _guessed(sentence, order) or (_clean_edit(order, situation) and sentence.sure < order.sure):
        sentence = replace(sentence, command=None)
    return _placed(message, situation, _stronger(sentence, order))


def _placed(message: Message, situation: Situation, spoken: Understanding) -> Understanding:
    """An address where nothing clearer was understood: however many words it has, it is one thing."""
    if len(message.text) > LONGEST:
        return spoken
    if spoken.sure >= CLEAR or spoken.command not in (None, ADDRESS) or ADDRESS not in situation.commands:
        return spoken
    place = place_in(message.text, situation.index, situation.language)
    if not place:
        return _of_unsold(message, situation, spoken)
    return Understanding(ADDRESS, {"text": place}, source="sentence", sure=CLEAR, why=(f"{place} → text",))


def _of_unsold(message: Message, situation: Situation, spoken: Understanding) -> Understanding:
    """A question about a product that the shop does not have, where nothing else was understood."""
    tried = as_if_sold(message.text, situation.index, situation.language) if spoken.command is None else None
    if tried is None:
        return spoken
    fresh = replace(situation, topic=None)
    meant = _sentence(read_message(tried.text, situation.language, situation.index, situation.now), fresh)
    known = meant.command in ABOUT_PRODUCTS and meant.sure >= WHOLE and len(meant.why) >= FEWEST_REASONS
    if not known or (meant.command == HAVE and not tried.asks):
        return spoken
    slots = {**meant.slots, "product": tried.asked}
    return replace(meant, slots=slots, why=(f"{tried.asked.text} → product", *meant.why))


def _sentence(message: Message, situation: Situation) -> Understanding:
    rules = grammar(situation.language, frozenset(situation.commands))
    matches = best_matches(message, rules, situation.commands)
    best = matches[0] if matches else None
    topic = situation.topic
    if topic and topic.command in situation.commands and not (best and _says_another(best, topic)):
        slots = continued(message, topic, situation.commands[topic.command].slots)
        if slots is not None:
            slots = in_base_units(slots, situation.index)
            # Behind a price "and the brownie" asks for another one, and orders nothing yet.
            sure = ASKED if topic.command == PRICE and opens(message) else SURE
            return Understanding(topic.command, clean(slots), source="sentence", sure=sure, why=("follow-up",))
    if best is None or best.score < _least(message, best):
        return Understanding(None, {}, sure=best.score if best else 0.0, why=best.told(message) if best else ())
    return _understood(message, best, matches, situation)


def _says_another(best: Match, topic: Topic) -> bool:
    """Whether a message has words of its own for another command: "1002 listo" is no more of what was said before."""
    worded = any(not best.pattern.elements[i].slot for i in best.places)
    return worded and best.score >= WHOLE and best.pattern.command != topic.command


def _least(message: Message, best: Match) -> float:
    """How well a message has to be explained; an opt-out that is a question very well."""
    if best.pattern.command in NEVER_GUESSED and asks(message):
        return WHOLE
    if best.pattern.command in (NOTE, COMPLAINT) and not _spelt(message, best):
        return CLEAR
    if best.pattern.command == NOTE and _loses_a_no(message, best):
        return CLEAR
    if best.pattern.command == MENU and praises(message, best):
        return WHOLE
    return CLEAR if _is_one_word(message, best) else ENOUGH


def _spelt(message: Message, best: Match) -> bool:
    """Whether a word of those that stand for a command is spelt as it is known."""
    return any(hit.quality == 1 and hit.mask & best.used for hit in message.hits)


def _loses_a_no(message: Message, best: Match) -> bool:
    """Whether a "no" is taken for a word that asks for a note, and not for one of the note itself."""
    noted = sum(bits(*place) for i, place in best.places.items() if best.pattern.elements[i].slot)
    return any(hit.mask & best.used & ~noted for hit in message.by_concept.get(NOT, ()))


def _is_one_word(message: Message, best: Match) -> bool:
    """Whether a single word, which may end an order or mean "wait", is all that stands for an opt-out or a language."""
    return best.pattern.command in NEVER_GUESSED and sum(token.kind == "word" for token in message.tokens) < 2


def _understood(message: Message, best: Match, matches: list[Match], situation: Situation) -> Understanding:
    required = situation.commands[best.pattern.command].required
    slots = finished(message, best, situation.now.date()) | filled_from_topic(best, situation.topic, required)
    second = _second_period(message, best, situation)
    if second is not None:
        return _compared(message, best, slots, second)
    rival = matches[1].score if len(matches) > 1 else 0.0
    sure = min(1.0, best.score if best.score - rival > 0.03 else best.score * 0.8)
    sure = min(sure, DOUBTED) if doubtful(message, best) else sure
    return Understanding(
        best.pattern.command, clean(slots), source="sentence", sure=round(sure, 3), why=best.told(message)
    )


def _second_period(message: Message, best: Match, situation: Situation) -> object:
    """Another period than the one a command is about, where both are to be set side by side; None where none is."""
    if slot_data()["twice"].get(best.pattern.command) not in situation.commands:
        return None
    first = best.slots.get("period")
    if not isinstance(first, PeriodRef):
        return None
    spare = [span.value for span in message.spans.get("period", ()) if not span.mask & best.used]
    return next((one for one in spare if isinstance(one, PeriodRef) and one.first != first.first), None)


def _compared(message: Message, best: Match, slots: Mapping[str, object], second: object) -> Understanding:
    """The command that sets two periods side by side."""
    command = slot_data()["twice"][best.pattern.command]
    both = {"period": slots.get("period"), "other": second}
    return Understanding(command, clean(both), source="sentence", sure=CLEAR, why=best.told(message))


def _restates(order: OrderParse) -> bool:
    """Whether a message that changes nothing says what the cart holds already: so much of a product."""
    roles = {span.role for span in order.spans}
    return {"product", "amount"} <= roles <= {"product", "amount", "option", "ignored"}


def _numbers_an_order(sentence: Understanding, order: OrderParse) -> bool:
    """Whether a sentence is about an order by its number and no product is named, so that the number counts nothing."""
    told = sentence.slots.get("order")
    numbered = isinstance(told, OrderRef) and (told.number or 0) >= FIRST_ORDER and sentence.sure >= CLEAR
    return numbered and not any(span.role == "product" for span in order.spans)


def _guessed(sentence: Understanding, order: OrderParse) -> bool:
    """Whether a number beside a product was taken for how many stars somebody gives."""
    named = any(span.role == "product" for span in order.spans)
    return sentence.command == REVIEW and sentence.sure < ASKED and named


def _clean_edit(order: OrderParse, situation: Situation) -> bool:
    """Whether a message changes what the cart holds already, with hardly a word left over."""
    changed = order.kind == "edit" and order.lines != situation.cart and not (order.unknown or order.questions)
    return changed and order.sure >= WHOLE and not any(span.role == "unknown" for span in order.spans)


def _wishes(order: OrderParse) -> bool:
    """Whether a message that changes nothing wishes for options all the same ("no pepper" where there is none)."""
    return order.kind == "edit" and any(span.role == "option" for span in order.spans)


def _stronger(sentence: Understanding, order: OrderParse) -> Understanding:
    """Sentence or order, whichever explains the message better; a question that counts nothing keeps the cart."""
    if order.kind == "none" and not (_restates(order) and sentence.sure < ASKED):
        return sentence
    named = sentence.sure < ASKED and any(word.quantity is None for word in order.unknown)  # asked for, but not sold
    if sentence.command and not (order.changes or order.questions or named or _restates(order) or _wishes(order)):
        return sentence
    more = any(done.kind != "add" or done.before for done in order.changes)
    counted = more or any(span.role == "amount" for span in order.spans)
    told = bool(order.changes) and any(isinstance(value, str) for value in sentence.slots.values())
    # A text may well be an order that nobody listened to, but for an address, whose numbers count nothing.
    enough = WHOLE if told and sentence.command != ADDRESS and order.sure > HARDLY else ASKED
    likely = sentence.sure >= (enough if counted else min(ASKED, order.sure - SLACK))
    if sentence.command and likely and (not counted or sentence.sure > order.sure):
        return sentence
    return replace(
        sentence, command=CHANGE, slots={"changes": order}, order=order, source="order", sure=order.sure, why=()
    )
