"""Free words from a host, piece by piece as they come: for the assistant, never for what the shop does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from nlp.providers.breaker import Breaker
from nlp.providers.openai_compatible import ProviderUnavailable, Usage
from nlp.providers.prompt import Message

if TYPE_CHECKING:
    from openai import OpenAI

MOST_TOKENS: Final = 800
MOST_LETTERS: Final = 8000
# What a token is reckoned as where a host does not count.
LETTERS_A_TOKEN: Final = 4


class Talker(Struct):
    """A host by base URL, key and model name; `seconds` is how long a whole answer may take."""

    base_url: str
    api_key: str
    model: str
    seconds: float = 60.0
    breaker: Breaker = field(default_factory=Breaker)
    client: OpenAI | None = None

    def talk(self, chat: Sequence[Message], report: Callable[[Usage], None]) -> Iterator[str]:
        """The answer in pieces; `report` is told what it cost, also when it broke off. Raises ProviderUnavailable."""
        import openai

        if not self.breaker.allows():
            raise ProviderUnavailable("resting after failures")
        began, said, counted = monotonic(), 0, None
        try:
            for piece, usage in self._pieces(chat):
                counted = usage or counted
                said += len(piece)
                if piece:
                    yield piece
                if said > MOST_LETTERS or monotonic() - began > self.seconds:
                    break
        except (openai.OpenAIError, TimeoutError) as error:
            self.breaker.failed()
            raise ProviderUnavailable(type(error).__name__) from error
        finally:
            report(_cost(chat, said, counted, monotonic() - began))
        self.breaker.succeeded()

    def _pieces(self, chat: Sequence[Message]) -> Iterator[tuple[str, Any]]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": list(chat),
            "max_tokens": MOST_TOKENS,
            "timeout": self.seconds,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        stream = self._client().chat.completions.create(**request)
        with stream:
            for chunk in stream:
                words = chunk.choices[0].delta.content if chunk.choices else None
                yield words or "", chunk.usage

    def _client(self) -> OpenAI:
        if self.client is None:
            import openai

            self.client = openai.OpenAI(base_url=self.base_url, api_key=self.api_key, max_retries=0)
        return self.client


def _cost(chat: Sequence[Message], said: int, counted: Any, seconds: float) -> Usage:
    if counted is not None:
        return Usage(int(counted.prompt_tokens or 0), int(counted.completion_tokens or 0), seconds)
    asked = sum(len(str(message["content"])) for message in chat)
    return Usage(asked // LETTERS_A_TOKEN, said // LETTERS_A_TOKEN, seconds)
