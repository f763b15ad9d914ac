"""Who may call the API, how it answers refusals, and where the stand-in of a request is found."""

from __future__ import annotations

import hmac
from typing import cast

from flask import Response, current_app, jsonify, request

from simulator.core import Simulator
from simulator.errors import TwilioError

EXTENSION = "simulator"


def simulator() -> Simulator:
    """The stand-in this request talks to."""
    return cast(Simulator, current_app.extensions[EXTENSION])


def require_account() -> None:
    """Refuse a request without the account's credentials, or about another account."""
    config, given = simulator().config, request.authorization
    name, word = (given.username or "", given.password or "") if given else ("", "")
    known = {config.account_sid: config.auth_token, **config.api_keys}
    # Compared even for a name nobody has, so that both refusals take the same time.
    if not hmac.compare_digest(known.get(name, "").encode(), word.encode()) or name not in known:
        raise TwilioError(20003)
    if (request.view_args or {}).get("account", config.account_sid) != config.account_sid:
        raise TwilioError(20404, request.path)


def refused(problem: TwilioError) -> Response:
    """Twilio's JSON for a refusal."""
    answer = jsonify(problem.body())
    answer.status_code = problem.status
    if problem.status == 401:
        answer.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return answer


def note(answer: Response) -> Response:
    """Write the finished request into the journal."""
    params: object = request.get_json(silent=True) if request.is_json else request.form.to_dict(flat=False)
    query = f"?{request.query_string.decode()}" if request.query_string else ""
    simulator().tables.journal.write("request", f"{request.method} {request.path}{query}", params, answer.status_code)
    return answer
