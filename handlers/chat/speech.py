"""The language of a chat."""

from __future__ import annotations

from bot import Context, Language, Reply, Values, command
from bot.languages import names
from shop.people import set_language


@command("chat.language", anyone=True, keeps=True)
def language(ctx: Context, language: Language | None = None) -> Reply | Values:
    """Speak another language from now on; without one, offer those there are."""
    spoken = names()
    if language is None or language not in spoken:
        choices = [(name, {"code": code}) for code, name in spoken.items()]
        return Reply({"known": language is None}, "languages", ctx.choose(speak, choices))
    return speak(ctx, language)


@command("chat.speak", anyone=True, waits=True)
def speak(ctx: Context, code: str) -> Reply:
    """Speak the language that was chosen."""
    ctx.chat.language, ctx.chat.other_language, ctx.language = code, None, code
    person = ctx.user or ctx.person
    if person is not None:
        set_language(ctx.tx, person, code)
    return Reply(block="chat:language")
