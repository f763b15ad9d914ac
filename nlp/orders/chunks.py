"""What follows a product, cut where another amount or part begins."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct, field
from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.counting import counts_after, likeliest, whole
from nlp.orders.drafts import Draft, Wish, wish_among
from nlp.orders.elements import Element

PARTS = ("part", "other", "others", "half_part")


class Chunk(Struct):
    """An amount or part mark (`head`) and what was said after it; `later` what comes after that, of things known."""

    head: Element | None
    wishes: list[Wish] = field(default_factory=list)
    plain: bool = False
    later: list[Wish] = field(default_factory=list)

    @property
    def size(self) -> Decimal | None:
        """How many it speaks of; None for all that remains."""
        if self.head is None or self.head.mark == "others":
            return None
        return self.head.amount.value if self.head.amount else self.head.value

    @property
    def unit(self) -> str:
        """The unit of the size, if one was said."""
        return self.head.amount.unit if self.head is not None and self.head.amount is not None else ""


class Chunker:
    """Reads the elements after a product, one after another."""

    def __init__(self, draft: Draft, after: Sequence[Element], index: Index) -> None:
        self.draft, self.after, self.index = draft, after, index
        self.chunks = [Chunk(None)]
        self.counted = 0
        self.groups = draft.groups(index)

    def read(self) -> list[Chunk]:
        """The chunks; the first is what was said before any amount."""
        for i, element in enumerate(self.after):
            following = self.after[i + 1] if i + 1 < len(self.after) else None
            if element.kind == "amount":
                self._amount(i, element, following)
                continue
            if element.kind == "name":
                self._name(element)
            else:
                self._rest(i, element, following)
            self.counted = 0
        return self.chunks

    def _name(self, element: Element) -> None:
        current = self.chunks[-1]
        part = current.head is not None and current.head.mark != "all"
        known = part and element.apart and element.is_definite and not element.joined
        apart = bool(current.later) or (known and len(self.chunks) > 2 and bool(current.wishes))
        (current.later if apart else current.wishes).append(wish_among(element, self.counted, self.groups, self.index))

    def _amount(self, i: int, element: Element, following: Element | None) -> None:
        current = self.chunks[-1]
        if current.head is not None and current.head.mark == "other" and not current.wishes:
            current.head = replace(element, mark="other")  # "another pound, but coarse"
        elif following is not None and self._another_kind(following):
            self.chunks.append(Chunk(element))
        elif following is not None and (
            counts_after(element, following, self.index) or self._listed(element, following)
        ):
            self.counted = whole(element)
        elif self._counts_back(i, element, following):
            self.chunks[-1].wishes[-1].count = whole(element)
        else:
            self.chunks.append(Chunk(element))

    def _listed(self, amount: Element, name: Element) -> bool:
        """ "with pork, corn and 2 eggs": whether an amount counts the last of several options of one thing."""
        more = amount.amount and self.draft.amount and amount.amount.value > self.draft.amount.value
        if not (amount.joined or more) or name.kind != "name" or name.linked or name.refused or name.item.products:
            return False
        alone = len(self.chunks) == 1 and bool(self.chunks[0].wishes) and self.draft.amount is not None
        return alone and all(self.index.groups[self.index.group_of[o]].countable for o in likeliest(name))

    def _another_kind(self, name: Element) -> bool:
        """Whether a name excludes what the chunk before it is: "2 choc chip and a plain one"."""
        current = self.chunks[-1]
        if current.head is None or name.kind != "name":
            return False
        groups = {self.index.group_of[option] for option in likeliest(name)}
        mine = {self.index.group_of[wish.candidates[0][0]] for wish in current.wishes if wish.candidates}
        return any(not self.index.groups[group].multi for group in groups & mine)

    def _rest(self, i: int, element: Element, following: Element | None) -> None:
        if element.kind == "money":
            self.draft.money = element.value
        elif element.kind == "note":
            self.draft.notes.append(element.item.raw)
        elif element.mark in PARTS:
            self.chunks.append(Chunk(element, self._said_before(element, following)))
        elif element.mark == "all":
            self._all(i, element, following)
        elif element.mark == "plain":
            self.chunks[-1].plain = True
        elif element.mark == "one_each":
            self.draft.each = True
        elif element.mark == "no":
            self._bare_no()

    def _said_before(self, element: Element, following: Element | None) -> list[Wish]:
        """What was said right before a part that nothing is said of after it: "with halwa in one of them"."""
        current = self.chunks[-1]
        ends = following is None or following.apart
        if element.mark != "part" or not ends or element.gap or element.joined or not current.wishes:
            return []
        return [current.wishes.pop()]

    def _all(self, i: int, element: Element, following: Element | None) -> None:
        """*All* before what it speaks of begins a chunk; after it, it takes the last wish for everything."""
        current = self.chunks[-1]
        leads = following is not None and following.kind == "name" and not following.apart
        if following is None and element.apart and current.head is not None:
            return  # "half beef half chicken, everything on them"
        self.draft.all = True
        if current.head is None and not leads:
            self.draft.shared += current.wishes[len(current.wishes) - self._together(i) :]
        if current.head is None or not current.wishes or leads:
            self.chunks.append(Chunk(element))
        else:
            last = (current.later or current.wishes).pop()
            self.draft.shared.append(last)
            self.draft.wishes.append(last)

    def _bare_no(self) -> None:
        """ "one with pearls, the other without": what the chunk before wants is refused."""
        current = self.chunks[-1]
        if len(self.chunks) < 2 or current.head is None:
            return
        before = [w for w in self.chunks[-2].wishes if not w.refused and (not current.wishes or self._many(w))]
        if before:
            current.wishes += [Wish(w.candidates, True, text=w.text) for w in before]

    def _together(self, i: int) -> int:
        """How many names stand right before an element, since the last comma."""
        names = 0
        for before in reversed(self.after[:i]):
            if before.kind != "name":
                break
            names += 1
            if before.apart:
                break
        return names

    def _many(self, wish: Wish) -> bool:
        """Whether it is one of a group of which several can be had, or none."""
        return bool(wish.candidates) and self.index.groups[self.index.group_of[wish.candidates[0][0]]].multi

    @staticmethod
    def _only_refused(name: Element, previous: Element) -> bool:
        """Whether a name is refused, and not what was said before ("2 with cheese 2 without cheese")."""
        return name.refused and dict(name.item.options).keys().isdisjoint(likeliest(previous))

    def _too_many(self, amount: Element) -> bool:
        """Whether an amount is more than there are of the product, so that it counts something else."""
        return self.draft.amount is not None and self.draft.amount.value < whole(amount)

    def _counts_back(self, i: int, element: Element, following: Element | None) -> bool:
        """ "cekernya 3": an amount right after a countable option of a line that has its own amount."""
        previous = self.after[i - 1] if i else None
        known = self.draft.amount is not None or len(self.chunks) > 1
        if previous is None or previous.kind != "name" or not self.chunks[-1].wishes or not known:
            return False
        leads = following is not None and following.kind == "name" and not self._only_refused(following, previous)
        if leads and not (element.amount and (element.amount.unit or self._too_many(element))):
            return False
        options = previous.item.options
        return any(self.index.groups[self.index.group_of[o]].countable for o, _ in options)
