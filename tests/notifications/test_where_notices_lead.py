"""A notice leads to a page of ours, whatever people have written into the names that it tells."""

import pytest
from flask import Flask

from connect.foundation.database import db
from connect.notifications.models import Notice
from tests.people import People, a_responder


@pytest.mark.parametrize("name", ["Bếp https://[", "Bếp http://x.example/account/erase"])
def test_a_link_in_a_name_leads_nowhere_and_breaks_no_inbox(
    name: str, app: Flask, people: People
) -> None:
    kitchen = a_responder(kind="organisation", name=name)
    made = people.huong.client.post("/api/v1/responders", json=kitchen)
    members = f"/api/v1/responders/{made.get_json()['id']}/members"
    assert people.huong.client.post(members, json={"phone": people.minh.phone}).status_code == 201
    with app.app_context():
        [notice] = db.session.query(Notice).filter_by(kind="member")
        assert notice.path == "/mine"
        assert name in notice.words
    inbox = people.minh.browser.get("/inbox")
    assert inbox.status_code == 200
    assert "Bếp http" in inbox.text
