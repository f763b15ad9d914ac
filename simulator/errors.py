"""Errors as Twilio answers them."""

from __future__ import annotations

from typing import Final

MESSAGES: Final = {
    11200: "HTTP retrieval failure",
    11751: "Media Message - Media exceeds messaging provider size limit",
    12300: "Invalid Content-Type",
    20001: "Unknown parameters",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20422: "Invalid Parameter",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21211: "Invalid 'To' Phone Number",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21619: "A text message body or media urls must be specified.",
    21620: "Invalid media URL(s)",
    21655: "The ContentSid is invalid.",
    21656: "The ContentVariables parameter is invalid.",
    21614: "'To' number is not a valid mobile number",
    35111: "SendAt time is missing or not valid",
    63003: "Channel could not find To address",
    63005: "Channel did not accept given content",
    63007: "Twilio could not find a Channel with the specified From address",
    63012: "Channel provider returned an internal service error",
    63013: "Message send failed due to violation of Channel provider's policy",
    63016: "Failed to send freeform message because you are outside the allowed window",
    63018: "Rate limit exceeded for Channel",
    63019: "Media failed to download",
    63021: "Channel invalid content error",
    63024: "Invalid message recipient",
    63031: "Channels message cannot have same From and To",
    63032: "User is part of an experiment of the channel provider",
    63038: "Account exceeded the daily messages limit",
    63049: "The channel provider chose not to deliver this marketing message",
    63051: "The sender is locked because of inactivity",
}
HTTP_OF: Final = {20003: 401, 20404: 404, 20429: 429, 20500: 500, 20503: 503}
CODE_OF: Final = {401: 20003, 404: 20404, 429: 20429, 500: 20500, 503: 20503}
# The channel answers these after Twilio has already said 201; only a missing sender is known at once.
LATE_FROM: Final = 63000
AT_ONCE: Final = frozenset({63007, 63031})


class TwilioError(Exception):
    """A refusal of a request, with Twilio's code and the HTTP status it travels with."""

    def __init__(self, code: int, detail: str = "", status: int | None = None) -> None:
        self.code = code
        self.message = describe(code) + (f": {detail}" if detail else "")
        self.status = status if status is not None else HTTP_OF.get(code, 400)
        super().__init__(self.message)

    def body(self) -> dict[str, object]:
        """The JSON Twilio answers with."""
        return {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }


class SendFailure(Exception):
    """A message that was accepted and failed on its way."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.message = describe(code) + (f": {detail}" if detail else "")
        super().__init__(self.message)


def describe(code: int) -> str:
    """Twilio's words for a code."""
    return MESSAGES.get(code, f"Error {code}")


def comes_late(code: int) -> bool:
    """Whether a code arrives in a status callback rather than in the answer to the request."""
    return (code >= LATE_FROM and code not in AT_ONCE) or code in (11751, 12300)
