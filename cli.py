"""Every `flask …` command."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlmodel import col, select

import settings
from api import limits, openapi
from bot import content, demo_chats, environment, history, model, reference, scaffold, sweep, verify
from bot.channels import ChannelError
from bot.verify.report import as_json, lines
from models import Store, Tx, reading, transaction
from models.copying import CannotCopy, copy_database
from nlp.engine import ALWAYS, KINDS, LOCAL, Engine
from nlp.reader import Reader
from shop import demo, sold_days, stores
from shop.accounts.people import find_account, set_admin
from shop.errors import UnknownStore

messages = AppGroup("messages", help="Messages that failed: list them, look into one, try again.")
twilio = AppGroup("twilio", help="What Twilio has to know.")
db = AppGroup("db", help="The database as a whole.")
accounts = AppGroup("accounts", help="People with an account.")


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (accounts, print_openapi):
        app.cli.add_command(command)
    for command in (messages, twilio, db, sweep_once, check_env, docs, new, seed, understand, verify_all):
        app.cli.add_command(command)


@messages.command("failed")
def failed() -> None:
    """List what was given up or is uncertain."""
    for row in history.find_failed():
        click.echo(f"{row['id']:>10}  {row['state']:<10} chat {row['chat']:<8} {row['error'][:100]}")


@messages.command("show")
@click.argument("message_id", type=int)
def show(message_id: int) -> None:
    """Tell one inbound message's whole story."""
    story = history.story(message_id)
    if story is None:
        raise click.ClickException(f"There is no message {message_id}.")
    click.echo(json.dumps(story, indent=2, ensure_ascii=False))


@messages.command("retry")
@click.argument("name")
def retry(name: str) -> None:
    """Try a failed message again, by the id that `failed` shows."""
    if not history.retry_message(name):
        raise click.ClickException(f"{name} is not a failed message. Nothing was changed.")
    click.echo(f"{name} waits again.")


@twilio.command("sync")
def sync() -> None:
    """Register buttons, lists and templates with Twilio; those it knows already stay."""
    try:
        made, total, approved = content.sync()
    except ChannelError as error:
        raise click.ClickException(f"Twilio cannot be asked ({error}); look at the settings TWILIO_….") from error
    click.echo(f"{made} of {total} were new; {approved} templates are approved.")


@db.command("copy")
@click.argument("source_url")
@click.argument("target_url")
def copy(source_url: str, target_url: str) -> None:
    """Copy everything into an empty database with the same tables; nothing may write to the source meanwhile."""
    if not (source_url.startswith(settings.DATABASES) and target_url.startswith(settings.DATABASES)):
        raise click.ClickException("Both addresses begin with postgresql:// or sqlite:///. Nothing was copied.")
    try:
        copied = copy_database(source_url, target_url)
    except CannotCopy as refusal:
        raise click.ClickException(f"{str(refusal)[:1].upper()}{str(refusal)[1:]}. Nothing was copied.") from refusal
    for one in copied:
        click.echo(f"{one.rows:>10}  {one.table}")


@db.command("sums")
@click.argument("code", required=False)
def sums(code: str | None) -> None:
    """Make the sums of what was sold by day anew from the orders: of one store by its code, or of all."""
    with reading() as tx:
        keys = _stores(tx, code)
    for key in keys:
        with transaction() as tx:
            store = tx.session.get_one(Store, key)
            click.echo(f"{sold_days.rebuild(tx, store):>10}  {store.code}")


def _stores(tx: Tx, code: str | None) -> list[int]:
    if not code:
        return list(tx.exec(select(Store.id).order_by(col(Store.id))))
    try:
        return [stores.store_by_code(tx, code).id]
    except UnknownStore:
        raise click.ClickException(f"No store has the code {code}. Nothing was changed.") from None


@accounts.command("admin")
@click.argument("name")
@click.option("--off", is_flag=True, help="Take it away again.")
def admin(name: str, off: bool) -> None:
    """Let the person with that e-mail address or number look after the whole installation."""
    with transaction() as tx:
        user = find_account(tx, name)
        if user is None:
            raise click.ClickException(f"Nobody has the account {name}. Nothing was changed.")
        set_admin(tx, user, not off, datetime.now(UTC))
    click.echo(f"{name} is {'no longer ' if off else ''}an admin.")


