"""A message cut into clauses: each asks, orders, changes something, or says what else if something is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from nlp.orders.items import Item, ends

_FRONT = ("add_before", "remove_before", "replace_before")
_OTHERWISE: Final[Mapping[str, Decimal]] = {"else": Decimal(1)}
_CONDITION: Final = 7  # items at most
_BACK = ("remove_after", "replace_after", "add_after", "set_after")


class Clause(Struct):
    """Items that belong together; `asked` if a question mark ends them, `corrects` if they take something back,
    `meant` if they say what was meant instead.
    """

    items: list[Item] = field(default_factory=list)
    asked: bool = False
    corrects: bool = False
    condition: bool = False
    otherwise: bool = False
    meant: bool = False

    def does(self, *names: str) -> bool:
        """Whether any word of the clause, that is no name of the catalogue, belongs to one of the classes."""
        return any(item.does(*names) for item in self.items if item.classes)

    @property
    def names(self) -> bool:
        """Whether the clause names anything of the catalogue."""
        return any(item.is_name for item in self.items)

    @property
    def amounts(self) -> bool:
        """Whether the clause says how many."""
        return any(item.amount is not None and item.amount.said and not item.is_name for item in self.items)

    def take_all(self) -> list[Item]:
        """Take away an *all* or *the other* after a joint at the end: it belongs to the verb behind it ("…, both add
        cheese", "… and the other add ham")."""
        last = self.items[-1] if self.items else None
        told = last is not None and last.does("other", "others", "part")
        if last is None or not (told or last.does("all")) or (len(self.items) < 2 and not told):
            return []
        joint = next((x for x in self.items[-2::-1] if not x.does("fill", "to")), None)
        apart = told if joint is None else joint.separator == "comma" or (told and joint.does("and"))
        return [self.items.pop()] if apart else []


def split_clauses(items: list[Item]) -> list[Clause]:
    """The clauses of a message in order."""
    items = _with_fallbacks(items)
    starred = len(items) > 1 and items[0].text == "*" and not any(x.text == "*" for x in items[1:])
    clauses = [Clause(corrects=starred)]
    for i, item in enumerate(items):
        if item.separator in ("line", "stop", "ask"):
            _end(clauses, item)
            continue
        if _takes_back(clauses[-1], items, i):
            if clauses[-1].items:
                clauses.append(Clause())
            clauses[-1].corrects = True
            continue
        if _opens(item, clauses[-1], items, i):
            clauses.append(Clause(clauses[-1].take_all(), corrects=clauses[-1].corrects and not clauses[-1].items))
        if _is_correction(item, items, i) and not _correct(clauses, item, items, i):
            continue
        current = clauses[-1]
        current.condition = current.condition or item.does("if")
        current.otherwise = current.otherwise or item.does("else")
        current.items.append(item)
        if _closes(item, items, i, current):
            clauses.append(Clause())
    return [clause for clause in clauses if clause.items]


def _with_fallbacks(items: list[Item]) -> list[Item]:
    """The items with "if the … is gone" as one, which says what to do otherwise and orders nothing itself."""
    found: list[Item] = []
    skip = 0
    for i, item in enumerate(items):
        end = _gone_by(items, i) if i >= skip and item.does("if") else 0
        if end:
            found.append(replace(item, end=items[end - 1].end, classes=_OTHERWISE))
            skip = end
        elif i >= skip:
            found.append(item)
    return found


def _gone_by(items: list[Item], start: int) -> int:
    """Where a condition ends that says of names alone that they are gone; 0 when it says something else."""
    for i in range(start + 1, min(start + _CONDITION, len(items))):
        if items[i].does("gone"):
            return i + 1 if any(item.is_name for item in items[start:i]) else 0
        if items[i].separator or items[i].amount is not None:
            return 0
    return 0


def _takes_back(current: Clause, items: list[Item], i: int) -> bool:
    """Whether a bare *no* only goes before the correction: "no, make it 5", "add one, no make it 3", "1, no, 2"."""
    if not items[i].does("not_alone"):
        return False
    before = items[i - 1] if current.items else None
    following = next((x for x in items[i + 1 :] if x.separator != "comma"), None)
    if following is None or following.is_name:
        return False
    if following.does("set"):
        return before is None or bool(before.separator)
    counted = following.amount is not None and following.amount.said and items[i + 1].separator == "comma"
    return counted and before is not None and bool(before.separator or before.amount)


def _end(clauses: list[Clause], item: Item) -> None:
    asks = item.separator == "ask"
    clauses[-1].asked = clauses[-1].asked or asks
    clauses.append(Clause(otherwise=clauses[-1].otherwise and asks))


def _correct(clauses: list[Clause], item: Item, items: list[Item], i: int) -> bool:
    """Mark what corrects; whether the word has something else to say besides."""
    if item.does("meant") and clauses[-1].items and ends(items, i):
        clauses[-1].corrects = True
        return False
    if clauses[-1].items:
        clauses.append(Clause())
    clauses[-1].corrects = True
    clauses[-1].meant = item.does("meant")
    return item.does("question", "set", "not_before", "not_alone", "clear")


def _opens(item: Item, current: Clause, items: list[Item], i: int) -> bool:
    """Whether a verb in front of its object, or *if not*, begins a new clause."""
    if not current.items or not item.classes:
        return False
    if item.does("else"):
        return True
    if item.does("want") and current.names and current.does("remove_before"):
        return items[i - 1].does("and") or bool(items[i - 1].separator)  # "take out the tea and give me 2 sodas"
    if item.does("set") and current.names and current.does("remove_before") and not _binds_left(items, i):
        return items[i - 1].does("and") or bool(items[i - 1].separator)
    if item.does("clear"):
        return not (current.names and _binds_left(items, i))
    if not item.does(*_FRONT) or not current.names or _binds_left(items, i):
        return False
    return not item.does("replace_before") or items[i - 1].does("and", "fill") or bool(items[i - 1].separator)


def _binds_left(items: list[Item], i: int) -> bool:
    """A front verb that rather speaks of the name before it, as a refusal after its object does."""
    following = next((x for x in items[i + 1 :] if not x.does("fill")), None)
    return (
        following is None
        or bool(following.separator)
        or (items[i].does("remove_after", "not_after") and not following.is_name)
    )


def _closes(item: Item, items: list[Item], i: int, current: Clause) -> bool:
    """Whether a verb after its object ends the clause."""
    if not item.does(*_BACK) or not current.names:
        return False
    if item.does("not_before") and i + 1 < len(items) and items[i + 1].is_option:
        return False
    return not item.does("add_after")


def _is_correction(item: Item, items: list[Item], i: int) -> bool:
    if not item.does("correct"):
        return False
    following = items[i + 1] if i + 1 < len(items) else None
    if item.does("not_before") and following is not None and (following.is_name or following.amount is not None):
        return False
    return item.does("set") or not item.does("fill", "want")


def comma_parts(clause: Clause) -> list[Clause]:
    """The clause cut at its commas."""
    parts = [Clause(corrects=clause.corrects, condition=clause.condition, otherwise=clause.otherwise)]
    for item in clause.items:
        if item.separator == "comma":
            parts.append(Clause(otherwise=clause.otherwise))
        else:
            parts[-1].items.append(item)
    parts[-1].asked = clause.asked
    return [part for part in parts if part.items]
