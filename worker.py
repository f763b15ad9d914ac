"""Worker processes: `--queue NAME` serves one RQ queue, `--clock` ticks. Any number of each may run anywhere."""
# ruff: noqa: E402 - what is loaded here stays, so that looking for garbage meanwhile is a sixth of the start in vain

from __future__ import annotations

import gc

gc.disable()

import argparse
import os
import secrets
import socket

import bot
import handlers
import models
import settings
from bot import environment, jobs, wake


def main() -> None:
    """Run what the arguments ask for until the process is told to stop."""
    parser = argparse.ArgumentParser(description=__doc__)
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--queue", choices=wake.QUEUES)
    kind.add_argument("--clock", action="store_true")
    chosen = parser.parse_args()
    config = settings.load()
    bot.set_up_logs(config)
    environment.require_fit(config)
    models.connect(config.database_url, config.database_pool)
    models.follow(config.replica_url, config.database_pool)
    bot.configure(config)
    handlers.load()
    # What stands now stays: the collector of garbage need not walk through it while somebody waits.
    gc.freeze()
    gc.enable()
    if chosen.clock:
        # Only a clock needs the scheduler.
        from bot import clock, minutes, missed

        clock.run(minutes.every_minute, minutes.send_letters, missed.fetch)
    else:
        jobs.work(chosen.queue, f"{chosen.queue}@{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(2)}")


if __name__ == "__main__":
    main()
