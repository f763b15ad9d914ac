"""Calls of many threads are made as one, and each gets its own answer."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.together import Together

THREADS = 8


class Counted:
    """Doubles numbers; the first call waits until every other thread has asked, too."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.everybody = threading.Event()

    def __call__(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        assert self.everybody.wait(10)
        if -1 in numbers:
            raise ValueError("less than nothing")
        if -2 in numbers:
            raise OSError("nobody there")
        return [2 * number for number in numbers]


def ask_at_once(asked: Counted, numbers: Sequence[int]) -> list[int | Exception]:
    """What each of the threads is told; the first is alone with its call, the others come while it runs."""
    together: Together[int, int] = Together(asked, one_by_one=(ValueError,))

    def ask(number: int) -> int | Exception:
        try:
            return together(number)
        except (ValueError, OSError) as error:
            return error

    with ThreadPoolExecutor(len(numbers)) as pool:
        first = pool.submit(ask, numbers[0])
        while not asked.calls:
            pass
        others = [pool.submit(ask, number) for number in numbers[1:]]
        while len(together._waiting) < len(numbers) - 1:
            pass
        asked.everybody.set()
        return [first.result(10), *(other.result(10) for other in others)]


def test_who_is_alone_waits_for_nobody() -> None:
    asked = Counted()
    asked.everybody.set()
    assert (Together(asked)(4), asked.calls) == (8, [[4]])


def test_those_who_come_meanwhile_are_asked_for_together() -> None:
    asked = Counted()
    assert ask_at_once(asked, range(THREADS)) == [2 * number for number in range(THREADS)]
    assert [sorted(call) for call in asked.calls] == [[0], list(range(1, THREADS))]


def test_what_is_wrong_with_one_harms_no_other() -> None:
    told = ask_at_once(Counted(), [1, 2, -1, 3])
    assert [answer for answer in told if isinstance(answer, int)] == [2, 4, 6]
    assert isinstance(told[2], ValueError)


def test_what_is_wrong_with_all_is_told_to_all() -> None:
    asked = Counted()
    told = ask_at_once(asked, [1, 2, -2, 3])
    assert told[0] == 2
    assert [type(answer) for answer in told[1:]] == [OSError] * 3
    assert len(asked.calls) == 2


def test_the_next_call_is_not_harmed_by_a_failed_one() -> None:
    asked = Counted()
    asked.everybody.set()
    together: Together[int, int] = Together(asked)
    with pytest.raises(OSError, match="nobody there"):
        together(-2)
    assert together(3) == 6
