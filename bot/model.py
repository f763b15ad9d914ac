"""The model's help: asked only when a host is configured and the rules are unsure, and never believed unchecked."""

from __future__ import annotations

import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from bot.runtime import runtime
from models import ModelUse, Store, Tx, transaction
from nlp.providers.openai_compatible import OpenAICompatible, ProviderUnavailable, Usage
from nlp.providers.reading import is_unsure, understanding_of
from nlp.situation import Situation, Understanding
from settings import Settings

log = logging.getLogger(__name__)

_store: ContextVar[Store | None] = ContextVar("store", default=None)


def improved(
    text: str, situation: Situation, meanings: tuple[Understanding, ...], store: Store | None
) -> tuple[Understanding, ...]:
    """What the message means, with the model asked where the rules were unsure.

    Runs without an open transaction. The rules' own reading stays when there is no host, when it fails or is slow, or
    when it does not know better.
    """
    host = runtime().model(_host)
    if host is None or len(meanings) != 1 or not is_unsure(meanings[0]):
        return meanings
    token = _store.set(store)
    try:
        found = understanding_of(host.propose(text, situation), situation)
    except ProviderUnavailable as trouble:
        log.warning("model_not_asked", extra={"reason": trouble.reason})
        return meanings
    finally:
        _store.reset(token)
    return meanings if found.command is None else (found,)


def _host(settings: Settings) -> OpenAICompatible | None:
    key = settings.openai_api_key.get_secret_value()
    if not key:
        return None
    return OpenAICompatible(
        settings.openai_base_url, key, settings.openai_model, settings.openai_timeout, spend=_spend, report=_report
    )


def _spend(_characters: int) -> bool:
    """Count a call for the store, unless it has had its calls for today."""
    most = runtime().settings.openai_daily_calls
    with transaction() as tx:
        return tx.changed_one(_today(tx).where(col(ModelUse.calls) < most).values(calls=ModelUse.calls + 1))


def _report(usage: Usage) -> None:
    with transaction() as tx:
        tokens = {
            "prompt_tokens": ModelUse.prompt_tokens + usage.prompt_tokens,
            "answer_tokens": ModelUse.answer_tokens + usage.answer_tokens,
        }
        tx.changed(_today(tx).values(**tokens))


def _today(tx: Tx) -> Any:
    """An update of the store's row of today, which is made if it is the first."""
    store, day = _store.get(), datetime.now(UTC).date()
    key = store.id if store else 0
    fresh = {"store_id": store.id if store else None, "store_key": key, "day": day}
    tx.insert_once(ModelUse, fresh | {"calls": 0, "prompt_tokens": 0, "answer_tokens": 0})
    return update(ModelUse).where(col(ModelUse.store_key) == key, col(ModelUse.day) == day)
