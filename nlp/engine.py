"""Which means read a message outside a chat: the rules, the model, or both as a chat has them."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from nlp.providers.openai_compatible import OpenAICompatible, ProviderUnavailable
from nlp.providers.reading import asked, is_unsure
from nlp.situation import Situation, Understanding
from nlp.understanding import understand

LOCAL: Final = "local"
ALWAYS: Final = "llm"
KINDS: Final = (LOCAL, ALWAYS, "auto")


class Engine(Struct):
    """Reads by rules alone (`local`), by the model where the rules are unsure (`auto`), or always by it (`llm`).

    Where the host gives no usable answer the rules' own reading stays; `asked` and `failed` count.
    """

    kind: str = LOCAL
    host: OpenAICompatible | None = None
    asked: int = 0
    failed: int = 0

    def understand(self, text: str, situation: Situation) -> Understanding:
        """What a message means."""
        found = understand(text, situation)
        if self.host is None or self.kind == LOCAL or (self.kind != ALWAYS and not is_unsure(found)):
            return found
        self.asked += 1
        try:
            return asked(self.host, text, situation) or found
        except ProviderUnavailable:
            self.failed += 1
            return found
