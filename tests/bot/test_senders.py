"""Threads that send: no more in hand than they can begin with, and turns among chats."""

from __future__ import annotations

import threading
import time

from bot.senders import Senders


def test_no_more_is_taken_than_the_threads_can_begin_with() -> None:
    going, begun = threading.Event(), threading.Semaphore(0)

    def work(_: int, __: float) -> bool:
        begun.release()
        assert going.wait(60)
        return False

    senders = Senders(4, 60, work)
    assert all(senders.give(chat, 0) for chat in range(5))
    for _ in range(4):
        assert begun.acquire(timeout=60)
    assert not senders.give(5, 0.01)
    assert senders.give(4, 0)  # is in hand
    assert senders.others_wait()
    going.set()
    senders.settle()
    assert senders.give(5, 0)
    senders.settle()
    assert not senders.others_wait()


def test_chats_take_turns_while_others_wait() -> None:
    left, order, first = {1: 3, 2: 2}, list[int](), threading.Event()

    def work(chat: int, _: float) -> bool:
        assert first.wait(10)
        while left[chat]:
            left[chat] -= 1
            order.append(chat)
            if senders.others_wait():
                return True
        return False

    senders = Senders(1, 60, work)
    for chat in left:
        senders.give(chat, 0)
    first.set()
    senders.settle()
    assert (order, left) == ([1, 2, 1, 2, 1], {1: 0, 2: 0})


def test_the_time_that_a_chat_may_be_in_hand_runs_on_while_it_takes_turns() -> None:
    untils, begun = list[float](), time.monotonic()

    def work(_: int, until: float) -> bool:
        untils.append(until)
        return len(untils) < 3

    senders = Senders(1, 60, work)
    senders.give(1, 0)
    senders.settle()
    assert len(untils) == 3
    assert len(set(untils)) == 1
    assert begun + 60 <= untils[0] <= time.monotonic() + 60


def test_a_chat_given_while_it_is_worked_on_is_worked_on_again() -> None:
    begun, going, times = threading.Event(), threading.Event(), list[int]()

    def work(chat: int, _: float) -> bool:
        times.append(chat)
        begun.set()
        return not going.wait(60)

    senders = Senders(1, 60, work)
    senders.give(7, 0)
    assert begun.wait(10)
    senders.give(7, 0)
    going.set()
    senders.settle()
    assert times == [7, 7]
