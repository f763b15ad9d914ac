"""How money, quantities, days and times look in a language and country: the filters of the templates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_currency, format_decimal
from jinja2 import pass_context
from jinja2.runtime import Context

from values import SHOWN_DIGITS, Money, Quantity

# The country whose habits of writing numbers and dates a language follows here.
LOCALES = {"id": "id_ID", "en": "en_US", "es": "es_CO", "hi": "hi_IN", "hi-Latn": "en_IN"}
# Rupees are grouped by lakh and crore whatever the language.
CURRENCY_LOCALES = {"IDR": "id_ID", "COP": "es_CO", "INR": "en_IN", "USD": "en_US"}
PATTERNS = {"IDR": "¤#,##0", "COP": "¤#,##0", "INR": "¤#,##,##0.##", "USD": "¤#,##0.00"}
DAY, DATED = "EEE d MMM", "EEE d MMM y"
SYMBOLS = {"COP": "$"}

# Characters that hide, reorder or join text, and those that mean bold, italic, strike and code in WhatsApp.
_HIDDEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x09\x0b-\x1f\x7f]")
_MARKUP = re.compile(r"[*_~`]")
MOST_NAME = 120


@lru_cache(maxsize=4096)
def money(value: Money) -> str:
    """An amount as its country writes it: Rp25.000, ₹1,25,000, $12.500."""
    pattern = PATTERNS.get(value.currency, "¤#,##0.00")
    if value.currency == "INR" and value.amount % 100:
        pattern = "¤#,##,##0.00"
    locale = CURRENCY_LOCALES.get(value.currency, "en_US")
    shown = format_currency(abs(value.main_units), value.currency, format=pattern, locale=locale, currency_digits=False)
    shown = shown.replace("COP", SYMBOLS["COP"]).replace("\xa0", "")
    return f"-{shown}" if value.amount < 0 else shown


def shown_digits(currency: str) -> int:
    """How many digits after the point a price shows in that currency."""
    return SHOWN_DIGITS.get(currency, 2)


def plain(text: str, most: int = MOST_NAME) -> str:
    """Text of a stranger, safe to stand among our own: no markup, no hidden or reordering characters, not endless."""
    cleaned = _MARKUP.sub("", _HIDDEN.sub("", unicodedata.normalize("NFC", text)))
    return " ".join(cleaned.split(" "))[:most].strip()


def filters_of(language: str) -> Mapping[str, Callable[..., Any]]:
    """The filters that templates of a language may use."""
    locale = Locale.parse(LOCALES.get(language, "en_US"))

    @lru_cache(maxsize=4096)
    def qty(value: Quantity | Decimal | int, unit: str = "") -> str:
        number = value.decimal if isinstance(value, Quantity) else Decimal(value)
        shown = format_decimal(number, format="#,##0.###", locale=locale)
        return f"{shown} {unit}".strip()

    def surcharge(value: Money) -> str:
        return f"{'' if value.amount < 0 else '+'}{money(value)}"

    def number(value: Decimal | int | float) -> str:
        return format_decimal(value, format="#,##0.##", locale=locale)

    def percent(value: Decimal | int | float) -> str:
        return format_decimal(value, format="+#,##0;-#,##0", locale=locale) + "%"

    return {
        "money": money, "surcharge": surcharge, "qty": qty, "number": number, "percent": percent,
        "listed": ", ".join, "plain": plain, **_dates(language, locale),
    }  # fmt: skip


def _dates(language: str, locale: Locale) -> Mapping[str, Callable[..., Any]]:
    """The filters of days and times; a `day` of another year than now's shows its year, a `dated` one always does."""

    def dated(value: date) -> str:
        return format_date(value, DATED, locale=locale)

    @pass_context
    def day(context: Context, value: date) -> str:
        return day_in(language, value, context["now"].astimezone(context["zone"]).date())

    def clock(value: time | datetime) -> str:
        return format_time(value, "HH:mm", locale=locale)

    @pass_context
    def when(context: Context, value: datetime) -> str:
        zone: ZoneInfo = context["zone"]
        local, today = value.astimezone(zone), context["now"].astimezone(zone).date()
        return clock(local) if local.date() == today else f"{day_in(language, local.date(), today)} {clock(local)}"

    weekday = get_day_names("wide", locale=locale).__getitem__
    return {"day": day, "dated": dated, "clock": clock, "when": when, "weekday": weekday}


def day_in(language: str, value: date, today: date) -> str:
    """A day in the words of a language, with its year where that is not today's."""
    pattern = DAY if value.year == today.year else DATED
    return format_date(value, pattern, locale=LOCALES.get(language, "en_US"))
