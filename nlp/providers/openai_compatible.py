"""Any host that speaks the OpenAI protocol, asked within one time limit by the strongest means it understands."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, TypeVar

from msgspec import Struct, field

from nlp.providers.breaker import Breaker
from nlp.providers.media import ENDINGS, SEEN, plain_type, transcription, with_picture, words_in
from nlp.providers.prompt import Message, messages_for, offer_for
from nlp.providers.proposal import BadProposal, Offer, Proposal, read_proposal, schema
from nlp.situation import Situation

if TYPE_CHECKING:
    from openai import OpenAI

SECONDS: Final = 6.0
LEAST_SECONDS: Final = 0.3
MAX_TOKENS: Final = 400
MAX_BYTES: Final = 200_000
TOOL: Final = "propose"
LADDER: Final = ("json_schema", "tool", "json_object", "plain")
UNSUPPORTED: Final = (400, 404, 415, 422, 501)

Result = TypeVar("Result")
Asking = Callable[[str], list[Message]]  # the chat to send, with the JSON schema in it where one is given


class ProviderUnavailable(Exception):
    """No usable answer: the host failed, was too slow, refused or talked nonsense; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Usage(Struct, frozen=True):
    """What one question cost: tokens as the host counted them, and seconds."""

    prompt_tokens: int
    answer_tokens: int
    seconds: float


class OpenAICompatible(Struct):
    """A host by base URL, key and model name.

    `spend` is asked before a call with the number of characters it sends and answers whether the store's budget
    allows it; `report` is told afterwards what it cost. What the host cannot do is learnt once and remembered.
    """

    base_url: str
    api_key: str
    model: str
    seconds: float = SECONDS
    spend: Callable[[int], bool] = lambda characters: True
    report: Callable[[Usage], None] = lambda usage: None
    breaker: Breaker = field(default_factory=Breaker)
    rung: int = 0
    client: OpenAI | None = None

    def propose(self, text: str, situation: Situation) -> Proposal:
        """The host's reading of a message, checked against what it was offered; raises ProviderUnavailable."""
        offer = offer_for(text, situation)
        return self._proposed(offer, lambda shape: messages_for(text, situation, offer, shape))

    def transcribe(self, audio: bytes, content_type: str, language: str) -> str:
        """The words of a recording, empty if there are none; `language` is a hint, which may be empty.

        Raises ProviderUnavailable, also for a kind of recording that hosts do not take.
        """
        if plain_type(content_type) not in ENDINGS:
            raise ProviderUnavailable("not a recording that hosts take")

        def heard(deadline: float) -> str:
            raw = self._answer(
                lambda left: transcription(self._client(), self.model, audio, content_type, language, left), deadline
            )
            try:
                return words_in(raw)
            except ValueError as error:
                raise ProviderUnavailable("not a transcription") from error

        return self._guarded(lambda: 0, heard)

    def read_picture(self, image: bytes, content_type: str, caption: str, situation: Situation) -> Proposal:
        """The reading of a picture and the words sent with it, checked as `propose` does; raises ProviderUnavailable.

        "unknown" for a picture that is no written list of things to buy.
        """
        if plain_type(content_type) not in SEEN:
            raise ProviderUnavailable("not a picture that hosts take")
        offer = offer_for(caption, situation)
        return self._proposed(
            offer, lambda shape: with_picture(messages_for(caption, situation, offer, shape), image, content_type)
        )

    def _proposed(self, offer: Offer, asking: Asking) -> Proposal:
        return self._guarded(
            lambda: sum(len(str(m["content"])) for m in asking("")),
            lambda deadline: self._climb_down(asking, offer, deadline),
        )

    def _guarded(self, characters: Callable[[], int], work: Callable[[float], Result]) -> Result:
        """What the host gives within the time limit, unless it rests or the budget is used up."""
        if not self.breaker.allows():
            raise ProviderUnavailable("resting after failures")
        if not self.spend(characters()):
            raise ProviderUnavailable("budget used up")
        self._client()  # making the first one takes a while, which is not the host's fault
        try:
            found = work(monotonic() + self.seconds)
        except ProviderUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return found

    def _climb_down(self, asking: Asking, offer: Offer, deadline: float) -> Proposal:
        """Ask by each means from the strongest the host is not known to lack; one repair for a wrong answer."""
        while self.rung < len(LADDER):
            means = LADDER[self.rung]
            chat = asking(json.dumps(schema()) if means in ("json_object", "plain") else "")
            try:
                answer = self._ask(chat, means, deadline)
            except _Unsupported:
                self.rung += 1
                continue
            try:
                return read_proposal(answer, offer)
            except BadProposal as error:
                return self._repaired(chat, means, answer, error, offer, deadline)
        self.rung = 0
        raise ProviderUnavailable("the host supports no way of asking")

    def _repaired(
        self, chat: list[Message], means: str, answer: str, error: BadProposal, offer: Offer, deadline: float
    ) -> Proposal:
        again = [
            *chat,
            {"role": "assistant", "content": answer[:2000]},
            {"role": "user", "content": f"That was not valid: {error.reason}. Answer again with the JSON object only."},
        ]
        try:
            return read_proposal(self._ask(again, means, deadline), offer)
        except (BadProposal, _Unsupported) as second:
            raise ProviderUnavailable(f"no valid answer: {error.reason}") from second

    def _ask(self, chat: list[Message], means: str, deadline: float) -> str:
        began = monotonic()
        request = self._client().chat.completions.with_raw_response
        try:
            raw = self._answer(lambda left: request.create(**self._request(chat, means, left)).content, deadline)
            body = json.loads(raw)
        except _Refused as error:
            if error.status in UNSUPPORTED and means != LADDER[-1]:
                raise _Unsupported from error
            raise
        except ValueError as error:
            raise ProviderUnavailable(type(error).__name__) from error
        self._account(body, monotonic() - began)
        return _text_of(body, means)

    def _answer(self, call: Callable[[float], bytes], deadline: float) -> bytes:
        """The raw answer to one call, which is told the seconds it has; raises ProviderUnavailable."""
        import openai

        left = deadline - monotonic()
        if left < LEAST_SECONDS:
            raise ProviderUnavailable("no time left")
        try:
            raw = _within(left, lambda: call(left))
        except openai.APIStatusError as error:
            raise _Refused(error.status_code) from error
        except (openai.OpenAIError, TimeoutError) as error:
            raise ProviderUnavailable(type(error).__name__) from error
        if len(raw) > MAX_BYTES:
            raise ProviderUnavailable("the answer is too large")
        return raw

    def _request(self, chat: list[Message], means: str, left: float) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.model,
            "messages": chat,
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "timeout": left,
        }
        if means == "json_schema":
            shape = {"name": TOOL, "schema": schema(), "strict": True}
            request["response_format"] = {"type": "json_schema", "json_schema": shape}
        elif means == "tool":
            function = {"name": TOOL, "parameters": schema(), "strict": True}
            request["tools"] = [{"type": "function", "function": function}]
            request["tool_choice"] = {"type": "function", "function": {"name": TOOL}}
        elif means == "json_object":
            request["response_format"] = {"type": "json_object"}
        return request

    def _client(self) -> OpenAI:
        if self.client is None:
            import openai

            self.client = openai.OpenAI(base_url=self.base_url, api_key=self.api_key, max_retries=0)
        return self.client

    def _account(self, body: Any, seconds: float) -> None:
        usage = body.get("usage") if isinstance(body, dict) else None
        sent, answered = (_count(usage, name) for name in ("prompt_tokens", "completion_tokens"))
        self.report(Usage(sent, answered, seconds))


