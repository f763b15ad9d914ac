"""Codes of shipments: letters and digits written together."""

from __future__ import annotations

import re
from typing import Final

from nlp.text import Token

CODE: Final = re.compile(r"(?=[a-z0-9/-]*\d)[a-z0-9][a-z0-9/-]{4,}$", re.I)
LETTER: Final = re.compile(r"[a-z]", re.I)
LONG: Final = 8  # so many digits are a code without a letter


def shipment_code(text: str, tokens: tuple[Token, ...], i: int) -> tuple[str, int] | None:
    """The code that begins at token `i`, as it was typed, hyphens included, and how many tokens it takes."""
    if tokens[i].kind in ("mark", "line", "time") or i and not _blank(text, tokens, i):
        return None
    end = i + 1
    while end < len(tokens) and tokens[end].start - tokens[end - 1].end <= 1 and not _blank(text, tokens, end):
        end += 1
    raw = "".join(token.raw for token in tokens[i:end])
    if CODE.match(raw) and (len(raw) >= LONG or LETTER.search(raw)):
        return _typed(tokens[i:end]), end - i
    return None


def _typed(tokens: tuple[Token, ...]) -> str:
    parts = [tokens[0].raw]
    for before, token in zip(tokens, tokens[1:], strict=False):
        parts.append(("-" if token.start > before.end else "") + token.raw)
    return "".join(parts)


def _blank(text: str, tokens: tuple[Token, ...], i: int) -> bool:
    """Whether white space stands before token `i`; hyphens, which are no tokens, do not count."""
    return text[tokens[i].start - 1].isspace()
