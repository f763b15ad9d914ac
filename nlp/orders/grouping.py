"""The search that gives every amount and option of a clause to a product: a beam over what each may belong to."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nlp.index import Index
from nlp.orders.counting import rather_half, with_counts
from nlp.orders.drafts import Draft, accepted
from nlp.orders.elements import Element
from nlp.orders.reading import read_draft
from nlp.orders.settling import settle
from nlp.orders.states import BEAM, LONG, NARROW, Closed, State, closes_pair, counts_last, distinct, promise, says_again
from nlp.orders.unnamed import before_stranger, heads_amount
from nlp.packs import Pack

_WHOLE = 1.2  # how well an option fits whose whole name was said


class Grouping:
    """Groups the elements of one clause; `focus` are the option groups of the lines spoken of before, `pointed` those
    of a product that only its options point at."""

    def __init__(
        self,
        elements: Sequence[Element],
        index: Index,
        pack: Pack,
        focus: frozenset[int],
        pointed: frozenset[int] = frozenset(),
    ) -> None:
        self.elements, self.index, self.pack = with_counts(elements, index), index, pack
        self.focus = focus | pointed
        self.amounts: dict[int, Element] = {}
        self.fitting: dict[tuple[int, int], float] = {}
        settle(self.elements, index, focus)
        self.products_after = self._count_products()

    def best(self) -> tuple[list[Draft], float]:
        """The drafts of the best reading, in the order said, and its score."""
        states = [State(0.0, (), None, False, (), (), (), 0)]
        beam = BEAM if len(self.elements) <= LONG else NARROW
        for i, element in enumerate(self.elements):
            grown = [new for state in states for new in self._grow(state, i, element)]
            grown.sort(key=promise)
            states = distinct(grown, beam) or states
        score, closed = max((self._end(state) for state in states), key=lambda ended: ended[0])
        return [self._draft(*one) for one in closed], score

    def _count_products(self) -> list[int]:
        counts, so_far = [], 0
        for element in reversed(self.elements):
            counts.append(so_far)
            so_far += bool(element.kind == "name" and element.item.products)
        return counts[::-1]

    def _grow(self, state: State, i: int, element: Element) -> list[State]:
        if element.kind == "unknown":
            return self._grow_unknown(state, i, element)
        grown = self._grow_name(state, i, element) if element.kind == "name" else []
        if element.kind != "name" or element.item.options or element.item.recipe is not None:
            attach = self._attach_score(state, i, element)
            if attach is not None and not state.waiting:
                grown.append(self._attach(state, element, attach))
            if self.products_after[i] or before_stranger(self.elements, self.pack, i):
                grown.append(self._wait(state, i, element))
            if element.kind in ("amount", "money"):
                loss = 0.3 if element.strange or element.kind == "money" else 1.6 - 2 * min(element.gap, 0.3)
                grown.append(replace(state, score=state.score - loss))
        return grown or [state]

    def _grow_name(self, state: State, i: int, element: Element) -> list[State]:
        grown = []
        if element.item.amount:
            counted = replace(state, score=state.score - rather_half(element, self.elements, self.index))
            grown = self._grow(counted, i, self._as_amount(element))
        if "plain" in element.item.classes and says_again(state, element):
            return [*grown, *self._grow(state, i, replace(element, kind="mark", mark="plain"))]
        if element.item.products:
            grown.append(self._open(state, element))
        return grown

    def _as_amount(self, element: Element) -> Element:
        """The same words as an amount: "100 gram" where it is also the name of an option."""
        if id(element) not in self.amounts:
            self.amounts[id(element)] = replace(element, kind="amount")
        return self.amounts[id(element)]

    def _grow_unknown(self, state: State, i: int, element: Element) -> list[State]:
        waiting = state.waiting
        lone = bool(waiting) and before_stranger(self.elements, self.pack, i - 1)
        if lone or heads_amount(self.elements, state, i, element):
            opened = self._open(state, element)
            ends = i + 2 >= len(self.elements) or self.elements[i + 2].apart
            doubt = 0.4 if ends and not lone else 0.9
            return [state, replace(opened, score=opened.score - doubt)]
        return [state]

    def _close(self, state: State) -> tuple[float, Closed]:
        if not state.opened:
            return state.score, state.closed
        return state.score - self._gaps(state), (*state.closed, (state.product, state.before, state.after))

    def _gaps(self, state: State) -> float:
        """What an odd number of amounts costs."""
        if state.amounts == 0 and state.product is not None:
            return 0.35
        if state.amounts < 2:
            return 0.0
        draft = read_draft(state.product, state.before, state.after, self.index)
        return draft.penalty

    def _open(self, state: State, element: Element) -> State:
        score, closed = self._close(state)
        score += 2.0 - element.item.products[0][1] if element.item.products else 0.5
        amounts = sum(1 for e in state.waiting if e.kind == "amount")
        score += 1.0 if amounts == 1 else -1.5 * max(0, amounts - 1)
        numbers = [k for k, e in enumerate(state.waiting) if e.kind == "amount"]
        if numbers:  # what stands before the number belongs to the product before it
            score -= 0.8 * sum(1 for e in state.waiting[: numbers[-1]] if e.kind == "name")
        score += self._before(state.waiting, element)
        if (
            element.linked
            and not element.of
            and numbers
            and element.item.options
            and numbers[-1] == len(state.waiting) - 1
        ):
            score -= 1.0  # "2 with egg" counts no eggs
        if element.item.options and not state.waiting and state.product is not None:
            score -= self._rather_option(state, element)
        if element.refused and (element.item.options or state.waiting):
            score -= 1.2
        asides = all(e.refused or e.qualifier for e in state.waiting)  # "no cream in the beef"
        if state.waiting and (element.joined or (element.definite and not asides)):
            score -= 0.6
        return State(score, closed, element, True, state.waiting, (), (), amounts)

    def _before(self, waiting: Sequence[Element], element: Element) -> float:
        """How well what waited for a product goes with the one that came."""
        gap, score = element.gap, 0.0
        if waiting and waiting[-1].item.products and not gap and self._fits(waiting[-1], element) > _WHOLE:
            score += 0.5  # "pulled pork sandwich"
        for e in reversed(waiting):
            score += self._fits(e, element) - (0.9 * gap if e.kind == "amount" else 1.3 * gap)
            gap = max(gap, e.gap)
        return score

    def _rather_option(self, state: State, element: Element) -> float:
        """How unlikely a word is a product of its own that the open product also has as an option."""
        if state.product is None or self._fits(element, state.product) < 0 or element.apart:
            return 0.0
        return 0.9

    def _fits(self, option: Element, product: Element) -> float:
        if option.kind != "name":
            return 0.0
        if not product.item.products:
            return -0.5
        key = (id(option), id(product))
        if key not in self.fitting:
            self.fitting[key] = self._fit(option, product)
        return self.fitting[key]

    def _fit(self, option: Element, product: Element) -> float:
        costs = [accepted(self.index, self.index.products[p].groups, option) for p, _ in product.item.products[:4]]
        known = [cost for cost in costs if cost is not None]
        return 1.5 - min(known) if known else -1.6

    def _attach_score(self, state: State, i: int, element: Element) -> float | None:
        if element.kind == "name":
            return self._option_score(state, i, element)
        if element.kind == "amount":
            return self._amount_score(state, i, element)
        if element.kind == "money":
            return 0.6 if state.opened and not state.amounts and not element.apart and not element.strange else None
        following = self.elements[i + 1] if i + 1 < len(self.elements) else None
        leads = following is not None and following.kind == "name" and bool(following.item.products)
        if element.mark in ("other", "part") and self._leads(i) and (element.apart or element.joined):
            return -1.0  # "… and another coke", "…, make one of the cokes large"
        return (0.4 if state.opened else -0.6 if leads else 0.4) - element.gap * 0.3

    def _leads(self, i: int) -> bool:
        """Whether a product comes right behind an element, or behind its adjectives: "another large coke"."""
        for following in self.elements[i + 1 :]:
            if following.kind != "name" or (following is not self.elements[i + 1] and following.gap):
                return False
            if following.item.products or not self.pack.adjective_before:
                return bool(following.item.products)
        return False

    def _option_score(self, state: State, i: int, element: Element) -> float | None:
        score = 0.2 if element.linked or element.refused or element.qualifier else 0.0
        if state.product is None and not state.opened:
            groups = self.focus
            cost = accepted(self.index, tuple(groups), element)
            return (0.9 - cost if cost is not None else -0.6) - (0.8 if self.products_after[i] else 0.0)
        if state.product is None:
            cost = accepted(self.index, tuple(self.focus), element)
            told = 0.6 if state.after and state.after[-1].mark == "all" and not element.gap else 0.0
            return (0.9 + told - cost if cost is not None else -0.6) - element.gap * 0.4
        score += self._fits(element, state.product) - element.gap * 0.6
        following = self.elements[i + 1] if i + 1 < len(self.elements) else None
        counted = bool(state.after) and state.after[-1].kind == "amount"
        if counted and following is not None and following.item.products:
            score -= 1.2 if not following.apart and not following.joined else 0.0
        if _is_fraction(element) and following is not None and following.item.products and not following.gap:
            score -= 1.2  # "… and half a chicken"
        last = state.after[-1] if state.after else None
        if element.joined and last is not None and last.kind == "name" and (last.linked or last.joined):
            score += 0.45
        if self.pack.adjective_before and not element.linked and not element.refused:
            score -= 0.25 if self.products_after[i] else 0.0
        return score

    def _amount_score(self, state: State, i: int, element: Element) -> float | None:
        following = self.elements[i + 1] if i + 1 < len(self.elements) else None
        said = element.amount is not None and element.amount.said
        score = 0.9 - element.gap if said else -0.8
        score -= 0.9 if element.strange else 0.0
        if state.amounts or state.product is None:
            leads = following is not None and following.kind == "name" and bool(following.item.options)
            leads = leads or (following is not None and following.kind == "mark")
            closes = said and (closes_pair(state, self.index) or counts_last(state, element, following, self.index))
            leads_at = 0.25 if leads else 0.9 if closes else -0.7
            score = leads_at - 0.2 * element.gap
            if state.product is None and not state.amounts and not leads:
                at_once = following is not None and bool(following.item.products)
                score = 0.5 - (1.8 if at_once else 0.7 if self.products_after[i] else 0.0)
        if element.joined and self.products_after[i]:
            score -= 0.5
        return score

    def _attach(self, state: State, element: Element, score: float) -> State:
        amounts = state.amounts + (element.kind == "amount")
        return replace(
            state,
            score=state.score + score,
            opened=True,
            after=(*state.after, element),
            waiting=(),
            amounts=amounts,
        )

    def _wait(self, state: State, i: int, element: Element) -> State:
        score = state.score
        if element.kind == "name":
            score -= 0.8 if element.linked else 0.2 if element.refused else 0.0
            if not self.pack.adjective_before:
                score -= 0.7
        return replace(state, score=score, waiting=(*state.waiting, element))

    def _end(self, state: State) -> tuple[float, Closed]:
        """The score of a state when nothing follows, and its drafts."""
        score, closed = self._close(state)
        return score - 1.5 * len(state.waiting), closed

    def _draft(self, product: Element | None, before: tuple[Element, ...], after: tuple[Element, ...]) -> Draft:
        draft = read_draft(product, before, after, self.index)
        if product is not None and product.kind == "unknown":
            draft.product, draft.unknown = None, product
        return draft


def _is_fraction(element: Element) -> bool:
    """Whether a name is also a fraction, which stands before what it divides: "half a chicken"."""
    amount = element.item.amount
    return element.kind == "name" and amount is not None and amount.value < 1
