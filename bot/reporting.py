"""Faults told to a Sentry server, where one is set up: what failed and where in the code, never what people wrote."""

from __future__ import annotations

import logging
from typing import Any, Final

from settings import Settings

# Where a fault of the database begins to tell the values it was asked with.
VALUES: Final = "[SQL:"


def set_up(settings: Settings) -> None:
    """Tell every fault that is logged from now on; nothing without `SENTRY_DSN`."""
    dsn = settings.sentry_dsn.get_secret_value()
    if not dsn:
        return
    import sentry_sdk  # it takes a while, and few installations use it
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn,
        environment=settings.environment,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            ExcepthookIntegration(),
            DedupeIntegration(),
        ],
        include_local_variables=False,
        max_breadcrumbs=0,
        before_send=_without_values,
    )


def _without_values(event: Any, _hint: dict[str, Any]) -> Any:
    for one in event.get("exception", {}).get("values", ()):
        one["value"] = (one.get("value") or "").partition(VALUES)[0]
    return event
