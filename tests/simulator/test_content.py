"""Content resources: limits, variables, approval, and what phones show."""

from __future__ import annotations

from typing import Any

import pytest
import urllib3
from twilio.rest import Client

from simulator.server import Handle
from tests.simulator.parts import ANI, BUSINESS


def post(sim: Handle, path: str, body: dict[str, Any]) -> urllib3.BaseHTTPResponse:
    config = sim.simulator.config
    headers = urllib3.make_headers(basic_auth=f"{config.account_sid}:{config.auth_token}")
    return urllib3.request("POST", sim.base_url + path, json=body, headers=headers)


def quick_reply(*titles: str, body: str = "{{1}}") -> dict[str, Any]:
    actions = [{"type": "QUICK_REPLY", "title": title, "id": f"id-{title}"} for title in titles]
    return {"language": "en", "types": {"twilio/quick-reply": {"body": body, "actions": actions}}}


def list_picker(rows: int, **fields: str) -> dict[str, Any]:
    items = [{"id": f"r{n}", "item": f"Row {n}", **fields} for n in range(rows)]
    return {"language": "en", "types": {"twilio/list-picker": {"body": "Pick", "button": "Menu", "items": items}}}


@pytest.mark.parametrize(
    "resource",
    [
        {"language": "en", "types": {}},
        {"types": {"twilio/text": {"body": "x"}}},
        {"language": "en", "types": {"twilio/text": {"body": ""}}},
        quick_reply("a" * 21),
        quick_reply(*"abcdefghijk"),
        quick_reply("a", body="x" * 1025),
        quick_reply(),
        list_picker(11),
        list_picker(0),
        list_picker(1, description="x" * 73),
        {
            "language": "en",
            "types": {"twilio/list-picker": {"body": "b", "button": "x" * 21, "items": [{"id": "1", "item": "a"}]}},
        },
    ],
)
def test_what_is_beyond_the_limits_is_refused(sim: Handle, resource: dict[str, Any]) -> None:
    answer = post(sim, "/v1/Content", resource)
    assert (answer.status, answer.json()["code"]) == (400, 20422)
    assert sim.simulator.tables.contents.newest(0, 10) == []


def test_create_fetch_list_and_delete_with_the_client(sim: Handle, client: Client) -> None:
    made = post(sim, "/v1/Content", quick_reply("Yes")).json()
    assert client.content.v1.contents(made["sid"]).fetch().language == "en"
    assert [content.sid for content in client.content.v1.contents.list()] == [made["sid"]]
    assert client.content.v1.contents(made["sid"]).delete()
    assert client.content.v1.contents.list() == []


def test_buttons_and_rows_are_filled_in(sim: Handle, client: Client) -> None:
    sim.send(ANI, "halo")
    resource = quick_reply("{{2}}", "No", body="{{1}}")
    sid = post(sim, "/v1/Content", resource).json()["sid"]
    client.messages.create(
        from_=BUSINESS, to=ANI, content_sid=sid, content_variables='{"1": "Two\\nlines", "2": "Yes"}'
    )
    assert sim.settle()
    (shown,) = sim.replies(ANI)
    assert shown.body == "Two\nlines"
    assert shown.extra["shown"]["buttons"] == [
        {"id": "id-{{2}}".replace("{{2}}", "Yes"), "title": "Yes"},
        {"id": "id-No", "title": "No"},
    ]


@pytest.mark.parametrize(
    ("resource", "variables", "code"),
    [
        (quick_reply("{{2}}", body="Hi"), '{"2": "' + "x" * 21 + '"}', 63021),
        (quick_reply("Yes"), '{"1": "' + "x" * 1025 + '"}', 63021),
        (quick_reply("{{2}}", body="Hi"), '{"2": ""}', 63021),
        (quick_reply("a", "b", "c", "d", body="Hi"), "{}", 63013),
    ],
)
def test_limits_hold_after_the_variables_are_filled_in(
    sim: Handle, client: Client, resource: dict[str, Any], variables: str, code: int
) -> None:
    sim.send(ANI, "halo")
    sid = post(sim, "/v1/Content", resource).json()["sid"]
    made = client.messages.create(from_=BUSINESS, to=ANI, content_sid=sid, content_variables=variables)
    assert sim.settle()
    assert client.messages(made.sid).fetch().error_code == code
    assert sim.replies(ANI) == []


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        (quick_reply("Yes", body="Order {{1}} is ready"), ""),
        (quick_reply("Yes", body="{{1}} is ready"), "The body starts or ends with a variable"),
        (quick_reply("Yes", body="It is {{1}} {{2}} now"), "Two variables stand side by side"),
        (quick_reply("Yes", body="It is {{9}} now"), "No sample for variable 9"),
        (list_picker(2), "twilio/list-picker cannot be submitted for approval"),
    ],
)
def test_approval_follows_the_rules_of_templates(sim: Handle, resource: dict[str, Any], reason: str) -> None:
    sid = post(sim, "/v1/Content", resource | {"variables": {"1": "a", "2": "b"}}).json()["sid"]
    answer = post(sim, f"/v1/Content/{sid}/ApprovalRequests/whatsapp", {"name": "order_ready", "category": "UTILITY"})
    assert (answer.status, answer.json()["status"]) == (201, "rejected" if reason else "approved")
    assert answer.json()["rejection_reason"] == reason


def test_the_answer_to_approval_can_be_chosen(sim: Handle, client: Client) -> None:
    assert urllib3.request("POST", f"{sim.base_url}/simulator/approval", json={"status": "pending"}).status == 200
    sid = post(sim, "/v1/Content", quick_reply("Yes", body="Ready")).json()["sid"]
    fetch = client.content.v1.contents(sid).approval_fetch()
    assert fetch.fetch().whatsapp["status"] == "unsubmitted"
    post(sim, f"/v1/Content/{sid}/ApprovalRequests/whatsapp", {"name": "n", "category": "UTILITY"})
    assert fetch.fetch().whatsapp["status"] == "pending"
