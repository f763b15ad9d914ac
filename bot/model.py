"""The model's help: asked only when a host is configured and the rules are unsure, and never believed unchecked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlalchemy import update
from sqlmodel import col

from bot.runtime import runtime
from models import ModelUse, Store, Tx, transaction
from nlp.providers.openai_compatible import OpenAICompatible, ProviderUnavailable, Usage
from nlp.providers.reading import asked, is_unsure, understanding_of
from nlp.situation import Situation, Understanding
from settings import Settings

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_store: ContextVar[Store | None] = ContextVar("store", default=None)


def improved(
    text: str, situation: Situation, meanings: tuple[Understanding, ...], store: Store | None
) -> tuple[Understanding, ...]:
    """What the message means, with the model asked where the rules were unsure.

    Runs without an open transaction. The rules' own reading stays when there is no host, when it fails or is slow, or
    when it does not know better.
    """
    if len(meanings) != 1 or not is_unsure(meanings[0]):
        return meanings
    found = _asked("words", _for_words, lambda host: asked(host, text, situation), store)
    return meanings if found is None else (found,)


def host_of(settings: Settings) -> OpenAICompatible | None:
    """The host that reads words, on nobody's account; None where none is configured."""
    return _host(settings, settings.openai_model, settings.openai_timeout, {})


def listens() -> bool:
    """Whether there is a host that voice notes can be given to."""
    return runtime().model("voice", _for_voice) is not None


def transcribed(audio: bytes, content_type: str, language: str, store: Store | None) -> str:
    """The words of a voice note; empty where there are none, or no host that tells them."""
    return _asked("voice", _for_voice, lambda host: host.transcribe(audio, content_type, language), store) or ""


def sees() -> bool:
    """Whether there is a host that pictures can be given to."""
    return runtime().model("pictures", _for_pictures) is not None


def seen(
    image: bytes, content_type: str, caption: str, situation: Situation, store: Store | None
) -> Understanding | None:
    """What a picture and the words sent with it mean; None where there is no host that tells."""
    proposal = _asked(
        "pictures", _for_pictures, lambda host: host.read_picture(image, content_type, caption, situation), store
    )
    return understanding_of(proposal, situation) if proposal is not None else None


def _asked(
    use: str, make: Callable[[Settings], OpenAICompatible | None], ask: Callable[[OpenAICompatible], Result],
    store: Store | None,
) -> Result | None:  # fmt: skip
    """The host's answer, on the store's account; None without a host and when it gives no usable one."""
    host = runtime().model(use, make)
    if host is None:
        return None
    token = _store.set(store)
    try:
        return ask(host)
    except ProviderUnavailable as trouble:
        log.warning("model_not_asked", extra={"use": use, "reason": trouble.reason})
        return None
    finally:
        _store.reset(token)


# Each use has a host object of its own: one that cannot listen or see still reads words.
def _for_words(settings: Settings) -> OpenAICompatible | None:
    return _host(settings, settings.openai_model, settings.openai_timeout)


def _for_voice(settings: Settings) -> OpenAICompatible | None:
    return _host(settings, settings.openai_voice_model, settings.openai_media_timeout)


def _for_pictures(settings: Settings) -> OpenAICompatible | None:
    return _host(settings, settings.openai_picture_model or settings.openai_model, settings.openai_media_timeout)


def _host(
    settings: Settings, model: str, seconds: float, account: dict[str, Any] | None = None
) -> OpenAICompatible | None:
    key = settings.openai_api_key.get_secret_value()
    if not key or not model:
        return None
    account = {"spend": _spend, "report": _report} if account is None else account
    return OpenAICompatible(settings.openai_base_url, key, model, seconds, **account)


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
