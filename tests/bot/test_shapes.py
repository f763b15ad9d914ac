"""Choices leave as buttons or a list where the channel can show them, and as a numbered text everywhere else."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from models import ContentTemplate, transaction
from tests.bot.rows import PHONE, chat, deliver, greet, message
from tests.chats.runner import shown_as
from tests.chats.world import World


def _shown(world: World, text: str, choices: int, **values: object) -> str:
    greet(world)
    key = chat()
    message(key, text, choices, **values)
    deliver()
    world.phones.settle()
    return shown_as(world.heard(PHONE, 0)[-1])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_up_to_three_are_buttons(world: World, count: int) -> None:
    buttons = " ".join(f"[Pilihan {n}]" for n in range(1, count + 1))
    assert _shown(world, "Mau?", count) == f"Mau?\n{buttons}"


@pytest.mark.parametrize("count", [4, 10])
def test_up_to_ten_are_a_list(world: World, count: int) -> None:
    rows = "\n".join(f"• Pilihan {n}" for n in range(1, count + 1))
    assert _shown(world, "Yang mana?", count) == f"Yang mana?\n{rows}"


def test_a_title_too_long_for_a_button_makes_a_list(world: World) -> None:
    assert _shown(world, "Yang mana?", titles=["Nasi goreng seafood ya", "Es teh"], choices=0) == (
        "Yang mana?\n• Nasi goreng seafood ya\n• Es teh"
    )


def test_more_than_ten_are_numbered(world: World) -> None:
    numbers = "\n".join(f"{n}) Pilihan {n}" for n in range(1, 12))
    assert _shown(world, "Yang mana?", 11) == f"Yang mana?\n{numbers}"


def test_a_long_text_is_numbered(world: World) -> None:
    text = "a" * 1025
    assert _shown(world, text, 2) == f"{text}\n1) Pilihan 1\n2) Pilihan 2"


def test_without_a_registered_shape_the_text_is_numbered(world: World) -> None:
    with transaction() as tx:
        tx.changed(delete(ContentTemplate))
    assert _shown(world, "Mau?", 2) == "Mau?\n1) Pilihan 1\n2) Pilihan 2"
