"""The commands that `/api/docs` shows can be pasted into a shell: each of them is, and answers."""

import os
import re
import subprocess
import uuid
from pathlib import Path

import pytest
from flask import Flask

from connect.foundation.api_docs import Call, rooms
from connect.foundation.rest import api
from connect.help_requests.lifecycle import Status
from tests.people import People
from tests.situations import Situation, situation
from tests.situations_with import (
    HELD_BEFORE,
    with_block,
    with_branches,
    with_entries,
    with_gift,
    with_goods,
    with_members,
    with_shopping,
)

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

BASE = "http://connect.example"
STATES = {"claim": Status.OPEN, "reopen": Status.CLOSED, "confirm": Status.DELIVERED}
# What nobody knows beforehand: a code, or the secret of a gateway.
REFUSED = {
    "POST /api/v1/accounts/verify": "422",
    "POST /api/v1/tokens": "422",
    "POST /api/v1/me/email": "422",  # another one's password
    "POST /api/v1/me/email/verify": "422",
    "POST /api/v1/sms": "404",
    "GET /api/v1/desk/requests": "403",
    "GET /api/v1/desk/requests/{request_id}": "403",
    "POST /api/v1/desk/requests/{request_id}/acts": "403",
    "POST /api/v1/desk/acts": "403",
    "POST /api/v1/suppliers/{shop_id}/claim/verify": "422",
    "POST /api/v1/requests/{request_id}/prove": "422",
    "PUT /api/v1/responders/{responder_id}/organisation": "404",  # nobody has that one
    # Nobody has asked, and who goes is no shop.
    "POST /api/v1/requests/{request_id}/shopping-trip/answer": "409",
    "POST /api/v1/requests/{request_id}/shopping-trip/packed": "409",
}
CALLS = {
    re.sub(r"<(\w+:)?(\w+)>", r"{\2}", line)
    for line in Path(__file__).with_name("routes.txt").read_text(encoding="utf-8").splitlines()
    if "/api/v1/" in line
}


def calls() -> list[Call]:
    document = api.spec.to_dict()
    return [call for room in rooms(document, BASE).values() for call in room]


@pytest.fixture
def shell(address: str) -> dict[str, str]:
    """What a shell needs to reach the server under test."""
    return {"PATH": os.environ["PATH"], "ADDRESS": address}


def state_for(call: Call) -> Status:
    """In which state of a request this call is made."""
    if "{met_id}" in call.path:
        return Status.CLAIMED
    if "{request_id}" not in call.path or call.method == "GET":
        return Status.OPEN
    last = call.path.rpartition("/")[2]
    claimed = {"on-the-way", "release", "deliver", "messages", "take-over"}
    if "/shopping-trip" in call.path or last in claimed:
        return Status.CLAIMED
    return STATES.get(last, Status.OPEN)


def for_gifts(app: Flask, people: People, call: Call, here: Situation) -> Situation:
    """A gift of Hương's, or where she takes something of Minh's, as far as the call needs it."""
    if not {"{gift_id}", "{reservation_id}"} & set(call.path.split("/")):
        return here
    last = call.path.rpartition("/")[2]
    giver = "minh" if last in {"reserve", "thanks"} else "huong"
    return with_gift(app, people, here, HELD_BEFORE.get(last, ""), giver)


def run(command: str, shell: dict[str, str]) -> str:
    """Runs it as it stands, but for the host; the status of the answer."""
    shown = command.replace(BASE, "$ADDRESS").replace(
        "curl ", 'curl -s -o /dev/null -w "%{http_code}" ', 1
    )
    done = subprocess.run(
        ["/bin/bash", "-euc", shown],
        env=shell,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def test_every_call_with_a_body_shows_one(app: Flask) -> None:
    document = api.spec.to_dict()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if "requestBody" in operation:
                content = operation["requestBody"]["content"]["application/json"]
                assert "example" in content, f"{method} {path}"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_every_command_runs_as_it_is_shown(
    name: str, app: Flask, people: People, shell: dict[str, str]
) -> None:
    [call] = [one for one in calls() if f"{one.method} {one.path}" == name]
    here = with_members(app, people, situation(app, people, state_for(call)))
    if "shopping" in call.path:
        here = with_shopping(app, people, here)
    who = people.nobody if "{invitation_id}" in call.path else people.huong
    if "{act_id}" in call.path:
        who, here = people.ba_tu, with_block(app, people, here)
    here = for_gifts(app, people, call, here)
    if "{good_id}" in call.path:
        here = with_goods(app, people, here)
    if "{organisation_id}" in call.path or (name.startswith("DELETE") and "/organisation" in name):
        here = with_branches(app, people, here)
    if "{shop_id}" in call.path:
        here = with_entries(app, people, here)
    known = {
        "TOKEN": who.token,
        "MANAGE_TOKEN": here.manage_token,
        "REQUEST_ID": str(here.request_id),
        "RESPONDER_ID": str(here.responder_id),
        "OFFER_ID": str(here.offer_id),
        "MEMBER_ID": str(here.member_id),
        "INVITATION_ID": str(here.invitation_id),
        "GIFT_ID": str(here.gift_id),
        "RESERVATION_ID": str(here.reservation_id),
        "GOOD_ID": str(here.good_id),
        "SHOP_ID": str(here.shop_id),
        "ORGANISATION_ID": str(here.organisation_id),
        "MET": "requester",
        "MET_ID": str(here.request_id),
        "ACT_ID": str(here.act_id),
        "X_SMS_TIMESTAMP": "0",
        "X_SMS_SIGNATURE": uuid.uuid4().hex,
    }
    status = run(call.command, shell | known)
    assert status == REFUSED[name] if name in REFUSED else status.startswith("2"), status
