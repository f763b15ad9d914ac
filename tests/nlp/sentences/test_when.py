"""Times, days and periods as people say them, seen from Friday 20 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from nlp.matching.clock import read_clock
from nlp.matching.days import DayReader
from nlp.matching.timewords import time_words
from nlp.packs import load_pack
from nlp.text import normalise

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "1:30pm", "13:30"),
        ("en", "half past 7 in the evening", "19:30"),
        ("en", "quarter to 8 am", "07:45"),
        ("en", "noon", "12:00"),
        ("en", "at 12 am", "00:00"),
        ("id", "jam setengah 1 siang", "12:30"),
        ("id", "jam 5 sore", "17:00"),
        ("id", "jam 7 kurang 15 malam", "18:45"),
        ("id", "pukul 19.30", "19:30"),
        ("id", "jam 12 malam", "00:00"),
        ("id", "pagi jam 9", "09:00"),
        ("es", "a las 7 y media de la noche", "19:30"),
        ("es", "las 3 y cuarto de la tarde", "15:15"),
        ("es", "8 menos cuarto de la mañana", "07:45"),
        ("es", "mediodía", "12:00"),
        ("es", "siete de la noche", "19:00"),
        ("hi", "shaam saade 7 baje", "19:30"),
        ("hi", "subah sava 9 baje", "09:15"),
        ("hi", "raat paune 10 baje", "21:45"),
        ("hi", "dopahar dedh baje", "13:30"),
        ("hi", "सुबह 11 बजे", "11:00"),
    ],
)
def test_times_of_day(language: str, text: str, told: str) -> None:
    tokens = normalise(text)
    found = read_clock(tokens, 0, time_words(language), load_pack(language))
    assert found is not None
    assert (found[0].likely().strftime("%H:%M"), found[1]) == (told, len(tokens))


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "today", "2026-11-20", "2026-11-20"),
        ("en", "last week", "2026-11-09", "2026-11-15"),
        ("en", "from 1st to 15th nov", "2026-11-01", "2026-11-15"),
        ("id", "minggu ini", "2026-11-16", "2026-11-20"),
        ("id", "1-15 nov", "2026-11-01", "2026-11-15"),
        ("id", "tgl 3", "2026-11-03", "2026-11-03"),
        ("es", "del 1 al 15 de este mes", "2026-11-01", "2026-11-15"),
        ("es", "el mes pasado", "2026-10-01", "2026-10-31"),
        ("hi", "1 nov se 15 nov tak", "2026-11-01", "2026-11-15"),
        ("hi", "kal", "2026-11-19", "2026-11-19"),
        ("hi", "परसों", "2026-11-18", "2026-11-18"),
        ("en", "wednesday", "2026-11-18", "2026-11-18"),
    ],
)
def test_periods_that_were(language: str, text: str, first: str, last: str) -> None:
    tokens = normalise(text)
    start = 1 if text.startswith("el ") else 0
    found = DayReader(time_words(language), load_pack(language), TODAY).period(tokens, start)
    assert found is not None
    assert (found[0].first.isoformat(), found[0].last.isoformat(), start + found[1]) == (first, last, len(tokens))


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", "tomorrow", "2026-11-21"),
        ("en", "next monday", "2026-11-23"),
        ("en", "friday", "2026-11-27"),
        ("en", "3 days", "2026-11-23"),
        ("id", "lusa", "2026-11-22"),
        ("id", "senin depan", "2026-11-23"),
        ("id", "minggu depan", "2026-11-23"),
        ("id", "25 november", "2026-11-25"),
        ("es", "pasado mañana", "2026-11-22"),
        ("es", "2 semanas", "2026-12-04"),
        ("hi", "kal", "2026-11-21"),
        ("hi", "parso", "2026-11-22"),
        ("en", "25/11", "2026-11-25"),
        ("en", "2026-12-01", "2026-12-01"),
    ],
)
def test_days_that_come(language: str, text: str, day: str) -> None:
    tokens = normalise(text)
    found = DayReader(time_words(language), load_pack(language), TODAY).coming(tokens, 0)
    assert found is not None
    assert (found[0].isoformat(), found[1]) == (day, len(tokens))


@pytest.mark.parametrize(
    ("language", "text"), [("en", "31 february"), ("en", "jollof"), ("id", "telur 3"), ("es", "40")]
)
def test_what_is_no_day(language: str, text: str) -> None:
    reader = DayReader(time_words(language), load_pack(language), TODAY)
    assert reader.coming(normalise(text), 0) is None
    assert reader.period(normalise(text), 0) is None
