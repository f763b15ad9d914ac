"""What people and their programs ask of the API, and how often of what: shoppers look around, sellers keep their shop.

Started by `python -m tests.load`, which makes the data; `LOAD_PEOPLE` names the file with everybody's token.
`LOAD_EMPTY` asks the same number of people for nothing instead, from a server that answers an empty 200.
"""

from __future__ import annotations

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

PEOPLE: dict[str, list[dict[str, Any]]] = json.loads(Path(os.environ["LOAD_PEOPLE"]).read_text())
EMPTY = bool(os.environ.get("LOAD_EMPTY"))
API = "/api/v1"
NEXT = {kind: itertools.cycle(people) for kind, people in PEOPLE.items()}


class Person(HttpUser):
    """Somebody who is signed in and thinks for a second or three between two requests."""

    abstract = True
    kind = ""
    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Take one of the accounts that were made."""
        self.me = next(NEXT[self.kind])
        self.dice = random.Random(self.me["user"])

    def ask(self, method: str, path: str, name: str, body: Any = None, fine: tuple[int, ...] = ()) -> Any:
        """Ask, and take these refusals of the shop's rules for an answer; what was told, or nothing."""
        if EMPTY:
            self.client.get("/", name="empty")
            return None
        headers = {"Authorization": f"Bearer {self.me['token']}"}
        with self.client.request(
            method, f"{API}{path}", name=name, json=body, headers=headers, catch_response=True
        ) as answer:
            if 200 <= answer.status_code < 300:
                return answer.json()["data"]
            if answer.status_code in fine:
                answer.success()
            else:
                answer.failure(f"{answer.status_code} {(answer.text or '')[:200]}")
            return None


class Shopper(Person):
    """Looks through menus, puts things into a cart, orders now and then."""

    kind = "shoppers"
    weight = 60

    @task(8)
    def browse(self) -> None:
        """A page of a store's menu."""
        self.ask("GET", f"/products?store_id={self.store()}&limit=20", "products of a store")

    @task(4)
    def search(self) -> None:
        """Words in a store's menu."""
        self.ask("GET", f"/products?store_id={self.store()}&q=menu+{self.dice.randrange(20):02}", "products by words")

    @task(6)
    def look(self) -> None:
        """One product."""
        self.ask("GET", f"/products/{self.product()}", "a product")

    @task(2)
    def visit(self) -> None:
        """A vendor's profile."""
        self.ask("GET", f"/vendors/{self.store()}", "a vendor")

    @task(3)
    def fill(self) -> None:
        """Something into the cart."""
        self.ask("POST", "/cart/items", "into the cart", {"product_id": self.product(), "quantity": 1}, fine=(400,))

    @task(2)
    def show(self) -> None:
        """The cart."""
        self.ask("GET", f"/cart?store_id={self.me['store']}", "the cart")

    @task(1)
    def order(self) -> None:
        """An order of two lines."""
        store = self.store()
        items = [{"product_id": (store - 1) * 20 + number, "quantity": 1} for number in (1, 2)]
        self.ask("POST", "/orders", "an order", {"store_id": store, "items": items, "fulfilment": "pickup"})

    @task(2)
    def mine(self) -> None:
        """What was bought."""
        self.ask("GET", "/orders", "orders of a customer")

    def store(self) -> int:
        """Any store but the two that measurements of growth are about."""
        return self.dice.randrange(3, 101)

    def product(self) -> int:
        """Something on the menu of such a store."""
        return (self.store() - 1) * 20 + self.dice.randrange(1, 21)


class Seller(Person):
    """Looks at orders and figures, takes what came in."""

    kind = "sellers"
    weight = 40

    @task(6)
    def orders(self) -> None:
        """The newest orders; the first that waits is confirmed."""
        found = self.ask("GET", "/orders?limit=20", "orders of a store")
        waiting = [one["id"] for one in found["items"] if one["status"] == "pending"] if found else []
        if waiting:
            path = f"/orders/{self.dice.choice(waiting)}/status"
            self.ask("PUT", path, "confirm an order", {"status": "confirmed"}, fine=(400,))

    @task(2)
    def find(self) -> None:
        """Orders by state."""
        self.ask("GET", "/orders/search?status=confirmed&status=pending&sort=-placed_at", "orders by state")

    @task(2)
    def day(self) -> None:
        """The day's figures."""
        self.ask("GET", "/summaries/daily", "the day's summary")

    @task(1)
    def dashboard(self) -> None:
        """The month's figures."""
        self.ask("GET", "/seller/dashboard/stats", "the dashboard")

    @task(2)
    def menu(self) -> None:
        """One's own menu."""
        self.ask("GET", "/products?mine=true&limit=50", "one's own menu")
