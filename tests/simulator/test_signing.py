"""The stand-in's signatures against the library's own verifier."""

from __future__ import annotations

import pytest
from twilio.request_validator import RequestValidator, get_signature_algorithm

from simulator.signing import signature, signature_headers, signed_url

URL = "https://bakul.example/webhooks/twilio/whatsapp"
PARAMS = {
    "MessageSid": "SM00000000000000000000000000000001",
    "From": "whatsapp:+6281234567890",
    "To": "whatsapp:+14155238886",
    "Body": "pesan 2 nasi goreng 🍛",
    "NumMedia": "0",
}


def test_known_values() -> None:
    assert signature(URL, PARAMS, "12345") == "Ilg+iONGtqz2+h/qM8x5eSAw+KM="
    assert signature(URL, PARAMS, "12345", "sha256") == "sq+Ld/RvL3tdDVmdYqCnjsfhAwjj+hPu1ruJo0POwk8="


@pytest.mark.parametrize("shared_key", [None, ("SK1", "another secret")])
@pytest.mark.parametrize("url", [URL, URL + "?oid=7&attempt=1", "http://127.0.0.1:8000/in"])
def test_the_library_accepts_what_is_signed(url: str, shared_key: tuple[str, str] | None) -> None:
    params = PARAMS | {"Empty": ""}
    headers = signature_headers(url + "#rc=3&rp=5xx", params, "token", shared_key)
    algorithm = get_signature_algorithm(headers.get("X-Twilio-Webhooks-Signature-Settings"))
    validator = RequestValidator(shared_key[1] if shared_key else "token")
    assert validator.validate(url, params, headers["X-Twilio-Signature"], algorithm)
    assert not validator.validate(url, params | {"Body": "x"}, headers["X-Twilio-Signature"], algorithm)


def test_the_shop_may_know_itself_by_another_host() -> None:
    assert signed_url("http://127.0.0.1:8000/in?a=1#rc=1", "https://bakul.example") == "https://bakul.example/in?a=1"
    assert signed_url("http://127.0.0.1:8000/in", "") == "http://127.0.0.1:8000/in"
