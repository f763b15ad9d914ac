"""A cart while a message changes it: lines that can be split, and options that obey their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct, field

from nlp.catalogue import ProductSpec
from nlp.index import Index
from nlp.orders.drafts import Part, Wish
from nlp.orders.result import Change, Memory
from values import CartLine, ChosenOption, Quantity

ZERO = Decimal(0)
ONE = Decimal(1)


class Line(Struct, eq=False):
    """One line while it is worked on; `fresh` if this message made it."""

    product: int
    quantity: Decimal
    options: dict[int, ChosenOption] = field(default_factory=dict)
    note: str = ""
    fresh: bool = True

    def copy(self, quantity: Decimal) -> Line:
        """The same wish in another quantity."""
        return Line(self.product, quantity, dict(self.options), self.note, self.fresh)

    def frozen(self) -> CartLine:
        """The line as the rest of the house knows it."""
        return CartLine(self.product, Quantity.of(self.quantity), tuple(self.options.values()), self.note)


class Cart:
    """The lines, which of them were spoken of last, and what was taken out."""

    def __init__(self, lines: Sequence[CartLine], memory: Memory, index: Index) -> None:
        self.index = index
        self.lines = [
            Line(x.product_id, x.quantity.decimal, {o.option_id: o for o in x.options}, x.note, fresh=False)
            for x in lines
        ]
        self.focus = [self.lines[i] for i in memory.last if i < len(self.lines)] or self.lines[-1:]
        self.rest = self.lines[memory.rest] if memory.rest is not None and memory.rest < len(self.lines) else None
        self.mentioned = list(memory.mentioned)
        self.removed = [
            Line(x.product_id, x.quantity.decimal, {o.option_id: o for o in x.options}) for x in memory.removed
        ]
        self.changes: list[Change] = []
        self.touched = False

    def product(self, line: Line) -> ProductSpec:
        """What a line is of."""
        return self.index.products[line.product]

    def of(self, products: Iterable[int]) -> list[Line]:
        """Lines of any of the products, the newest last."""
        wanted = set(products)
        return [line for line in self.lines if line.product in wanted]

    def add(self, product: int, quantity: Decimal, wishes: Sequence[Wish], note: str = "") -> Line:
        """A new line with these options."""
        line = Line(product, quantity, note=note)
        self.lines.append(line)
        self.wish_all(line, wishes)
        self._did("add", line, None)
        self.focus, self.rest = [line], None
        return line

    def wish_all(self, line: Line, wishes: Sequence[Wish]) -> bool:
        """Apply what was said together; of options that exclude each other the clearest and first stays."""
        chosen: set[int] = set()
        done = False
        for wish in sorted(wishes, key=lambda w: w.rank):
            group = self._single_group(line, wish)
            if group is not None and group in chosen:
                continue
            heard = self.wish(line, wish)
            if not heard and (wish.said or wish.is_whole):
                self.note(line, wish.said or wish.text)
            done = heard or done
            if group is not None and not wish.refused:
                chosen.add(group)
        return done

    def note(self, line: Line, words: str) -> None:
        """Words of the customer that go with a line, beside those it has."""
        if words not in line.note:
            line.note = ", ".join(filter(None, (line.note, words)))
            self.touched = True

    def _single_group(self, line: Line, wish: Wish) -> int | None:
        option = self._choose(line, self._reading(line, wish))
        if option is None:
            return None
        group = self.index.groups[self.index.group_of[option]]
        return None if group.multi else group.id

    def set(self, line: Line, quantity: Decimal, kind: str = "set") -> None:
        """Another quantity; nothing left removes the line."""
        before = line.quantity
        line.quantity = max(ZERO, quantity)
        self._did(kind, line, before)
        if line.quantity == 0:
            self._drop(line)
        else:
            self.focus = [line]

    def remove(self, lines: Sequence[Line], quantity: Decimal | None = None) -> None:
        """Take lines out, or so many of the last of them."""
        if quantity is not None and lines and quantity < lines[-1].quantity:
            self.set(lines[-1], lines[-1].quantity - quantity, "remove")
            return
        self.removed = [line.copy(line.quantity) for line in lines]
        for line in list(lines):
            self._did("remove", line, line.quantity)
            self._drop(line)

    def clear(self) -> None:
        """Take everything out."""
        self.removed = [line.copy(line.quantity) for line in self.lines]
        self.lines.clear()
        self.focus, self.rest = [], None
        self.changes.append(Change("clear"))
        self.touched = True

    def restore(self) -> None:
        """Put back what was taken out last."""
        for line in self.removed:
            self.lines.append(line)
            self._did("restore", line, None)
        self.focus = self.removed or self.focus
        self.removed = []

    def replace(self, line: Line, product: int, quantity: Decimal | None, wishes: Sequence[Wish]) -> Line:
        """Another product in place of a line or of so many of it; options that both have stay."""
        taken = line.quantity if quantity is None else min(quantity, line.quantity)
        groups = self.index.products[product].groups
        kept = {o: c for o, c in line.options.items() if c.group_id in groups}
        fresh = Line(product, taken, kept, line.note)
        at = self.lines.index(line)
        self.removed = [line.copy(taken)]
        if taken < line.quantity:
            line.quantity -= taken
            at += 1
        else:
            self.lines.remove(line)
        self.lines.insert(at, fresh)
        self.changes.append(Change("replace", product, Quantity.of(taken), None, line.product))
        self.touched = True
        self.wish_all(fresh, wishes)
        self.focus = [fresh]
        return fresh

    def split(self, line: Line, parts: Sequence[Part]) -> None:
        """Give parts of a line options of their own."""
        if line.quantity == ONE and all(part.half for part in parts) and self._together(line, parts):
            for part in parts:
                self.wish_all(line, part.wishes)
            return
        whole, left = line.quantity, line.quantity
        made = []
        at = self.lines.index(line)
        for part in parts:
            size = whole / 2 if part.half else left if part.size is None else part.size
            size = min(size, left)
            if size <= 0:
                continue
            left -= size
            piece = line.copy(size)
            piece.fresh = True
            self.wish_all(piece, part.wishes)
            made.append(piece)
        line.quantity = left
        for offset, piece in enumerate(made, 1):
            self.lines.insert(at + offset, piece)
        self.changes.append(Change("split", line.product, Quantity.of(whole)))
        self.touched = True
        self.focus, self.rest = made, line if left > 0 else None
        if left == 0:
            self.lines.remove(line)

    def _together(self, line: Line, parts: Sequence[Part]) -> bool:
        """Whether one piece can have all that its halves want: half rice and half greens."""
        chosen = [self._choose(line, wish) for part in parts for wish in part.wishes]
        groups = [self.index.group_of[option] for option in chosen if option is not None]
        alone = [group for group in groups if not self.index.groups[group].multi]
        return len(groups) == len(chosen) and len(set(alone)) == len(alone)

    def accepts(self, line: Line, wish: Wish) -> float | None:
        """What it costs to read the wish as an option of this line; None when it has none like it."""
        groups = self.product(line).groups
        costs = [cost for option, cost in (*wish.candidates, *wish.plain) if self.index.group_of[option] in groups]
        if not costs and wish.recipe is not None:
            costs = [1.0 for chosen in self.index.recipes[wish.recipe].options if chosen.group_id in groups]
        return min(costs) if costs else None

    def wish(self, line: Line, wish: Wish) -> bool:
        """Apply one option wish to a line; False when the product has no such option."""
        wish = self._reading(line, wish)
        option = self._choose(line, wish)
        if option is None:
            return self._bundle(line, wish)
        group = self.index.groups[self.index.group_of[option]]
        if wish.refused and not group.negatable:
            self.touched = True
            line.options.pop(option, None)
            return True
        if not group.multi and not wish.refused:
            others = [o for o, c in line.options.items() if c.group_id == group.id and not c.negated and o != option]
            for other in others:
                del line.options[other]
        for kind in self.index.options[option].any_of if wish.refused else ():
            line.options.pop(kind, None)  # without any sauce is without the hot one too
        qualifier, count = wish.qualifier, max(1, wish.count)
        if wish.count > 1 and not group.countable:
            qualifier, count = qualifier or "extra", 1
        if not group.qualifiable or (count > 1 and qualifier == "extra"):
            qualifier = ""
        line.options[option] = ChosenOption(group.id, option, 1 if wish.refused else count, qualifier, wish.refused)
        self.touched = True
        return True

    def _bundle(self, line: Line, wish: Wish) -> bool:
        """Apply a named bundle of options, as far as the product has them."""
        if wish.recipe is None:
            return False
        groups = self.product(line).groups
        fits = [chosen for chosen in self.index.recipes[wish.recipe].options if chosen.group_id in groups]
        line.options.update({chosen.option_id: chosen for chosen in fits})
        self.touched = self.touched or bool(fits)
        return bool(fits)

    def _reading(self, line: Line, wish: Wish) -> Wish:
        """A refusal or qualifier that the product has no option for by name speaks of the option itself."""
        if wish.plain and self._choose(line, wish) is None:
            return wish.without_sign()
        return wish

    def _choose(self, line: Line, wish: Wish) -> int | None:
        groups = self.product(line).groups
        fits = [
            (cost, self._taste(line, wish, option), option)
            for option, cost in wish.candidates
            if self.index.group_of[option] in groups
        ]
        return min(fits)[2] if fits else None

    def _taste(self, line: Line, wish: Wish, option: int) -> int:
        """Which of several groups an option word belongs to: one that can take what was said of it."""
        group = self.index.groups[self.index.group_of[option]]
        rank = self.product(line).groups.index(group.id)
        if (wish.refused and not group.negatable) or (wish.qualifier and not group.qualifiable):
            rank += 100
        if (
            not group.multi
            and any(c.group_id == group.id for c in line.options.values())
            and option not in line.options
        ):
            rank += 50
        if wish.count > 1 and not group.countable:
            rank += 20
        return rank

    def _did(self, kind: str, line: Line, before: Decimal | None) -> None:
        was = None if before is None else Quantity.of(before)
        self.changes.append(Change(kind, line.product, Quantity.of(line.quantity), was))
        self.touched = True

    def _drop(self, line: Line) -> None:
        if line in self.lines:
            self.lines.remove(line)
        self.focus = [x for x in self.focus if x is not line] or self.lines[-1:]
        if self.rest is line:
            self.rest = None

    def frozen(self) -> tuple[tuple[CartLine, ...], Memory]:
        """The lines, equal ones joined, and what the next message may refer to."""
        merged: list[Line] = []
        place: dict[int, int] = {}
        for line in self.lines:
            twin = next((i for i, m in enumerate(merged) if _same(m, line)), None)
            if twin is None:
                place[id(line)] = len(merged)
                merged.append(line.copy(line.quantity))
            else:
                place[id(line)] = twin
                merged[twin].quantity += line.quantity
        last = tuple(dict.fromkeys(place[id(line)] for line in self.focus if id(line) in place))
        rest = place.get(id(self.rest)) if self.rest is not None else None
        removed = tuple(line.frozen() for line in self.removed)
        return tuple(m.frozen() for m in merged), Memory(last, rest, tuple(self.mentioned), removed)


def _same(a: Line, b: Line) -> bool:
    return a.product == b.product and a.options == b.options and a.note == b.note
