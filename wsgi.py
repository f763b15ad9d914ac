"""The web process: settings, database, bot, application. `flask <command>` starts from here too."""
# ruff: noqa: E402 - what is loaded here stays, so that looking for garbage meanwhile is a sixth of the start in vain

from __future__ import annotations

import gc

gc.disable()

import sys

import bot
import cli
import handlers
import models
import settings
from api import create_app
from bot import environment

config = settings.load()
bot.set_up_logs(config)
if "gunicorn" in sys.modules:
    # Commands must work with unfit settings too: `check-env` is one of them.
    environment.require_fit(config)
models.connect(config.database_url, config.database_pool)
models.follow(config.replica_url, config.database_pool)
bot.configure(config)
handlers.load()
app = create_app(config)
cli.register(app)
gc.freeze()
gc.enable()
