"""What one process does alone: importing, finding products by misspelt names, answering with and without RQ."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from statistics import median

from sqlalchemy import func, select

from benchmarks.speed import people
from benchmarks.speed.chats import ORDER
from benchmarks.speed.load import percentile
from benchmarks.speed.place import HOME, Place
from benchmarks.speed.rows import Row
from bot import engine as answering
from bot import inbox, jobs, wake
from bot.channels import Inbound
from models import InboxMessage, database, engine, reading
from nlp.catalogue import CatalogueSpec, ProductSpec
from nlp.index import build_index, find_product
from nlp.packs import load_pack
from values import Money

NAMES = 10_000
SEARCHES = 200
CHATS = 30
# What the words of a product's name are made of.
PARTS = tuple(first + second for first in "bdgklmnprst" for second in "aeiou")
EMPTY = "import sys"
FLASK = "import flask, sqlmodel, redis"


def imports(place: Place, rounds: int) -> Iterator[Row]:
    """Starting a process up to the point where it can work, as a multiple of its bare libraries."""
    environment = place.environment(f"sqlite:///{place.folder / 'import.db'}")
    bare = _import(FLASK, environment, rounds)
    scripts = (("web", "import wsgi", "≤ 0.8 s"), ("worker", "import worker, handlers; handlers.load()", "≤ 1 s"))
    for name, script, aim in scripts:
        seconds = _import(script, environment, rounds)
        of = "importing Flask, SQLModel and redis alone"
        yield Row(f"import of the {name} process", seconds, "s", of, seconds / bare, None, 4.0, aim)


def _import(script: str, environment: dict[str, str], rounds: int) -> float:
    """The median time of a fresh interpreter, without that of an empty one."""
    return median(_python(script, environment) for _ in range(rounds)) - median(
        _python(EMPTY, environment) for _ in range(rounds)
    )


def _python(script: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    # Without the end of the interpreter, which clears up what was loaded.
    script += "; import os; os._exit(0)"
    subprocess.run([sys.executable, "-c", script], cwd=HOME, env=environment, check=True, timeout=60)
    return time.perf_counter() - began


def search(place: Place, rounds: int) -> Iterator[Row]:
    """Products found by names with one letter wrong, beside a bare look at every name."""
    chance = random.Random(7)  # noqa: S311 - the same names every time
    names = sorted({_name(chance) for _ in range(NAMES + NAMES // 5)})[:NAMES]
    products = tuple(_product(key, name) for key, name in enumerate(names, 1))
    index = build_index(CatalogueSpec(products, ()), load_pack("id"))
    wanted = [chance.randrange(NAMES) for _ in range(SEARCHES)]
    took, found, bare = [], 0, []
    for key in wanted:
        heard = _misspelt(names[key], chance)
        began = time.perf_counter()
        hits = find_product(index, heard)
        took.append(time.perf_counter() - began)
        found += any(hit == key + 1 for hit, _ in hits)
        began = time.perf_counter()
        assert heard not in [name for name in names if name == heard]
        bare.append(time.perf_counter() - began)
    of = "comparing it with every name"
    took.sort()
    ratio, work = median(took) / median(bare), f"product by misspelt name, {NAMES:,} products"
    yield Row(work, median(took) * 1000, "ms", of, ratio, None, 20.0, "≤ 2 ms")
    yield Row("the same, p95", percentile(took, 0.95) * 1000, "ms")
    yield Row("found among the first three", found / SEARCHES * 100, "%")


def _name(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(PARTS, k=chance.randint(2, 3))) for _ in range(chance.randint(2, 3)))


def _product(key: int, name: str) -> ProductSpec:
    return ProductSpec(key, name, (), "", "", (), Money(100, "IDR"), ())


def _misspelt(name: str, chance: random.Random) -> str:
    """One letter of the longest word is another one."""
    word = max(name.split(), key=len)
    place = chance.randrange(1, len(word))
    other = chance.choice([letter for letter in "abdegiklmnoprstu" if letter != word[place]])
    return name.replace(word, word[:place] + other + word[place + 1 :], 1)


def queue(place: Place, rounds: int) -> Iterator[Row]:
    """The same messages answered by RQ's worker, and by a bare loop over the table."""
    place.here(place.environment(place.database("postgresql")) | {"GATHER_SECONDS": "0"})
    people.open_store()
    shares, rates = [], []
    for number in range(rounds + 1):
        looped = _answered(number * 2, _loop)
        queued = _answered(number * 2 + 1, _worker)
        if number:
            shares.append(queued / looped)
            rates.append(queued)
        place.forget_signals()
    engine().dispose()
    of = "a bare loop over the table"
    yield Row("messages answered through RQ, one worker", median(rates), "/s", of, median(shares), 0.7, None, "≥ 0.8")


def _answered(batch: int, work: Callable[[list[int]], None]) -> float:
    """Answers a second, up to the last: every chat has a whole order waiting."""
    chats = [_store(batch, number) for number in range(CHATS)]
    began = database.now()
    work(chats)
    with reading() as tx:
        last: datetime = tx.rows(select(func.max(InboxMessage.done_at)))[0][0]
    return CHATS * len(ORDER) / (last - began).total_seconds()


def _store(batch: int, number: int) -> int:
    chat_id = 0
    for text in ORDER:
        form = people.fields(people.customer(100 + batch * CHATS + number), text)
        message = Inbound("whatsapp", form["MessageSid"], form["From"], form["To"], text=text, raw=form)
        chat_id, _ = inbox.store(message)
    return chat_id


def _loop(chats: list[int]) -> None:
    for chat_id in chats:
        while answering.handle_next(chat_id):
            pass


def _worker(chats: list[int]) -> None:
    for chat_id in chats:
        wake.chat(chat_id)
    jobs.worker(wake.MESSAGES, f"bench-{chats[0]}").work(burst=True, logging_level="WARNING")
