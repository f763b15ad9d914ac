"""Every setting of the service: typed, with its meaning, read once at the entry and passed on."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).parent
DEVELOPMENT_SECRET = "only-for-development-not-for-the-world"
DATABASES = ("sqlite://", "postgresql://", "postgresql+psycopg://")


class Settings(BaseSettings):
    """Read from the environment, or from a file `.env` beside this one."""

    model_config = SettingsConfigDict(env_file=HERE / ".env", extra="ignore", populate_by_name=True)

    environment: Literal["development", "test", "production"] = Field(
        "development", description="`production` refuses weak secrets and the stand-in for Twilio."
    )
    database_url: str = Field(
        f"sqlite:///{HERE / 'var' / 'bakul.db'}", description="SQLite or PostgreSQL, as an SQLAlchemy URL."
    )
    replica_url: str = Field(
        "",
        description="A replica of the PostgreSQL database, for reports and files. Empty: the database answers.",
    )
    database_pool: int = Field(20, description="Connections that one process keeps to the database.")
    redis_url: str = Field("redis://127.0.0.1:6379/0", description="Where RQ's wake-up signals go.")
    secret_key: SecretStr = Field(
        SecretStr(DEVELOPMENT_SECRET), description="Signs links and sessions; at least 32 random characters."
    )
    public_url: str = Field(
        "http://127.0.0.1:8000",
        description="Scheme and host by which Twilio reaches this service; signatures are checked against it.",
    )
    log_level: str = Field("INFO", description="Message texts and addresses are logged at DEBUG only.")
    log_format: Literal["text", "json"] = Field("text", description="`json` for machines that collect logs.")
    sentry_dsn: SecretStr = Field(
        SecretStr(""),
        description="Where faults are told (Sentry, GlitchTip), without what people wrote.",
    )

    twilio_account_sid: str = Field("", description="The account that sends and receives.")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Checks the signature of webhooks.")
    twilio_api_key: str = Field("", description="API key for sending; without it the account's token is used.")
    twilio_api_secret: SecretStr = Field(SecretStr(""), description="The secret of `TWILIO_API_KEY`.")
    twilio_api_base: str = Field(
        "", description="Another host that speaks Twilio's API, such as the stand-in. Empty: Twilio itself."
    )
    twilio_shared_key: SecretStr = Field(
        SecretStr(""), description="Secret of a Twilio shared key, where webhooks are signed with HMAC-SHA256."
    )
    twilio_number: str = Field("", description="The business address that stores share, such as whatsapp:+14155238886.")
    twilio_timeout: float = Field(10.0, description="Seconds that one call to Twilio may take.")

    openai_base_url: str = Field("https://api.openai.com/v1", description="Any host that speaks OpenAI's protocol.")
    openai_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias=AliasChoices("OPENAI_API_KEY", "KOLOSAL_API_KEY"),
        description="Without it the shop understands by its own rules alone.",
    )
    openai_model: str = Field("gpt-5-mini", description="The model that is asked when the rules are unsure.")
    openai_timeout: float = Field(6.0, description="Seconds that understanding one message may wait for the model.")
    openai_voice_model: str = Field(
        "gpt-4o-mini-transcribe", description="The model that listens to voice notes. Empty: they are not listened to."
    )
    openai_picture_model: str = Field(
        "", description="The model that reads photos of written lists. Empty: the one of `OPENAI_MODEL`."
    )
    openai_media_timeout: float = Field(
        15.0, description="Seconds that listening to a voice note or reading a photo may take."
    )
    openai_daily_calls: int = Field(300, description="How often a day the model may be asked for one store.")

    algorithm: Literal["HS256", "HS384", "HS512"] = Field("HS256", description="How access tokens are signed.")
    access_minutes: int = Field(15, description="How long an access token is good; a refresh token gets the next one.")
    session_days: int = Field(30, description="After so many days without use a session ends.")
    most_sessions: int = Field(10, description="Devices that one person may be signed in on; the oldest makes room.")
    password_memory: int = Field(65536, ge=64, description="KiB of memory that checking a password takes.")
    password_rounds: int = Field(3, ge=1, description="How often that memory is gone over.")
    rate_limits: str = Field(
        "", description="Other limits than those in docs/limits.md, such as `login=20/hour orders.create=500/hour`."
    )
    trusted_proxies: int = Field(0, description="Proxies of yours that a request passes; each adds to X-Forwarded-For.")
    cors_origins: str = Field(
        "", description="Web pages that may call the API from a browser, such as `https://shop.example`; `*` for all."
    )

    vendor_approval: bool = Field(False, description="New vendors wait until somebody has approved them.")
    product_approval: bool = Field(False, description="New products wait until somebody has approved them.")

    smtp_host: str = Field("", description="The server that letters go through. Empty: no e-mail is sent.")
    smtp_port: int = Field(587, description="Its port.")
    smtp_security: Literal["starttls", "tls", "none"] = Field("starttls", description="How the way there is guarded.")
    smtp_user: str = Field("", description="Who signs in there; empty: nobody.")
    smtp_password: SecretStr = Field(SecretStr(""), description="The password of `SMTP_USER`.")
    smtp_from: str = Field("", description="Whom letters come from, such as `Bakul <shop@example.com>`.")

    message_prices: str = Field(
        "",
        description="What one message costs by currency, in main units: answers and templates about orders before the "
        "slash, marketing after it, such as `IDR=357/657 INR=0.14/0.88`. Empty: sellers are told counts alone.",
    )

    assistant_model: str = Field(
        "", description="The model that sellers talk with over the API. Empty: the one of `OPENAI_MODEL`."
    )
    assistant_seconds: float = Field(60.0, description="Seconds that one answer of the assistant may take.")
    assistant_daily_tokens: int = Field(
        50_000, description="Tokens that one person may use in a day, questions and answers together; 0 turns it off."
    )

    delivery_threads: int = Field(16, description="Messages that one delivery worker sends at the same time.")
    lease_seconds: float = Field(8.0, description="How long a worker holds a message before another may take it.")
    uncertain_seconds: float = Field(
        120.0, description="How long a send without an answer waits for its status before messages are listed."
    )
    sweep_seconds: float = Field(3.0, description="How often rows that nobody was woken for are looked for.")
    gather_seconds: float = Field(1.0, description="How long a changed cart may wait for the customer's next message.")


@cache
def load() -> Settings:
    """The settings of this process; it ends with a line for each that cannot be read, without telling its value."""
    try:
        found = Settings()
    except ValidationError as refused:
        unfit = [f"{str(one['loc'][0]).upper()}: {one['msg']}." for one in refused.errors()]
        raise SystemExit("\n".join(unfit)) from None
    if not found.database_url.startswith(DATABASES):
        raise SystemExit("DATABASE_URL must begin with postgresql:// or sqlite:///.")
    return found