@click.command("openapi")
def print_openapi() -> None:
    """Print the document of the API."""
    click.echo(json.dumps(openapi.document(settings.load()), indent=2, ensure_ascii=False))


@click.command("sweep")
def sweep_once() -> None:
    """Wake whatever waits, once."""
    click.echo(json.dumps(sweep.sweep()))


@click.command("check-env")
def check_env() -> None:
    """Name every setting that is missing or weak; fails where production must not start."""
    found = environment.findings(settings.load())
    for one in found:
        click.echo(f"{'must' if one.fatal else 'may '}  {one.name} {one.words}.")
    sys.exit(any(one.fatal for one in found))


@click.command("docs")
@click.option("--check", is_flag=True, help="Only tell whether the pages say what is true.")
def docs(check: bool) -> None:
    """Write the reference pages that are made from the code."""
    pages = {**reference.pages(), settings.HERE / "docs" / "limits.md": limits.page()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text() != text]
    if check and stale:
        raise click.ClickException("out of date, run `flask docs`: " + ", ".join(path.name for path in stale))
    for path in stale:
        path.write_text(pages[path])


@click.command("new")
@click.argument("name")
def new(name: str) -> None:
    """Write every entry of a new command, such as seller.stock.count; tests fail until each is filled in."""
    try:
        paths = scaffold.scaffold(name)
    except ValueError as refusal:
        raise click.ClickException(f"{refusal}. Nothing was written.") from refusal
    click.echo("\n".join(str(path.relative_to(settings.HERE)) for path in paths))


@click.command("seed")
@click.option("--phones", type=click.Path(path_type=Path), help="Where to write the list of demo phones.")
def seed(phones: Path | None) -> None:
    """Open shops worth ordering from, unless they are there already."""
    shared = settings.load().twilio_number
    with transaction() as tx:
        now = datetime.now(UTC)
        for store in demo.seed_demo(tx, now):
            demo_chats.greet(tx, store, now)
    if phones is not None:
        phones.write_text(json.dumps(demo.demo_phones(shared), indent=2, ensure_ascii=False))


@click.command("verify")
@click.option("--patience", type=float, default=verify.PATIENCE.total_seconds(), help="Seconds a message may wait.")
@click.option("--limit", default=10, help="How many rows of each violation to show.")
@click.option("--only", multiple=True, type=click.Choice([one.name for one in verify.INVARIANTS]))
@click.option("--json", "machine", is_flag=True, help="For machines.")
def verify_all(patience: float, limit: int, only: tuple[str, ...], machine: bool) -> None:
    """Check that nothing was lost, doubled or mixed up; fails if anything was."""
    found = verify.verify(timedelta(seconds=patience), limit, only)
    if not any(one.applicable for one in found):
        raise click.ClickException("There is no shop in this database.")
    click.echo(as_json(found) if machine else "\n".join(lines(found)))
    sys.exit(any(one.count for one in found))


@click.command("understand")
@click.option(
    "--catalog", required=True, type=click.Path(exists=True, path_type=Path), help="What the shop sells, as JSON."
)
@click.option("--role", type=click.Choice(["seller", "customer"]), help="Tell intent and slots instead of orders.")
@click.option("--language", help="Recognised from the words when it is not given.")
@click.option("--now", type=click.DateTime(), help="The present; the real one when it is not given.")
@click.option("--engine", type=click.Choice(KINDS), default=LOCAL, help="Rules, the configured model, or as in chats.")
@click.option("--explain", help="Explain this one message instead of reading cases.")
def understand(
    catalog: Path, role: str | None, language: str | None, now: datetime | None, engine: str, explain: str | None
) -> None:
    """Read cases as JSON lines from standard input and write what they mean, by the code that the chat uses."""
    reader = Reader(catalog, role, language, (now or datetime.now(UTC)).replace(tzinfo=UTC), _engine(engine))
    if explain is not None:
        click.echo("\n".join(reader.explain(explain)))
        return
    for line in sys.stdin:
        if line.strip():
            click.echo(json.dumps(reader.predict(json.loads(line)), ensure_ascii=False))


def _engine(kind: str) -> Engine:
    host = model.host_of(settings.load()) if kind != LOCAL else None
    if kind == ALWAYS and host is None:
        raise click.ClickException("No model host is configured: OPENAI_API_KEY is empty.")
    return Engine(kind, host)
