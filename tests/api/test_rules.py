"""Addresses are spelt out when somebody asks."""

from __future__ import annotations

from flask import Flask, url_for

from api.rules import LazyRule


def test_an_address_is_spelt_out_as_by_any_application() -> None:
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LazyRule
    app.add_url_rule("/orders/<int:order_id>/lines/<name>", "line", lambda **_: "")
    app.add_url_rule("/orders", "orders", lambda: "")
    with app.test_request_context(base_url="https://bakul.example"):
        assert url_for("line", order_id=7, name="es teh", page=2) == "/orders/7/lines/es%20teh?page=2"
        assert url_for("line", order_id=8, name="mie") == "/orders/8/lines/mie"
        assert url_for("orders", _external=True) == "https://bakul.example/orders"
