"""Customers and sellers who do what people do, all at the same moment, each by a seed of his own."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import requests
from sqlalchemy.exc import SQLAlchemyError

from benchmarks.faults.fleet import NotReadyError
from benchmarks.faults.machine import Machine
from benchmarks.faults.stores import MENU, Place
from benchmarks.faults.talk import ANSWERS, SUMMARY, ask, asked

PATIENCE = 25.0
# What a customer says instead of yes while the summary stands there, now and then.
SECOND_THOUGHTS = ("jadi 2 aja", "tambah 1 es jeruk", "tidak jadi", "menu", "ganti es teh", "jam buka?", "1 sate ayam")
# Orders as people write them, with quantities that are none among them.
ODD = ("0 nasi goreng", "-1 es teh", "1,5 sate ayam", "999999999 es jeruk", "dua es teh", "२ es teh", "NaN nasi goreng")
# Which words take an order on from each state.
STEPS = {
    "pending": ("terima {}", "terima {}", "terima {}", "tolak {}"),
    "confirmed": ("proses {}", "siap {}", "kirim {}"),
    "processing": ("siap {}", "kirim {}"),
    "ready": ("selesai {}", "{} sudah diambil"),
    "shipped": ("{} sampai", "selesai {}"),
}
OPEN = """SELECT number, state FROM orders WHERE store_id = :store AND state IN
    ('pending', 'confirmed', 'processing', 'ready', 'shipped') ORDER BY id DESC LIMIT 20"""


@dataclass(slots=True)
class Crowd:
    """Everybody at work on a machine, until they are asked to stop."""

    machine: Machine
    places: list[Place]
    seed: int | str
    said: int = 0
    unanswered: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, customers: int) -> None:
        """Set the sellers and that many customers of each store to work."""
        for place in self.places:
            self._begin(_sell, place, place.seller)
            for phone in place.customers[:customers]:
                self._begin(_buy, place, phone)

    def stop(self) -> None:
        """Let everybody finish the sentence he is at."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 3)
        self._threads.clear()
        self._over = threading.Event()

    def _begin(self, life: object, place: Place, phone: str) -> None:
        rng = random.Random(f"{self.seed} {phone}")
        person = Person(self, place, phone, rng)
        thread = threading.Thread(target=person.live, args=(life,), daemon=True, name=phone)
        self._threads.append(thread)
        thread.start()


@dataclass(slots=True)
class Person:
    """Somebody with a phone."""

    crowd: Crowd
    place: Place
    phone: str
    rng: random.Random

    def live(self, life: object) -> None:
        """Do one thing after the other; an answer that does not come is a reason to go on with something else."""
        over = self.crowd._over
        while not over.is_set():
            try:
                life(self)  # type: ignore[operator]
            except NotReadyError as unanswered:
                self.crowd.unanswered.append(f"{self.phone}: {unanswered}")
            except (requests.RequestException, SQLAlchemyError):
                time.sleep(0.5)  # what we look with is being disturbed, too
            over.wait(self.rng.uniform(0.02, 0.4))

    def say(self, text: str) -> None:
        """Say something and wait for the answer."""
        self.crowd.said += 1
        ask(self.crowd.machine, self.place, self.phone, text, PATIENCE)

    def hurry(self, texts: Iterable[str]) -> None:
        """Say several things without waiting."""
        for text in texts:
            self.crowd.said += 1
            self.crowd.machine.phones.say(self.phone, text, self.place.business)

    def asked(self) -> str:
        """The question that is open."""
        return asked(self.crowd.machine, self.place, self.phone)


def _buy(person: Person) -> None:
    rng = person.rng
    if rng.random() < 0.1:
        person.hurry([_order(rng), rng.choice(SECOND_THOUGHTS), _order(rng)])
    person.say(rng.choice(ODD) if rng.random() < 0.1 else _order(rng))
    for _ in range(6):
        question = person.asked()
        if question == SUMMARY:
            break
        person.say(ANSWERS.get(question, "pesan"))
    else:
        # Something in the cart is sold out, or the talk went astray: begin anew.
        person.say("kosongkan keranjang")
        person.say("ya")
        return
    if rng.random() < 0.25:
        person.say(rng.choice(SECOND_THOUGHTS))
    if rng.random() < 0.3:
        person.hurry(["ya", "ya"])
    person.say("ya")
    if rng.random() < 0.2:
        person.say("batalkan pesanan")
        person.say("ya")


def _order(rng: random.Random) -> str:
    lines = [f"{rng.randint(1, 3)} {name.lower()}" for name, *_ in rng.sample(MENU, rng.randint(1, 3))]
    # The same dish twice: both lines take from the same stock.
    return " sama ".join([*lines, *(lines[:1] if rng.random() < 0.1 else [])])


def _sell(person: Person) -> None:
    rng, machine = person.rng, person.crowd.machine
    found = machine.rows(OPEN, store=person.place.store_id)
    if found and rng.random() < 0.75:
        # The oldest first, mostly, as in a kitchen.
        order = found[-1] if rng.random() < 0.8 else rng.choice(found)
        person.say(rng.choice(STEPS[order["state"]]).format(order["number"]))
        return
    dish = rng.choice([name for name, _, stock, _ in MENU if stock is not None])
    person.say(
        rng.choice((f"stok {dish}", f"stok masuk {dish} {rng.randint(10, 30)}", f"stok {dish} 200", "laporan hari ini"))
    )
