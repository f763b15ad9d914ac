"""Every `flask …` command."""

from __future__ import annotations

import json

import click
from flask import Flask
from flask.cli import AppGroup

from bot import history, sweep

messages = AppGroup("messages", help="Messages that failed: list them, look into one, try again.")


def register(app: Flask) -> None:
    """Give the application its commands."""
    for command in (messages, sweep_once):
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


@click.command("sweep")
def sweep_once() -> None:
    """Wake whatever waits, once."""
    click.echo(json.dumps(sweep.sweep()))
