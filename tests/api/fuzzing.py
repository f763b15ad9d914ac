"""The API asked everything that its own document allows and forbids, by schemathesis against a real server.

`python -m tests.api.fuzzing SECONDS [DATABASE_URL]` does it for longer than a test has time for.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from sqlmodel import SQLModel
from werkzeug.serving import WSGIRequestHandler, make_server

import models
from models import User, transaction
from tests.api.client import Api
from tests.shop.builders import Shop

# What ends the session, closes the account or changes the password of who asks it is asked by somebody else.
BY_SOMEBODY_ELSE = (
    "account_logout", "account_end_session", "account_end_other_sessions", "account_set_password",
)  # fmt: skip

CONFIG = """\
workers = 1
continue-on-failure = true
max-failures = {failures}
request-timeout = 10
[headers]
Authorization = "Bearer {token}"
[generation]
max-examples = {examples}
allow-x00 = true
# A rule of the shop may refuse what the document allows, since it knows what there is: a name that is taken, stock that
# is not there, a thing that does not exist.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 304, 400, 401, 403, 404, 412, 422]
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 412, 413, 415, 422, 428]
[phases.stateful]
max-steps = 4
[[operations]]
include-operation-id = {others}
headers = {{ Authorization = "Bearer {other}" }}
"""


class Quiet(WSGIRequestHandler):
    """Thousands of requests are nothing to tell one by one."""

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """The API behind a real port: its address."""
    server = make_server("127.0.0.1", 0, api.app, threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def populate(api: Api) -> tuple[str, str]:
    """A shop with goods: the token of its owner, who looks after everything too, and of somebody else like that."""
    tokens = []
    for phone in ("whatsapp:+628111000009", "whatsapp:+628111000010"):
        shop: Shop = api.shop(phone)
        api.product(shop)
        with transaction() as tx:
            user = tx.session.get_one(User, shop.user.id)
            user.admin = True
            tx.save(user)
        tokens.append(api.owner(shop).credential)
    return tokens[0], tokens[1]


def fuzz(database: str, examples: int, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Ask everything: what schemathesis says, and whether it found anything."""
    # Days, so that no token grows old in between.
    api = Api.over(database, access_minutes=60 * 24)
    token, other = populate(api)
    config = folder / "schemathesis.toml"
    others = "[{}]".format(", ".join(f'"{name}"' for name in BY_SOMEBODY_ELSE))
    config.write_text(CONFIG.format(token=token, other=other, others=others, examples=examples, failures=20))
    with serving(api) as url:
        command = (sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run")
        options = ("--url", url, "--seed", "1042", "--warnings", "off", *more, f"{url}/docs/openapi.json")
        return subprocess.run((*command, *options), cwd=folder, capture_output=True, text=True, check=False)


def main(seconds: int, database: str = "") -> int:
    """Ask for so many seconds and print what was found."""
    with tempfile.TemporaryDirectory() as name:
        url = database or f"sqlite:///{name}/fuzz.db"
        SQLModel.metadata.create_all(models.connect(url))
        done = fuzz(url, 200, Path(name), "--max-time", str(seconds))
        sys.stdout.write(done.stdout + done.stderr)
    return done.returncode


if __name__ == "__main__":
    os.environ.setdefault("NO_COLOR", "1")
    sys.exit(main(int(sys.argv[1]), *sys.argv[2:]))
