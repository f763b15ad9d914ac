"""`/login/…`: where a link from the chat leads. Its person chooses a password there; looking alone uses nothing up."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api import limiter
from api.answering import address_of
from api.envelope import language_of, words
from api.limits import limits
from api.refusals import status_of
from bot.render import render
from models import Tx, User, reading, transaction
from shop.accounts import links, people, secrets, sessions
from shop.accounts.log import Door
from shop.people import addresses_of_user
from shop.refusal import ShopError

blueprint = Blueprint("login", __name__, url_prefix="/login")

POLICY: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
MOST_BYTES: Final = 4096


@blueprint.before_request
def count() -> Response | None:
    """As often as logins."""
    settings = current_app.extensions["bakul"]
    request.max_content_length = MOST_BYTES
    standing = limiter.count("login", address_of(request, settings), limits(settings.rate_limits)["login"])
    if standing is None or not standing.wait:
        return None
    return Response("too many requests", 429, content_type="text/plain", headers=standing.headers)


@blueprint.get("/<token>")
def show(token: str) -> Response:
    """Ask for a password. Nothing is used up: messengers look at links before people do."""
    try:
        with reading() as tx:
            user = links.user_of_link(tx, token, _door())
            return _form(user, _account(tx, user))
    except ShopError as error:
        return _refused(error)


@blueprint.post("/<token>")
def choose(token: str) -> Response:
    """Use the link up: keep the password, and sign every device out that was in."""
    try:
        with reading() as tx:
            user = links.user_of_link(tx, token, _door())
            account = _account(tx, user)
        try:
            kept = secrets.hashed(request.form.get("password", "")[: secrets.LONGEST], user.name, account)
        except ShopError as error:
            return _form(user, account, error)
        with transaction() as tx:
            user = links.use_link(tx, token, _door())
            people.set_password(tx, user, kept, _door().now)
            sessions.end_others(tx, user.id, None, _door())
        return _page(user.language, 200, said=_words(user.language, "login_done", {"account": account}))
    except ShopError as error:
        return _refused(error)


def _door() -> Door:
    address = address_of(request, current_app.extensions["bakul"])
    return Door(datetime.now(UTC), address, request.headers.get("User-Agent", ""))


def _account(tx: Tx, user: User) -> str:
    """What this person types as his name to log in."""
    if user.email:
        return user.email
    numbers = [address.external_id.removeprefix("whatsapp:") for address in addresses_of_user(tx, user.id)]
    return numbers[-1] if numbers else ""


def _form(user: User, account: str, error: ShopError | None = None) -> Response:
    language = user.language
    values = {"name": user.name, "account": account, "shortest": secrets.SHORTEST}
    shown = {
        "said": _words(language, "login_intro", values),
        "label": _words(language, "login_password", values),
        "button": _words(language, "login_button", values),
        "shortest": secrets.SHORTEST,
    }
    if error is None:
        return _page(language, 200, **shown)
    return _page(language, status_of(error), **shown, refused=words(language, error.code, error.values))


def _refused(error: ShopError) -> Response:
    language = language_of(request, None)
    return _page(language, status_of(error), refused=words(language, error.code, error.values))


def _words(language: str, block: str, values: dict[str, Any]) -> str:
    return render(language, "page", block, values, datetime.now(UTC), ZoneInfo("UTC"))


def _page(language: str, status: int, **shown: Any) -> Response:
    known = {"said": "", "refused": "", "button": "", "label": "", "shortest": 0, "language": language}
    title = _words(language, "login_title", {})
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    content = _template().render({**known, "title": title, **shown})
    return Response(content, status, content_type="text/html; charset=utf-8", headers=headers)


@cache
def _template() -> Template:
    found = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
    return found.get_template("login.html")
