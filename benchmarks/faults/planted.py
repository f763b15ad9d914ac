"""`python -m benchmarks.faults.planted`: bugs put into a copy of the project, each of which its tests must notice."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")
# What pytest says when tests ran and some failed; anything else is a copy that cannot be tested at all.
PASSED, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Change:
    """A line of a file, and what a careless hand would have written in its place."""

    file: str
    old: str
    new: str

    def make(self, home: Path) -> str:
        """Write it, and tell what the file held before; ValueError where the old line does not stand there once."""
        path = home / self.file
        text = path.read_text()
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {text.count(self.old)} times: {self.old!r}")
        path.write_text(text.replace(self.old, self.new))
        return text


@dataclass(frozen=True, slots=True)
class Bug:
    """A bug: what it is, the changes that make it, and the tests that must fail with it and pass without."""

    says: str
    changes: tuple[Change, ...]
    tests: tuple[str, ...]


BUGS = (
    Bug(
        "the token of a lease is ignored",
        (Change("bot/inbox.py", '    col(InboxMessage.lease_token) == bindparam("token"),\n', ""),),
        ("tests/faults/test_turns.py::test_the_message_of_a_lost_worker_is_found_and_its_token_is_worth_nothing",),
    ),
    Bug(
        "stock is looked at and then written",
        (
            Change(
                "shop/reservations.py",
                '        col(StockLevel.on_hand) - col(StockLevel.reserved) >= bindparam("asked"),\n',
                "",
            ),
            Change(
                "shop/reservations.py",
                "taken = tx.rows(_HOLDING, values)",
                "enough = asked <= _left(tx, tx.session.get_one(Product, product_id))\n"
                "        taken = tx.rows(_HOLDING, values) if enough else []",
            ),
        ),
        (
            "tests/shop/test_races.py::test_twenty_buyers_of_the_last_one_are_one_order_and_nineteen_refusals",
            "tests/shop/test_races.py::test_several_processes_sell_no_more_than_there_is",
        ),
    ),
    Bug(
        "two lines of one product are checked apart",
        (
            Change("shop/cart_views.py", "line, asked[line.product_id], now)", "line, line.quantity, now)"),
            Change(
                "shop/placing.py", "wanted[line.product_id] += line.quantity", "wanted[line.product_id] = line.quantity"
            ),
        ),
        ("tests/shop/test_placing.py::test_lines_of_one_product_take_from_the_same_stock",),
    ),
    Bug(
        "the day of a report is cut in UTC",
        (Change("shop/calendar.py", "combine(day, at, store.timezone).astimezone(UTC)", "combine(day, at, UTC)"),),
        (
            "tests/shop/reports/test_definitions.py::test_figures_equal_their_recount",
            "tests/bot/test_summaries.py::test_the_day_is_that_of_the_store",
        ),
    ),
    Bug(
        "a message is sent without a lease",
        (
            Change("bot/outbox.py", '        _TABLE.c.state == "new",\n', ""),
            Change("bot/outbox.py", 'if row is None or row.state != "new":', "if row is None:"),
        ),
        ("tests/faults/test_turns.py::test_a_send_is_taken_by_one_sender_and_nothing_beside_it",),
    ),
)


def main() -> int:
    """Plant one bug after the other; 1 when the tests fail without any, or do not notice one."""
    with tempfile.TemporaryDirectory(prefix="bakul-planted-") as folder:
        home = Path(folder) / "bakul"
        shutil.copytree(HOME, home, ignore=LEFT_OUT)
        sound, told = _tested(home, [test for bug in BUGS for test in bug.tests])
        say("nothing planted", sound == PASSED, told)
        noticed = [_plant(home, bug) for bug in BUGS]
    return int(sound != PASSED or not all(noticed))


def say(what: str, good: bool, told: str) -> None:
    """One line to the terminal: what was planted, whether the tests said what they must, and their last line."""
    sys.stdout.write(f"{'as it must be' if good else 'NOT AS IT MUST BE'}: {what}: {told}\n")
    sys.stdout.flush()


def _plant(home: Path, bug: Bug) -> bool:
    before = {change.file: (home / change.file).read_text() for change in bug.changes}
    for change in bug.changes:
        change.make(home)
    code, told = _tested(home, bug.tests)
    for file, text in before.items():
        (home / file).write_text(text)
    say(bug.says, code == FAILED, told)
    return code == FAILED


def _tested(home: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Run tests of the copy: pytest's exit status, which tests failed and why in a line each, and its last line."""
    command = (sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "--tb=no", "-rf", "-m", "", *tests)
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, timeout=300)
    lines = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")] + done.stdout.splitlines()[-1:]
    return done.returncode, "\n    ".join(lines) or done.stderr[-500:]


if __name__ == "__main__":
    sys.exit(main())
