"""Missing and weak settings are named, and production does not start with them."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.environment import Unfit, findings, require_fit
from settings import Settings, load

FIT = {
    "environment": "production",
    "database_url": "postgresql://bakul@db/bakul",
    "redis_url": "redis://redis:6379/0",
    "secret_key": SecretStr("q7Xv0b3Jr9Lm2Tz5Yk8Wd1Hs4Nc6Pf0AgE"),
    "public_url": "https://shop.example",
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": SecretStr("token"),
    "twilio_number": "whatsapp:+14155238886",
    "twilio_api_base": "",
}


def settings(**changes: object) -> Settings:
    return Settings(_env_file=None, **(FIT | changes))  # type: ignore[arg-type, call-arg]


def test_fit_settings_start() -> None:
    require_fit(settings())
    assert [one.name for one in findings(settings()) if one.fatal] == []


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"secret_key": SecretStr("only-for-development-not-for-the-world")}, "SECRET_KEY"),
        ({"secret_key": SecretStr("short")}, "SECRET_KEY"),
        ({"secret_key": SecretStr("a" * 40)}, "SECRET_KEY"),
        ({"database_url": "mysql://db"}, "DATABASE_URL"),
        ({"replica_url": "mysql://db"}, "REPLICA_URL"),
        ({"replica_url": "postgresql://db", "database_url": "sqlite:///bakul.db"}, "REPLICA_URL"),
        ({"redis_url": "http://redis"}, "REDIS_URL"),
        ({"public_url": "http://shop.example"}, "PUBLIC_URL"),
        ({"public_url": "https://my_shop.example"}, "PUBLIC_URL"),
        ({"password_memory": 1024}, "PASSWORD_MEMORY"),
        ({"twilio_account_sid": ""}, "TWILIO_ACCOUNT_SID"),
        ({"twilio_auth_token": SecretStr("")}, "TWILIO_AUTH_TOKEN"),
        ({"twilio_api_key": "SK1"}, "TWILIO_API_KEY"),
        ({"twilio_api_base": "http://127.0.0.1:8001"}, "TWILIO_API_BASE"),
    ],
)
def test_each_unfit_setting_is_named_and_refused(changes: dict[str, object], name: str) -> None:
    with pytest.raises(Unfit, match=name):
        require_fit(settings(**changes))


def test_development_starts_with_anything() -> None:
    require_fit(settings(environment="development", secret_key=SecretStr("short")))


def test_half_a_mail_server_is_named() -> None:
    mail = {"smtp_host": "mail.example", "smtp_user": "shop", "smtp_security": "none"}
    named = {one.name for one in findings(settings(**mail))}
    assert {"SMTP_FROM", "SMTP_SECURITY"} <= named
    whole = {"smtp_host": "mail.example", "smtp_user": "shop", "smtp_from": "shop@bakul.example"}
    assert not any(one.name.startswith("SMTP") for one in (*findings(settings()), *findings(settings(**whole))))


@pytest.mark.parametrize(
    ("name", "value"), [("DATABASE_POOL", "many"), ("ENVIRONMENT", "live"), ("DATABASE_URL", "mysql://db/bakul")]
)
def test_what_cannot_be_read_ends_the_process_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as end:
        load.__wrapped__()
    assert str(end.value).startswith(name)
    assert value not in str(end.value)
    assert "\n" not in str(end.value)
