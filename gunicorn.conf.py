"""gunicorn's own settings; where to listen is given on the command line."""

from __future__ import annotations

from typing import Any

from supervisor.child import die_with_parent

worker_class = "gthread"
workers = 2
threads = 8
# The application is loaded once, before anybody is let in, and shared by its workers: none answers its first requests
# while it still loads. Connections are opened by each worker when it needs them. New code needs a new server.
preload_app = True
timeout = 30
graceful_timeout = 5
keepalive = 5
# Writes to the home folder otherwise, which is read-only in many containers.
control_socket_disable = True


def when_ready(server: Any) -> None:
    """What the first requests would load and prepare is there before the workers are made."""
    import jwt  # noqa: F401
    from sqlalchemy.orm import configure_mappers

    configure_mappers()


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed would hold the port for a moment longer."""
    die_with_parent(worker.ppid)
