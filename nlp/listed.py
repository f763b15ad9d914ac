"""What is told once of a list: in "stock: eggs 9, rice 14" and in "eggs 9 and rice 14 came in" it goes for both."""

from __future__ import annotations

from itertools import chain
from typing import Final

from msgspec import Struct

from nlp.matching.message import Message
from nlp.matching.spans import Span
from nlp.situation import Situation
from nlp.understanding import prepared

PLAINLY: Final = 0.85  # how well a product has to be named
COLON: Final = ":"
COUNTS: Final = ("quantity", "money")


class _Part(Struct):
    """A part of a list: the product and the number in it, if it has just one of each, and the words beside them."""

    message: Message
    product: Span | None
    number: Span | None
    words: tuple[int, ...]

    @property
    def is_bare(self) -> bool:
        """Whether it says nothing of what it counts."""
        return bool(self.product and self.number) and not self.words

    @property
    def tells(self) -> bool:
        """Whether it says what is with what it counts."""
        return bool(self.product and self.number and self.words)

    @property
    def tells_last(self) -> bool:
        """Whether it says so behind the number, as it does for all that stand before."""
        return self.tells and self.number is not None and max(self.words) >= self.number.end

    def said_of(self, other: _Part) -> str:
        """What this part says, of the product and the number of another one."""
        swapped = {span.start: (span, mine) for span, mine in zip(self._named(), other._named(), strict=True)}
        said: list[str] = []
        at = 0
        while at < len(self.message.tokens):
            span, mine = swapped.get(at, (None, None))
            said.append(other.message.raw(mine.start, mine.end) if mine else self.message.raw(at, at + 1))
            at = span.end if span else at + 1
        return " ".join(said)

    def _named(self) -> list[Span]:
        return [span for span in (self.product, self.number) if span]


def each_told(parts: tuple[str, ...], situation: Situation) -> tuple[str, ...]:
    """The parts of a message, each that only counts a product with what is told of another: of the nearest before it,
    else of one behind it that tells it last. A heading is told of all."""
    read = [_part(prepared(part, situation)) for part in parts]
    if parts[0].endswith(COLON) and not read[0].product and all(part.is_bare for part in read[1:]):
        return tuple(f"{parts[0]} {part}" for part in parts[1:])
    if not any(part.is_bare for part in read):
        return parts
    found: list[str] = []
    for n, part in enumerate(read):
        behind = (one for one in read[n:] if one.tells_last)
        teller = next(chain((one for one in reversed(read[:n]) if one.tells), behind), None)
        found.append(teller.said_of(part) if part.is_bare and teller else parts[n])
    return tuple(found)


def _part(message: Message) -> _Part:
    products = _widest([span for span in message.spans.get("product", ()) if span.quality >= PLAINLY], 0)
    taken = products[0].mask if products else 0
    numbers = _widest([span for kind in COUNTS for span in message.spans.get(kind, ())], taken)
    covered = taken | (numbers[0].mask if numbers else 0)
    rest = [n for n, token in enumerate(message.tokens) if token.kind not in ("mark", "line") and not covered >> n & 1]
    single = len(products) == len(numbers) == 1 and not any(message.tokens[n].kind == "number" for n in rest)
    words = tuple(n for n in rest if message.tokens[n].text not in message.words.fillers)
    return _Part(message, products[0] if single else None, numbers[0] if single else None, words)


def _widest(spans: list[Span], taken: int) -> list[Span]:
    """The spans that lie in no wider one and touch none that are taken."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
        if not span.mask & taken:
            taken |= span.mask
            found.append(span)
    return found
