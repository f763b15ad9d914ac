"""The Flask application of a stand-in."""

from __future__ import annotations

from typing import Any, Final

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from simulator.control import by_hand, faults, page, phones, windows, world
from simulator.core import Simulator
from simulator.errors import TwilioError
from simulator.fetching import MAX_BYTES
from simulator.rest import content, media, messages
from simulator.rest.access import EXTENSION, note, refused, require_account
from simulator.rest.trouble import wait_a_little

REST: Final = (messages.blueprint, media.blueprint, content.blueprint)
CONTROL: Final = tuple(one.blueprint for one in (phones, faults, windows, by_hand, world, page)) + (media.files,)


def create_app(simulator: Simulator) -> Flask:
    """An application that serves Twilio's API, the steering API and the page of one stand-in."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = simulator
    app.config["MAX_CONTENT_LENGTH"] = MAX_BYTES + 1024 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    for blueprint in REST:
        blueprint_setup(blueprint)
        app.register_blueprint(blueprint)
    for blueprint in CONTROL:
        app.register_blueprint(blueprint)
    app.register_error_handler(TwilioError, refused)
    app.register_error_handler(HTTPException, _plain)
    return app


def blueprint_setup(blueprint: Any) -> None:
    """Put credentials, delay and journal around every route of Twilio's API, once."""
    if blueprint.before_request_funcs:
        return
    blueprint.before_request(wait_a_little)
    blueprint.before_request(require_account)
    blueprint.after_request(note)


def _plain(problem: HTTPException) -> Response:
    answer = jsonify({"error": problem.description})
    answer.status_code = problem.code or 500
    return answer