def _count(usage: Any, name: str) -> int:
    value = usage.get(name) if isinstance(usage, dict) else 0
    return value if isinstance(value, int) else 0


class _Refused(ProviderUnavailable):
    """The host answered with an error."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class _Unsupported(Exception):
    """The host does not understand this way of asking."""


def _within(seconds: float, call: Callable[[], Result]) -> Result:
    """The result of a call; TimeoutError when it takes longer, however slowly the host keeps talking."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1, thread_name_prefix="model")
    try:
        return pool.submit(call).result(timeout=seconds)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _text_of(body: Any, means: str) -> str:
    """The answer's text or the arguments of the forced tool; refusals and cut-off answers are no answers."""
    try:
        choice = body["choices"][0]
        message = choice["message"]
        if message.get("refusal"):
            raise ProviderUnavailable("refused")
        if choice.get("finish_reason") == "length":
            raise ProviderUnavailable("cut off")
        if means == "tool":
            return _arguments(message)
        content = message["content"]
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ProviderUnavailable("not a chat completion") from error
    if not isinstance(content, str):
        raise ProviderUnavailable("no text in the answer")
    return content


def _arguments(message: Any) -> str:
    calls = message.get("tool_calls") or []
    if not calls:
        raise _Unsupported
    function = calls[0]["function"]
    if function["name"] != TOOL or not isinstance(function["arguments"], str):
        raise ProviderUnavailable("unknown tool")
    return function["arguments"]
