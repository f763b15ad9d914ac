"""Voice notes and pictures, against a local server that speaks the protocol."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from nlp.providers.breaker import FAILURES
from nlp.providers.openai_compatible import OpenAICompatible, ProviderUnavailable
from nlp.providers.reading import understanding_of
from tests.nlp.providers.fake_host import Answer, completion, failure, host, slowly, transcript
from tests.nlp.providers.test_openai_compatible import bagel, proposal, provider, situation

NOTE, OGG = b"OggS" + bytes(300), "audio/ogg; codecs=opus"
PHOTO = b"\xff\xd8\xff" + bytes(300)


def hear(answer: Answer, **settings: Any) -> str:
    with host(lambda _: answer) as at:
        return provider(at, **settings).transcribe(NOTE, OGG, "id")


def test_a_voice_note_becomes_words_on_one_line() -> None:
    with host(lambda _: transcript(" dua es teh \n ya bang ")) as at:
        assert provider(at).transcribe(NOTE, OGG, "hi-Latn") == "dua es teh ya bang"
    sent = at.requests[0]
    assert sent["file"] == ("voice.ogg", "audio/ogg", NOTE)
    assert (sent["model"], sent["language"], sent["response_format"]) == ("a model", "hi", "json")


def test_no_language_is_told_where_none_is_known() -> None:
    with host(lambda _: transcript("hello")) as at:
        provider(at).transcribe(NOTE, "audio/mpeg", "")
    assert "language" not in at.requests[0]
    assert at.requests[0]["file"][0] == "voice.mp3"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (failure(404), "status 404"),
        (failure(429), "status 429"),
        (failure(500), "status 500"),
        ((200, "text/html", b"<html>Welcome</html>"), "not a transcription"),
        ((200, "application/json", b'{"text": ["a"]}'), "not a transcription"),
        ((200, "application/json", b"[1]"), "not a transcription"),
        (transcript("la " * 400_000), "the answer is too large"),
    ],
)
def test_hosts_that_cannot_listen_are_reported(answer: Answer, reason: str) -> None:
    with pytest.raises(ProviderUnavailable) as error:
        hear(answer)
    assert error.value.reason == reason


def test_a_transcription_is_given_up_in_time_and_a_failing_host_rests() -> None:
    with host(slowly(1.5, transcript("late"))) as at:
        asked = provider(at, seconds=0.4)
        for _ in range(FAILURES):
            with pytest.raises(ProviderUnavailable):
                asked.transcribe(NOTE, OGG, "id")
        with pytest.raises(ProviderUnavailable, match="resting"):
            asked.transcribe(NOTE, OGG, "id")
    assert len(at.requests) == FAILURES


def test_other_kinds_of_files_and_a_used_up_budget_send_nothing() -> None:
    with host(lambda _: transcript("hello")) as at:
        asked = provider(at)
        with pytest.raises(ProviderUnavailable, match="not a recording"):
            asked.transcribe(NOTE, "video/mp4", "id")
        with pytest.raises(ProviderUnavailable, match="not a picture"):
            asked.read_picture(PHOTO, "application/pdf", "", situation())
        with pytest.raises(ProviderUnavailable, match="budget"):
            provider(at, spend=lambda characters: False).transcribe(NOTE, OGG, "id")
    assert at.requests == []


def test_a_picture_is_sent_beside_the_words_and_read_like_them() -> None:
    slots = [{"slot": "unknown", "words": "3 croissants"}]
    with host(lambda _: completion(json.dumps(proposal(slots=slots)))) as at:
        found = provider(at).read_picture(PHOTO, "image/jpeg", "my list", situation())
    told, asked = at.requests[0]["messages"]
    assert "written list" in told["content"]
    assert json.loads(asked["content"][0]["text"])["data"]["message"] == "my list"
    kind, _, data = asked["content"][1]["image_url"]["url"].partition(";base64,")
    assert (kind, base64.b64decode(data)) == ("data:image/jpeg", PHOTO)
    order = understanding_of(found, situation()).order
    assert order is not None
    assert [line.product_id for line in order.lines] == [bagel()]
    assert [word.text for word in order.unknown] == ["3 croissants"]


def test_a_host_that_sees_nothing_is_reported() -> None:
    with host(lambda _: failure(400, "image_url is not supported")) as at:
        asked = OpenAICompatible(at.url, "key", "a model", seconds=3.0)
        with pytest.raises(ProviderUnavailable, match="status 400"):
            asked.read_picture(PHOTO, "image/png", "", situation())
    assert len(at.requests) == 4
