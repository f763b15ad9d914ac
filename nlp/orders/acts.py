"""What a clause does to the cart."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from nlp.catalogue import ProductSpec
from nlp.index import Index, find_product
from nlp.orders.cart import ONE, Cart, Line
from nlp.orders.clauses import Clause
from nlp.orders.counting import in_unit_of
from nlp.orders.drafts import Draft, Wish, as_wish
from nlp.orders.elements import Element
from nlp.orders.gathering import Gatherer
from nlp.orders.grouping import Grouping
from nlp.orders.items import nearest
from nlp.orders.neighbours import headed, share, with_heads
from nlp.orders.result import Question, Unknown
from nlp.orders.settling import pointed_at
from nlp.packs import Pack, unit_sizes
from nlp.quantities import SMALL, WORTH, Amount, unit_id
from values import Quantity

TIE = 0.06
MOST_LIKELY = 30  # that are looked at for one name
MANY = 100  # from which on a bare number may be of a smaller unit
MOST_UNKNOWN = 8  # that are looked for in one message


class Actor:
    """Applies clauses to a cart, one after another."""

    def __init__(self, cart: Cart, index: Index, pack: Pack) -> None:
        self.cart, self.index, self.pack = cart, index, pack
        self.questions: list[Question] = []
        self.unknown: list[Unknown] = []
        self.scores: list[float] = []
        self.known_before = self.missing = False
        self.measure = ""
        self.heading: frozenset[int] = frozenset()
        self.people: Decimal | None = None

    def drafts(self, clause: Clause) -> list[Draft]:
        """The drafts of a clause."""
        elements = Gatherer(clause.items, self.index, self.pack).gather()
        return self._group(elements)

    def _group(self, elements: Sequence[Element]) -> list[Draft]:
        focus = frozenset(g for line in self.cart.focus for g in self.cart.product(line).groups)
        if not focus:
            focus = frozenset(g for m in self.cart.mentioned for g in self.index.products[m.product_id].groups)
        pointed = pointed_at(elements, self.index, focus, [line.product for line in self.cart.lines])
        drafts, score = Grouping(elements, self.index, self.pack, focus, pointed).best()
        self.scores.append(score)
        share(drafts, elements)
        return with_heads(drafts, self.index, self.pack)

    def resolve(self, draft: Draft) -> tuple[int, ...]:
        """The products a draft may mean, one when it is clear."""
        element = draft.product
        if element is None:
            return ()
        item = element.item
        if not item.products:
            return ()
        cheapest = item.products[0][1]
        ids = [p for p, cost in item.products if cost <= cheapest + TIE]
        if item.partial and not item.options:
            kin = headed([p for p, _ in item.products], item.text, self.index, self.pack)
            ids = list(kin) if kin.issuperset(ids) else ids  # "rice" is any of those that are rice
        ids = [p for p in ids if p in self.heading] or ids
        if len(ids) == 1:
            return tuple(ids)
        if len(ids) > MOST_LIKELY:
            spoken = {line.product for line in self.cart.lines} | {m.product_id for m in self.cart.mentioned}
            ids = [p for p in ids if p in spoken] or ids[:MOST_LIKELY]
        near = {w for line in [*self.cart.focus, *self.cart.removed] for w in self.words(line.product)}
        scored = [(self._suits(draft, p, near), p) for p in ids]
        best = max(score for score, _ in scored)
        return tuple(p for score, p in scored if score == best)

    def _suits(self, draft: Draft, product: int, near: set[str]) -> tuple[int, int, int]:
        """How well a product fits what was said besides its name; `near` are the words of what was spoken of last."""
        spec = self.index.products[product]
        wishes = [*draft.wishes, *(w for part in draft.parts for w in part.wishes)]
        taken = sum(any(self.index.group_of[o] in spec.groups for o, _ in w.candidates) for w in wishes)
        in_cart = any(line.product == product for line in self.cart.lines)
        alike = len(near & self.words(product)) if near and not draft.negated else 0
        if (in_cart or alike) and self._of_another_kind(draft, product):
            in_cart, alike = False, 0
        asked = any(m.product_id == product for m in self.cart.mentioned)
        return (int(in_cart), taken, int(asked) + alike)

    def _of_another_kind(self, draft: Draft, product: int) -> bool:
        """Whether the words said are what other products are, while they only tell what this one is like: "chicken" of
        a chicken burger where there is fried chicken."""
        item = draft.product.item if draft.product is not None else None
        if item is None or not item.partial or draft.definite or not self.cart.lines:
            return False
        if draft.kinds is None:
            draft.kinds = headed([other for other, _ in item.products], item.text, self.index, self.pack)
        return bool(draft.kinds) and product not in draft.kinds

    def alike(self, draft: Draft, line: Line) -> bool:
        """Whether a product said in part is of the kind of a line's ("veg" after an egg roll)."""
        ids = self.resolve(draft)
        if draft.product is None or draft.product.item.products[0][1] < TIE or not ids:
            return False
        return bool(self.words(ids[0]) & self.words(line.product))

    def words(self, product: int) -> frozenset[str]:
        """All words a product is called by."""
        return frozenset(word for name in self.index.names(("product", product)) for word in name.words)

    def quantity(self, product: ProductSpec, amount: Amount | None) -> Decimal | None:
        """The amount in the product's base unit; None without an amount."""
        if amount is None:
            return None
        if amount.unit == WORTH:
            weighed = unit_sizes().get(unit_id(product.unit, self.pack), ("count",))[0] != "count"
            bought = self.money(product, amount.value)
            return bought if weighed or bought is None else max(bought // 1, ONE)
        if amount.value != int(amount.value) and not amount.unit and self.measure:
            amount = Amount(amount.value, self.measure)  # "a pound of rice and half of beans"
        if amount.unit in unit_sizes():
            self.measure = amount.unit
        value = in_unit_of(product, amount, self.pack)
        if value is None:
            return ONE if amount.unit in SMALL.values() else amount.value  # "250 gm" of what comes in boxes is one
        return value

    def measure_parts(self, draft: Draft, product: ProductSpec) -> None:
        """Bring the sizes of a draft's parts to the product's unit."""
        for part in draft.parts:
            if part.size is not None and (part.unit or part.size >= MANY):
                part.size, part.unit = self.quantity(product, Amount(part.size, part.unit)), ""

    def money(self, product: ProductSpec, money: Decimal) -> Decimal | None:
        """How much of a product an amount of money buys at its price."""
        price = product.price.main_units
        return money / price if price else None

    def wanted(self, draft: Draft, product: ProductSpec) -> Decimal | None:
        """The quantity a draft asks of a product."""
        found = self.quantity(product, draft.amount)
        if found is None and draft.money is not None:
            found = self.money(product, draft.money)
        if found is None and draft.parts:
            sizes = [p.size for p in draft.parts if not p.half]
            found = sum((s for s in sizes if s is not None), Decimal(0)) or None
        if found is None and draft.all and self.people is not None:
            found = self.people  # "cokes all around, there are 7 of us"
        if found is None and draft.all and not draft.shared:  # "both with rice"
            found = sum((line.quantity for line in self.cart.lines if line.fresh), Decimal(0)) or None
        return found

    def order(self, draft: Draft) -> Line | None:
        """A new line of a draft's product, with its parts."""
        ids = self.resolve(draft)
        if not ids:
            self._unknown(draft)
            return None
        if len(ids) > 1:
            self._ask(draft, ids)
            return None
        product = self.index.products[ids[0]]
        self.measure_parts(draft, product)
        quantity = self.wanted(draft, product)
        if quantity is not None and not Quantity.of(quantity).thousandths:
            return None
        wishes = draft.wishes or self._asked_for(product, draft)
        line = self.cart.add(product.id, ONE if quantity is None else quantity, wishes, ", ".join(draft.notes))
        more = [part for part in draft.parts if part.sibling or (part.other and line.quantity <= 1)]
        for part in more:  # "one with chicken and another with beef"
            self.cart.add(product.id, part.size or ONE, [*draft.shared, *part.wishes])
        parts = [part for part in draft.parts if part not in more]
        if parts:
            self.cart.split(line, parts)
        return line

    def _asked_for(self, product: ProductSpec, draft: Draft) -> list[Wish]:
        """The options with which a product was asked about before it is ordered without saying any."""
        asked = next((m for m in self.cart.mentioned if m.product_id == product.id), None)
        return [] if asked is None or draft.parts else [as_wish(o) for o in asked.options]

    def _unknown(self, draft: Draft) -> None:
        element = draft.unknown
        if element is None or len(self.unknown) == MOST_UNKNOWN:
            return
        nearest = tuple(p for p, score in find_product(self.index, element.item.text) if score >= 0.4)
        quantity = None if draft.amount is None else Quantity.of(draft.amount.value)
        self.unknown.append(Unknown(element.item.typed, nearest, quantity))

    def _ask(self, draft: Draft, ids: Sequence[int]) -> None:
        if draft.product is None:
            return
        quantity = None if draft.amount is None else Quantity.of(draft.amount.value)
        self.questions.append(Question("product", draft.product.item.text, tuple(ids[:3]), quantity))

    def spoken_of(self, draft: Draft) -> list[Line]:
        """Cart lines a draft refers to; options that some of them have choose among them."""
        if draft.product is None:
            lines = list(self.cart.focus)
        else:
            element = draft.product.item
            lines = self.cart.of(p for p, _ in element.products if not self._of_another_kind(draft, p))
            exact = self.cart.of(self.resolve(draft))
            orders = draft.amount is not None and element.products[0][1] < TIE
            lines = exact or ([] if orders and draft.part_of is None else lines)
        return lines

    def selected(self, lines: Sequence[Line], wishes: Sequence[Wish]) -> list[Line]:
        """The lines that have all the options named; all of them when none was."""
        if not wishes:
            return list(lines)
        exact = self.exactly(lines, wishes)
        return exact or [line for line in lines if all(self.has(line, wish) for wish in wishes)]

    def exactly(self, lines: Sequence[Line], wishes: Sequence[Wish]) -> list[Line]:
        """The lines that have all the options by what they are best called: "the hot ones" are not those not hot."""
        meant = [replace(wish, candidates=nearest(wish.candidates, TIE)) for wish in wishes]
        return [line for line in lines if all(self.has(line, wish) for wish in meant)]

    def has(self, line: Line, wish: Wish) -> bool:
        """Whether a line already has this option as said."""
        return any(
            option in line.options and line.options[option].negated == wish.refused for option, _ in wish.candidates
        )

    def excludes(self, line: Line, wishes: Sequence[Wish]) -> bool:
        """Whether any of the wishes rules out an option the line has: another of a group of which one is had."""
        groups = {c.group_id for c in line.options.values() if not self.index.groups[c.group_id].multi}
        own = self.cart.product(line).groups
        wanted = {self.index.group_of[o] for w in wishes if not w.refused for o, _ in w.candidates} & set(own)
        return bool(groups & wanted) and not any(self.has(line, w) for w in wishes)

    def differs(self, line: Line, wishes: Sequence[Wish]) -> bool:
        """Whether any of the wishes rules out an option the line has, by another of its group or by refusing it."""
        chosen = {option for option, how in line.options.items() if not how.negated}
        refused = any(w.refused and any(o in chosen for o, _ in w.candidates) for w in wishes)
        return refused or self.excludes(line, wishes)

    def count_of(self, line: Line, wish: Wish) -> int:
        """How many of an option a line has already."""
        return max((line.options[o].count for o, _ in wish.candidates if o in line.options), default=0)

    def counts(self, line: Line, wish: Wish, value: Decimal) -> bool:
        """Whether an amount said with an option of a line counts the option rather than a part of the line."""
        groups = self.cart.product(line).groups
        fits = [o for o, _ in wish.candidates if self.index.group_of[o] in groups]
        countable = any(self.index.groups[self.index.group_of[o]].countable for o in fits)
        chosen = any(o in line.options for o in fits)
        return countable and value == int(value) and (chosen or value > line.quantity)

    def change_options(self, lines: Sequence[Line], wishes: Sequence[Wish], instead: bool = False) -> bool:
        """Apply option wishes to every line that can take them; with `instead`, in place of others of their group."""
        done = False
        for line in lines:
            if instead:
                self._make_room(line, wishes)
            done = self.cart.wish_all(line, [w for w in wishes if self.cart.accepts(line, w) is not None]) or done
        if done:
            self.cart.focus = [line for line in lines if line in self.cart.lines]
        return done

    def make_plain(self, lines: Sequence[Line]) -> None:
        """Lines without any options: "the hot dogs with nothing on them"."""
        for line in lines:
            line.options.clear()
        self.cart.focus, self.cart.touched = list(lines), True

    def _make_room(self, line: Line, wishes: Sequence[Wish]) -> None:
        groups = {
            self.index.group_of[o] for w in wishes if not w.refused and not w.qualifier for o, cost in w.candidates[:1]
        }
        for option, chosen in list(line.options.items()):
            if chosen.group_id in groups and not chosen.negated and not chosen.qualifier:
                del line.options[option]

    def order_mentioned(self, draft: Draft, wanted: bool = True) -> bool:
        """Order what the last question was about, in the amount and with the options said now."""
        if not self.cart.mentioned or (draft.amount is None and not draft.parts):
            return False
        if draft.amount is not None and draft.amount.unit and not (draft.amount.said or draft.wishes or wanted):
            return False  # "in boxes" counts nothing
        asked = self.cart.mentioned[-1]
        product = self.index.products[asked.product_id]
        self.measure_parts(draft, product)
        quantity = self.wanted(draft, product) or ONE
        line = self.cart.add(product.id, quantity, [as_wish(o) for o in asked.options])
        self.cart.wish_all(line, draft.wishes)
        if draft.parts:
            self.cart.split(line, draft.parts)
        self.cart.mentioned = []
        return True
