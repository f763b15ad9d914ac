"""Calls that many threads make at the same moment, made as one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class _Waiting(Generic[Asked, Given]):
    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.given: Given | None = None
        self.error: Exception | None = None
        self.done = False


class Together(Generic[Asked, Given]):
    """Whoever comes first asks for all that wait by then; who is alone waits for nobody.

    `ask` answers each of what it is given, in that order. Where it fails with an error of `one_by_one`, each is asked
    for alone, so that what is wrong with one harms no other; any other error is everybody's.
    """

    def __init__(
        self, ask: Callable[[Sequence[Asked]], Sequence[Given]], one_by_one: tuple[type[Exception], ...] = ()
    ) -> None:
        self._ask = ask
        self._one_by_one = one_by_one
        self._waiting: list[_Waiting[Asked, Given]] = []
        self._guard = threading.Lock()
        self._turn = threading.Lock()

    def __call__(self, asked: Asked) -> Given:
        mine: _Waiting[Asked, Given] = _Waiting(asked)
        with self._guard:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                with self._guard:
                    taken, self._waiting = self._waiting, []
                self._answer(taken)
        if mine.error is not None:
            raise mine.error
        return mine.given  # type: ignore[return-value]

    def _answer(self, taken: Sequence[_Waiting[Asked, Given]]) -> None:
        try:
            for one, given in zip(taken, self._ask([one.asked for one in taken]), strict=True):
                one.given = given
        except Exception as error:
            if len(taken) > 1 and isinstance(error, self._one_by_one):
                for one in taken:
                    self._answer([one])
            else:
                self._fail(taken, error)
        for one in taken:
            one.done = True

    def _fail(self, taken: Sequence[_Waiting[Asked, Given]], error: Exception) -> None:
        for one in taken:
            one.error = error
