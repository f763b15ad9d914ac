"""Items gathered into what an order is made of: names with their refusals, qualifiers and counts, amounts and marks."""

from __future__ import annotations

from msgspec.structs import replace

from nlp.index import Index
from nlp.names import is_common
from nlp.orders import merging
from nlp.orders.elements import Element, Pending
from nlp.orders.items import Item, ends, joined
from nlp.packs import Pack

MARKS = ("one_each", "part", "others", "other", "half_part", "all")
MODIFIERS = ("not_before", "instead_of", "extra_before", "light_before", "double")
AFTER = (("not_after", "no"), ("extra_after", "extra"), ("light_after", "light"), ("remove_after", "no"))
SEPARATION = {"": 0.0, "close": 0.1, "open": 0.2, "comma": 0.35, "colon": 0.1, "line": 2.0, "stop": 1.5, "ask": 1.5}


class Gatherer:
    """Turns the items of one clause into elements, from left to right."""

    def __init__(self, items: list[Item], index: Index, pack: Pack) -> None:
        self.items, self.index, self.pack = items, index, pack
        self.found: list[Element] = []
        self.pending = Pending()
        self.at = 0

    def gather(self) -> list[Element]:
        """The elements of the clause."""
        while self.at < len(self.items):
            item = self.items[self.at]
            self.at += 1
            self._take(item)
        if self.pending.refused:
            self._bare_refusal()
        return self.found

    def _take(self, item: Item) -> None:
        if item.separator:
            if item.separator != "colon" and self.pending.refused and item.separator != "open":
                self._bare_refusal()
            self.pending.gap = max(self.pending.gap, SEPARATION[item.separator])
        elif item.is_name:
            self._name(merging.aside(item, self.items, self.at))
        elif item.amount is not None and not item.does("half_part") and (item.amount.said or not item.does("fill")):
            self._amount(item)
        elif item.money is not None:
            self._add(Element("money", item, value=item.money))
        elif item.classes:
            self._word(item)
        elif item.is_unknown:
            self._unknown(item)

    def _following(self) -> Item | None:
        """The item right behind the one at hand."""
        return self.items[self.at] if self.at < len(self.items) else None

    def _next_name(self) -> Item | None:
        for item in self.items[self.at :]:
            if item.is_name:
                return item
            if not item.does("fill", "of", "with", "more"):
                return None
        return None

    def _add(self, element: Element) -> None:
        p = self.pending
        element.gap, element.strange, element.joined = p.gap, p.strange, p.joined
        element.linked, element.of, element.definite = p.linked, p.of, p.definite
        element.known = bool(self.pack.definite_end) and element.item.text.endswith(self.pack.definite_end)
        self.found.append(element)
        goes_on = element.kind != "name"
        self.pending = Pending(p.refused, p.refusal, p.qualifier, p.count) if goes_on else Pending()

    def _name(self, item: Item) -> None:
        p = self.pending
        following = self._following()
        leads = following is not None and (following.is_name or following.is_unknown)
        if item.partial and not item.products and leads and is_common(item.text):
            return  # an adjective of the next name that happens to be a part of another one's
        if merging.names_group(self.found, item, p.gap, self.index):
            return
        if p.linked and following is not None and merging.heads_options(self.found, item, following, self.index):
            return
        if not self.pack.adjective_before and merging.of_stranger(self.found, item, p.gap):
            return
        if p == Pending(refusal=p.refusal, of=p.of) and merging.says_more(self.found, item, self.index):
            return
        element = Element("name", item, refused=p.refused, qualifier=p.qualifier, count=p.count)
        element.refusal = p.refusal if p.refused else None
        previous = self.found[-1] if self.found else None
        listed = p.joined or (self.pack.verb_last and merging.lists(self.found, item, p.gap, following, self.index))
        spreads = listed and not p.refusing() and previous is not None and previous.kind == "name"
        if spreads and previous is not None and previous.refused and item.is_option and item.amount is None:
            element.refused = not p.linked and not p.wanted
            element.refusal = previous.refusal if element.refused else None
        self._add(element)
        self._after(element)

    def _after(self, element: Element) -> None:
        """Refusals and qualifiers that follow what they speak of."""
        if element.refused or element.qualifier:
            return
        ahead = self.at
        while ahead < len(self.items) and self._transparent(self.items[ahead]):
            ahead += 1
        if ahead >= len(self.items):
            return
        item = self.items[ahead]
        if not item.is_name and item.amount is None and self._says_of(element, item, ahead):
            self.items = [*self.items[:ahead], *self.items[ahead + 1 :]]

    def _says_of(self, element: Element, item: Item, at: int) -> bool:
        """Whether the words at a place refuse, qualify or double the element before them."""
        if item.does("double") and ends(self.items, at):
            element.count = int(item.classes["double"])
            return True
        effect = next((e for n, e in AFTER if n in item.classes and self._binds_back(element, item, at, n)), "")
        if effect == "no":
            self._refuse_back(element, item)
        elif effect:
            element.qualifier = effect
        return bool(effect)

    def _transparent(self, item: Item) -> bool:
        """Words that may stand between a name and what is said of it afterwards; "baraf ek me nahi"."""
        between = ("fill", "all", "part") if self.pack.verb_last else ("fill", "all")
        return item.does(*between) and not item.does(*(name for name, _ in AFTER))

    def _binds_back(self, element: Element, item: Item, at: int, name: str) -> bool:
        if name == "remove_after" and not element.item.is_option:
            return False
        if ("not_before" if name == "remove_after" else name.replace("_after", "_before")) not in item.classes:
            return True
        following = next((i for i in self.items[at + 1 :] if not i.does("fill")), None)
        if following is None or following.separator or not (following.is_name or following.is_unknown):
            return True
        dish = element.item.products and not element.item.options
        if dish and following.options:
            return False  # "kam" between a dish and what can be had with it
        topic = element.is_definite and element.item.is_option
        return self.pack.verb_last or topic  # "kuahnya banyakin seledrinya …"

    def _refuse_back(self, element: Element, refusal: Item) -> None:
        element.refused, element.refusal = True, refusal
        for before in reversed(self.found[:-1]):
            after = self.found[self.found.index(before) + 1]
            listed = self.pack.verb_last and not after.joined and merging.side_by_side(before, after, self.index)
            if not listed or before.qualifier:
                return
            before.refused, before.refusal = True, refusal

    def _amount(self, item: Item) -> None:
        if item.amount is not None and not item.amount.said and self._merges(item):
            return
        if self._more_of_last(item):
            return
        if item.does("pronoun") and merging.is_pronoun(self.found, self.pending.gap, self.items[self.at :]):
            merging.say_article(self.found)
            return
        if self.pending.refused and self.found and self.found[-1].kind == "amount":
            self.pending.refused = False  # "12 not 21"
            return
        following = self._following()
        article = item.amount is not None and not item.amount.said
        if self.pending.refused and article and following is not None and following.is_name:
            return  # "without a crust"
        if self.pending.refused:
            self._bare_refusal()
        self._add(Element("amount", merging.worth(item, following)))

    def _more_of_last(self, item: Item) -> bool:
        """Whether a number is the "and a half" of a name, or the "of 50" of an option that has it in its name."""
        rest, p = self.items[self.at :], self.pending
        if not p.refusing() and merging.completes(self.found, item, p.gap, self.index):
            self.pending = Pending()
            return True
        if p.joined and not p.gap and merging.and_a_half(self.found, item, rest):
            self.pending = Pending()
            return True
        counted = bool(rest) and rest[0].amount is not None and rest[0].amount.said and not rest[0].is_name
        if p.refusing() or not (p.linked or p.definite or counted or (rest and rest[0].does("worth"))):
            return False
        numbered = merging.numbered(self.found, item, rest, self.index)
        if numbered is not None:
            self._add(Element("name", numbered))
        return numbered is not None

    def _whole_group(self) -> bool:
        """ "all toppings": every option of the group that is named."""
        following = self._following()
        if following is None or following.group is None or following.products or following.does(*MODIFIERS):
            return False
        if not self.index.groups[following.group].multi:
            return False
        self.at += 1
        for option in self.index.groups[following.group].options:
            if not option.any_of:
                every = replace(following, options=((option.id, 0.0),), group=None)
                self._add(Element("name", every, linked=True))
        return True

    def _merges(self, item: Item) -> bool:
        """An article before a number, or a unit after "1 milk", says nothing of its own."""
        following = self._following()
        if following is not None and following.amount is not None and not following.is_name:
            return True
        return not self.pending.gap and merging.unit_behind(self.found, item)

    def _word(self, item: Item) -> None:
        following = self._following()
        if merging.takes_back(self.found, item, following):
            self.found.pop()
            return
        counted = following is not None and following.amount is not None
        if item.does("plain") and not item.does("fill") and not (item.does("only") and counted):
            self._add(Element("mark", item, mark="plain"))
            return
        if item.does("part_of") and self.found and self.found[-1].kind == "amount":
            merging.part_of(self.found, self.items[self.at :])
            return
        if item.does(*MARKS):
            if (item.does("all") and self._whole_group()) or (item.does("other") and self._measures_name()):
                return
            self._counted_again(item)
            mark = next(name for name in MARKS if name in item.classes)
            self._add(Element("mark", item, mark=mark, value=item.classes[mark]))
            return
        if self._modifies(item):
            self._modifier(item)
            return
        p = self.pending
        behind = self.pack.verb_last and bool(self.found) and self.found[-1].item.end == item.start
        links = item.does("with") and not (counted and behind)  # "cheese wala 2 …": that of the cheese
        p.linked, p.of = p.linked or links, p.of or item.does("of")
        p.joined = p.joined or item.does("and", "or")
        p.definite = p.definite or item.does("definite")
        p.wanted = p.wanted or item.does("want", "modal")
        if item.does("notorder", "question", "address", "money_before", "distract_before", "distract_after"):
            p.strange = not item.does("fill", "and", "with", "want")

    def _measures_name(self) -> bool:
        """ "another pound of mango": what follows is an amount of what is named behind it, and of nothing else."""
        amount, of, name = (*self.items[self.at : self.at + 3], None, None, None)[:3]
        if amount is None or of is None or not of.does("of") or name is None or not name.products:
            return False
        unit = amount.is_unknown and (amount.text,) in self.pack.units.entries
        self.at += unit  # a bare unit is one of it
        return unit or (amount.amount is not None and not amount.is_name)

    def _counted_again(self, item: Item) -> None:
        """ "the other 2": how many are left needs no saying."""
        following = self._following()
        if item.does("others") and following is not None and following.amount is not None and not following.is_name:
            self.at += 1

    def _modifies(self, item: Item) -> bool:
        """Whether a word says something of the option behind it: "take off the onions" refuses them."""
        following = self._next_name()
        if item.does("remove_before") and following is not None and following.is_option:
            return True
        return item.does(*MODIFIERS) and not (item.does("fill") and not item.does("not_before"))

    def _modifier(self, item: Item) -> None:
        if self._next_name() is None and not item.does("not_before"):
            return
        p = self.pending
        if item.does("not_before", "remove_before", "instead_of"):
            p.refused, p.refusal = True, item
        elif item.does("double"):
            p.count = int(item.classes["double"])
        else:
            p.qualifier = "extra" if item.does("extra_before") else "light"

    def _unknown(self, item: Item) -> None:
        if self.pending.refused:
            following = self._following()
            if following is not None and following.is_option:
                return  # it only goes with the option refused: "no fresh basil"
            self.pending.refused = False
            self._add(Element("note", joined(self.pending.refusal, item), refused=True))
            return
        if not merging.goes_on(self.found, item, self.pack):
            self._add(Element("unknown", item))
        self.pending.strange = True

    def _bare_refusal(self) -> None:
        self.pending.refused = False
        self.found.append(
            Element("mark", self.items[min(self.at, len(self.items)) - 1], mark="no", gap=self.pending.gap)
        )
