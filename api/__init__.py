"""The web application: webhooks, health, pages and the thin REST layer over `shop`."""

from __future__ import annotations

from flask import Flask, redirect

from api import health, mounting, pages
from api.pages import docs, login
from api.routing import PREFIXES
from api.rules import LazyRule
from bot import webhook
from settings import Settings

MOST_BYTES = 8 * 1024 * 1024


def create_app(settings: Settings) -> Flask:
    """The application for one set of settings; the database and the bot are connected by the caller."""
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LazyRule
    # No secret key: Flask keeps no sessions of its own then, which nothing here uses.
    app.config.update(MAX_CONTENT_LENGTH=MOST_BYTES)
    for blueprint in (webhook.blueprint, health.blueprint, pages.blueprint, docs.blueprint, login.blueprint):
        app.register_blueprint(blueprint)
    # The webhook under the API's own addresses too; it is guarded by its signature, not by tokens.
    for prefix in PREFIXES:
        app.add_url_rule(f"{prefix}/whatsapp/webhook", f"webhook:{prefix}", webhook.message, methods=["POST"])
    # Whoever opens the bare address in a browser is shown what there is to look at.
    app.add_url_rule("/", "front", lambda: redirect("/docs"))
    app.extensions["bakul"] = settings
    mounting.mount(app, settings)
    return app
