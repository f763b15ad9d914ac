"""gunicorn's own settings; where to listen is given on the command line."""

from __future__ import annotations

from typing import Any

from supervisor.child import die_with_parent

worker_class = "gthread"
workers = 2
threads = 8
timeout = 30
graceful_timeout = 5
keepalive = 5
# Writes to the home folder otherwise, which is read-only in many containers.
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Load the application once, for all workers, with what the first requests would load and prepare.

    By now the port is open: who comes meanwhile waits, and is not refused as he would be with `preload_app`.
    Connections are opened by each worker when it needs them. New code needs a new server.
    """
    import jwt  # noqa: F401
    from sqlalchemy.orm import configure_mappers

    server.app.wsgi()
    configure_mappers()


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed would hold the port for a moment longer."""
    die_with_parent(worker.ppid)
