"""Products named in a message, by their full names or by the words of them that people use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from nlp.index import Index
from nlp.matching.words import Hit, Vocabulary
from nlp.situation import ProductRef
from nlp.text import Token

LONGEST: Final = 6
CANDIDATES: Final = 3
CLOSE: Final = 0.06

Found = tuple[int, int, ProductRef, float]  # start, end, reference, quality


def product_spans(tokens: tuple[Token, ...], index: Index, vocabulary: Vocabulary, hits: list[Hit]) -> list[Found]:
    """Spans of tokens that name products, each with one product or at most three that it could be."""
    likes = [_likes(token, index, vocabulary) for token in tokens]
    found = list(_full_names(tokens, likes, index))
    covered = {i for start, end, _, _ in found for i in range(start, end)}
    idle = [token.text in vocabulary.idle for token in tokens]
    concepts = {i for hit in hits for i in range(hit.start, hit.end) if hit.quality == 1}
    found += _partial_names(tokens, likes, index, [i in concepts or idle[i] for i in range(len(tokens))], covered)
    return found


def _likes(token: Token, index: Index, vocabulary: Vocabulary) -> tuple[tuple[str, float], ...]:
    if token.kind in ("mark", "line", "time"):
        return ()
    return index.words_like(token.text, loose=not vocabulary.known(token.text))


def _full_names(tokens: tuple[Token, ...], likes: list[tuple[tuple[str, float], ...]], index: Index) -> Iterable[Found]:
    for start in range(len(tokens)):
        paths: list[tuple[tuple[str, ...], float]] = [((), 0.0)]
        for end in range(start, min(start + LONGEST, len(tokens))):
            paths = [
                ((*path, word), cost + more)
                for path, cost in paths
                for word, more in likes[end]
                if index.continues((*path, word))
            ]
            if not paths:
                break
            best: dict[int, float] = {}
            for path, cost in paths:
                for (kind, pid), extra in index.phrase(path).items():
                    if kind == "product":
                        best[pid] = min(cost + extra, best.get(pid, 9.0))
            if best:
                yield _reference(tokens, start, end + 1, best, 1.0)


def _partial_names(
    tokens: tuple[Token, ...],
    likes: list[tuple[tuple[str, float], ...]],
    index: Index,
    taken: list[bool],
    covered: set[int],
) -> Iterable[Found]:
    """Runs of words that stand in a product's name without being it ("mercon" of Bakso Mercon)."""
    for start in range(len(tokens)):
        if taken[start] or not likes[start]:
            continue
        scores = _holders(likes[start], index)
        end = start + 1
        while end < min(start + LONGEST, len(tokens)) and likes[end] and (shared := _both(scores, likes[end], index)):
            scores, end = shared, end + 1
        if scores and not (end == start + 1 and start in covered):
            share = {pid: cost + _missing(index, pid, end - start) for pid, cost in scores.items()}
            least = min(share.values())
            yield _reference(tokens, start, end, {p: c for p, c in share.items() if c <= least + 0.3}, 0.85)


def _holders(likes: tuple[tuple[str, float], ...], index: Index) -> dict[int, float]:
    scores: dict[int, float] = {}
    for word, cost in likes:
        for kind, pid in index.holders(word):
            if kind == "product":
                scores[pid] = min(cost, scores.get(pid, 9.0))
    return scores


def _both(scores: dict[int, float], likes: tuple[tuple[str, float], ...], index: Index) -> dict[int, float]:
    more = _holders(likes, index)
    return {pid: scores[pid] + more[pid] for pid in scores.keys() & more.keys()}


def _missing(index: Index, pid: int, size: int) -> float:
    """What the words left out of the shortest name cost."""
    names = index.names(("product", pid))
    return 0.05 * min((abs(len(name.words) - size) for name in names if name.partial), default=4)


def _reference(tokens: tuple[Token, ...], start: int, end: int, costs: dict[int, float], quality: float) -> Found:
    ranked = sorted(costs, key=lambda pid: (costs[pid], pid))
    least = costs[ranked[0]]
    close = [pid for pid in ranked if costs[pid] <= least + CLOSE]
    text = " ".join(token.raw for token in tokens[start:end])
    quality -= min(0.5, least * 0.5)
    if len(close) == 1:
        return start, end, ProductRef(text, close[0]), quality
    return start, end, ProductRef(text, None, tuple(close[:CANDIDATES])), quality - 0.05
