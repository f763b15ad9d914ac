"""The web process: settings, database, bot, application. `flask <command>` starts from here too."""

from __future__ import annotations

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
bot.configure(config)
handlers.load()
app = create_app(config)
cli.register(app)
