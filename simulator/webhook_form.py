"""The form of an inbound webhook, every parameter as Twilio sends it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from simulator.config import Config, Phone
from simulator.drafts import Draft
from simulator.ids import WHATSAPP
from simulator.media import Medium
from simulator.messages import Message

NUMBER = f"{WHATSAPP}+"


def form_of(message: Message, phone: Phone, media: Sequence[Medium], config: Config) -> dict[str, str]:
    """The form that tells the shop of a stored message."""
    form = {
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "MessageSid": message.sid,
        "AccountSid": config.account_sid,
        "ApiVersion": "2010-04-01",
        "SmsStatus": "received",
        "From": message.sender,
        "To": message.recipient,
        "Body": message.body,
        "ProfileName": phone.name,
        "MessageType": message.kind,
        "NumMedia": str(len(media)),
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "ChannelMetadata": _metadata(phone, message),
        **_number(phone),
    }
    if phone.bsuid:
        form["ExternalUserId"] = WHATSAPP + phone.bsuid
    for index, medium in enumerate(media):
        form |= {f"MediaUrl{index}": _link(medium, config), f"MediaContentType{index}": medium.content_type}
    form.update(message.extra.get("params", {}))
    return form


def draft_params(draft: Draft, quoted: Message | None) -> dict[str, str]:
    """What a draft adds to the form: place, choice, quoted message."""
    params: dict[str, str] = {}
    if draft.location is not None:
        params |= {name.capitalize(): str(value) for name, value in draft.location.items()}
    if draft.button is not None:
        params |= {"ButtonText": draft.button["title"], "ButtonPayload": draft.button["id"]}
    if draft.row is not None:
        params |= {"ListId": draft.row["id"], "ListTitle": draft.row["title"]}
        params |= {"ListDescription": draft.row["description"]} if draft.row.get("description") else {}
    if quoted is not None:
        params |= {"OriginalRepliedMessageSid": quoted.sid, "OriginalRepliedMessageSender": quoted.sender}
    if draft.forwarded:
        params["Forwarded"] = "true"
    return params | draft.extra_params


def _number(phone: Phone) -> dict[str, str]:
    """The number without its plus, unless the person hides it or has none."""
    shown = phone.address.startswith(NUMBER) and not phone.hide_number
    return {"WaId": phone.address.removeprefix(NUMBER)} if shown else {}


def _metadata(phone: Phone, message: Message) -> str:
    context = {"ProfileName": phone.name, **_number(phone), **message.extra.get("params", {})}
    return json.dumps({"type": "whatsapp", "data": {"context": context}})


def _link(medium: Medium, config: Config) -> str:
    path = f"/2010-04-01/Accounts/{config.account_sid}/Messages/{medium.message_sid}/Media/{medium.sid}"
    return config.public_base.rstrip("/") + path
