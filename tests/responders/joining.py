"""Groups, invitations to them, and who has joined."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.database import db
from connect.notifications.models import Notice
from tests.people import Person, a_responder

STRANGER = "0912 345 655"


def group_of(person: Person, **changes: Any) -> str:
    """Registers an organisation; its id."""
    body = a_responder(kind="organisation", name="Bếp Yêu Thương") | changes
    answer = person.client.post("/api/v1/responders", json=body)
    assert answer.status_code == 201
    return str(answer.get_json()["id"])


def invite(owner: Person, group: str, phone: str) -> TestResponse:
    return owner.client.post(f"/api/v1/responders/{group}/members", json={"phone": phone})


def invitations_of(person: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.client.get("/api/v1/invitations").get_json()["items"]
    return items


def members_of(person: Person, group: str) -> list[dict[str, Any]]:
    answer = person.client.get(f"/api/v1/responders/{group}/members")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def join(owner: Person, group: str, person: Person) -> str:
    """Invites and accepts; the id of the member."""
    member = str(invite(owner, group, person.phone).get_json()["id"])
    assert person.client.post(f"/api/v1/invitations/{member}/accept").status_code == 200
    return member


def told(app: Flask, person: Person) -> list[str]:
    with app.app_context():
        rows = db.session.query(Notice).filter_by(account_id=person.id).order_by(Notice.created_at)
        return [notice.text for notice in rows]
