"""What is missing or weak in the settings, each in one line, before a customer finds out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from msgspec import Struct

from settings import DATABASES, DEVELOPMENT_SECRET, Settings

SHORTEST_SECRET = 32
# KiB; less is within reach of a graphics card.
LEAST_PASSWORD_MEMORY = 19_456
MOST_ACCESS_MINUTES = 60


class Finding(Struct, frozen=True):
    """A setting that must (`fatal`) or should be changed, and what to do."""

    name: str
    words: str
    fatal: bool = True


class Unfit(SystemExit):
    """Production must not start with these settings; the lines say which and why."""


def require_fit(settings: Settings) -> None:
    """Refuse to start in production with a missing or weak setting."""
    fatal = [finding for finding in findings(settings) if finding.fatal]
    if settings.environment == "production" and fatal:
        raise Unfit("\n".join(f"{one.name} {one.words}." for one in fatal))


def findings(settings: Settings) -> list[Finding]:
    """Everything missing or weak; the fatal ones are refused in production."""
    checks = (_secret, _database, _redis, _public, _accounts, _twilio, _mail, _model)
    return [finding for check in checks for finding in check(settings)]


def _secret(settings: Settings) -> Iterator[Finding]:
    secret = settings.secret_key.get_secret_value()
    if secret == DEVELOPMENT_SECRET:
        yield Finding("SECRET_KEY", "is the one of development; set 32 or more random characters")
    elif len(secret) < SHORTEST_SECRET or len(set(secret)) < 8:
        yield Finding("SECRET_KEY", "is weak; set 32 or more random characters")


def _database(settings: Settings) -> Iterator[Finding]:
    scheme = urlsplit(settings.database_url).scheme.split("+")[0]
    if not settings.database_url.startswith(DATABASES):
        yield Finding("DATABASE_URL", "must begin with postgresql:// or sqlite:///")
    elif scheme == "sqlite":
        yield Finding("DATABASE_URL", "is SQLite: one machine only; PostgreSQL serves several", fatal=False)
    if settings.replica_url and not (scheme == "postgresql" and settings.replica_url.startswith("postgresql")):
        yield Finding("REPLICA_URL", "must begin with postgresql://, and so must DATABASE_URL, which it follows")
    elif settings.replica_url == settings.database_url:
        yield Finding("REPLICA_URL", "is DATABASE_URL itself: set the replica's address, or nothing", fatal=False)


def _redis(settings: Settings) -> Iterator[Finding]:
    if urlsplit(settings.redis_url).scheme not in ("redis", "rediss", "unix"):
        yield Finding("REDIS_URL", "must begin with redis://, rediss:// or unix://")


def _public(settings: Settings) -> Iterator[Finding]:
    parts = urlsplit(settings.public_url)
    if parts.scheme != "https":
        yield Finding("PUBLIC_URL", "must begin with https:// and be the address that Twilio calls")
    if not parts.hostname or "_" in parts.hostname:
        yield Finding("PUBLIC_URL", "needs a host name without underscores, or status callbacks are refused")


def _accounts(settings: Settings) -> Iterator[Finding]:
    if settings.password_memory < LEAST_PASSWORD_MEMORY:
        yield Finding("PASSWORD_MEMORY", f"makes passwords easy to guess; set {LEAST_PASSWORD_MEMORY} or more")
    if settings.access_minutes > MOST_ACCESS_MINUTES:
        yield Finding("ACCESS_MINUTES", "is long: a stolen token is good until then", fatal=False)
    if "*" in settings.cors_origins.split():
        yield Finding("CORS_ORIGINS", "lets every web page call the API with a key it has", fatal=False)


def _mail(settings: Settings) -> Iterator[Finding]:
    """Letters are off unless a server is named; then the rest of it has to be right."""
    if settings.smtp_host and "@" not in settings.smtp_from:
        yield Finding("SMTP_FROM", "is missing: no letter leaves without an address it comes from", fatal=False)
    if settings.smtp_host and settings.smtp_security == "none" and settings.smtp_user:
        yield Finding("SMTP_SECURITY", "is none: the password of SMTP_USER goes over the net unguarded", fatal=False)


def _twilio(settings: Settings) -> Iterator[Finding]:
    if not settings.twilio_account_sid.startswith("AC"):
        yield Finding("TWILIO_ACCOUNT_SID", "is missing; it begins with AC and stands in Twilio's console")
    if not settings.twilio_auth_token.get_secret_value():
        yield Finding("TWILIO_AUTH_TOKEN", "is missing; without it no webhook can be trusted")
    if bool(settings.twilio_api_key) != bool(settings.twilio_api_secret.get_secret_value()):
        yield Finding("TWILIO_API_KEY", "and TWILIO_API_SECRET belong together; set both or neither")
    if settings.twilio_api_base:
        yield Finding("TWILIO_API_BASE", "points at a stand-in; leave it empty to reach Twilio")
    if not settings.twilio_number.startswith("whatsapp:"):
        yield Finding("TWILIO_NUMBER", "is empty: only stores with their own number can be reached", fatal=False)


def _model(settings: Settings) -> Iterator[Finding]:
    if not settings.openai_api_key.get_secret_value():
        yield Finding("OPENAI_API_KEY", "is empty: the shop understands by its own rules alone", fatal=False)
