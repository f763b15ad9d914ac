"""The web process: settings, database, bot, application. `flask <command>` starts from here too."""

from __future__ import annotations

import bot
import cli
import handlers
import models
import settings
from api import create_app

config = settings.load()
bot.set_up_logs(config)
models.connect(config.database_url, config.database_pool)
bot.configure(config)
handlers.load()
app = create_app(config)
cli.register(app)
