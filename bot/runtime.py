"""What a process of ours is made of once it knows its settings: channels, the model host, the way to wake workers."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct, field

from bot.channels import Channel
from nlp.providers.openai_compatible import OpenAICompatible
from settings import Settings
from shop.approvals import ask_for_approval


class Runtime(Struct):
    """The parts that differ between production, development and tests."""

    settings: Settings
    channels: dict[str, Channel] = field(default_factory=dict)
    make_channels: Callable[[Settings], dict[str, Channel]] | None = None
    _models: dict[str, OpenAICompatible | None] = field(default_factory=dict)

    def channel(self, name: str) -> Channel:
        """The channel of that name, made when first asked for: importing Twilio's client takes a while."""
        if not self.channels and self.make_channels:
            self.channels = self.make_channels(self.settings)
        return self.channels[name]

    def model(self, use: str, make: Callable[[Settings], OpenAICompatible | None]) -> OpenAICompatible | None:
        """The model host for one use, made when first asked for and kept: it remembers what the host can do."""
        if use not in self._models:
            self._models[use] = make(self.settings)
        return self._models[use]


_current: list[Runtime] = []


def configure(settings: Settings) -> Runtime:
    """Set this process up; the latest call counts."""
    ask_for_approval(settings.product_approval)
    _current[:] = [Runtime(settings, make_channels=_channels)]
    return _current[0]


def runtime() -> Runtime:
    """This process's parts; `configure` comes first."""
    return _current[0]


def _channels(settings: Settings) -> dict[str, Channel]:
    from bot.channels.twilio import TwilioChannel

    made = TwilioChannel(settings)
    return {made.name: made}
