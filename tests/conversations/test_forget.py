"""What was written goes with time, and with whoever wrote it."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.conversations import KEPT, forget_old_messages
from connect.conversations.models import Message
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest
from tests.conversations.talking import hand_over, link, read, shown, url_of, write
from tests.people import People, count
from tests.situations import SECRETS, Situation, age, situation


def grow_old(app: Flask, here: Situation, by: timedelta) -> None:
    """Moves the end of a request and all that was written before it into the past."""
    with app.test_request_context():
        age(here.request_id, by)
        with transaction():
            for message in db.session.scalars(sa.select(Message)):
                message.at -= by


@pytest.mark.parametrize("state", ["fulfilled", "closed"])
def test_thirty_days_after_the_end_nothing_is_left(
    state: str, app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    here = situation(app, people, state)
    grow_old(app, here, KEPT - timedelta(minutes=1))
    assert "messages_forgotten 0" in cli.invoke(args=["upkeep"]).output
    assert read(people.ba_tu.client, here) == [SECRETS["message"]]
    grow_old(app, here, timedelta(minutes=2))
    assert "messages_forgotten 1" in cli.invoke(args=["upkeep"]).output
    assert "messages_forgotten 0" in cli.invoke(args=["upkeep"]).output
    assert read(people.ba_tu.client, here) == []
    assert 'id="messages"' not in people.ba_tu.browser.get(f"/requests/{here.request_id}").text


def test_what_is_under_way_is_kept_however_old(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    grow_old(app, here, 3 * KEPT)
    with app.test_request_context():
        assert forget_old_messages(utcnow()) == 0
    assert count(app, Message) == 1


def test_the_words_of_who_is_erased_go_and_the_others_stay(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    write(people.huong.client, here, "Hương viết")
    write(app.test_client(), here, "Bà viết bằng liên kết", headers=link(here))
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    page = people.ba_tu.browser.page(f"/requests/{here.request_id}")
    assert [what for _who, what in shown(page)] == [
        SECRETS["message"],
        "Tin nhắn này đã được xóa.",
        "Bà viết bằng liên kết",
    ]
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.app_context():
        rows = db.session.execute(sa.select(Message.body, Message.author_id)).all()
    assert [tuple(row) for row in rows] == [("", None)] * 3


def test_a_helper_reads_nothing_more_of_a_requester_who_is_erased(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    write(people.huong.client, here, "Con đang đến")
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert people.huong.client.get(url_of(here)).status_code == 403
    with app.app_context():
        bodies = set(db.session.scalars(sa.select(Message.body)))
    assert bodies == {"", "Con đang đến"}


def written(told: Any) -> list[str]:
    return [one["body"] for one in told["messages"]]


def test_everyone_takes_away_what_they_wrote_and_nothing_else(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    write(people.huong.client, here, "Hương viết")
    write(app.test_client(), here, "Bà viết bằng liên kết", headers=link(here))
    minh = hand_over(app, people, here)
    write(minh.client, here, "Minh viết")
    exports = {
        name: written(getattr(people, name).client.get("/api/v1/me/export").get_json())
        for name in ("ba_tu", "huong", "minh", "chi_lan", "root")
    }
    assert exports == {
        "ba_tu": [SECRETS["message"], "Bà viết bằng liên kết"],
        "huong": ["Hương viết"],
        "minh": ["Minh viết"],
        "chi_lan": [],
        "root": [],
    }


def test_what_a_coordinator_typed_for_somebody_is_theirs_and_what_that_person_wrote_is_not(
    app: Flask, people: People
) -> None:
    told = people.chi_lan.client.post(
        "/api/v1/requests",
        json={
            "items": [{"category": "food"}],
            "phone": "0912 345 677",
            "location": {"lat": 10.734, "lon": 106.7215},
        },
    ).get_json()
    url = f"/api/v1/requests/{told['id']}"
    assert people.huong.client.post(f"{url}/claim").status_code == 201
    by_link = {"X-Manage-Token": told["manage_token"]}
    assert app.test_client().post(
        f"{url}/messages", json={"body": "Người cần giúp viết"}, headers=by_link
    )
    assert people.chi_lan.client.post(f"{url}/messages", json={"body": "Chị Lan viết"})
    export = people.chi_lan.client.get("/api/v1/me/export").get_json()
    assert written(export) == ["Chị Lan viết"]
    assert people.chi_lan.client.delete("/api/v1/me").status_code == 204
    left = app.test_client().get(f"{url}/messages", headers=by_link).get_json()["items"]
    assert [one["body"] for one in left] == ["Người cần giúp viết", ""]


def test_who_takes_their_profile_out_still_has_what_they_wrote(app: Flask, people: People) -> None:
    here = situation(app, people, "delivered")
    write(people.huong.client, here, "Hương viết")
    profile = f"/api/v1/responders/{here.responder_id}"
    assert people.huong.client.delete(profile).status_code == 204
    assert written(people.huong.client.get("/api/v1/me/export").get_json()) == ["Hương viết"]
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    assert read(people.ba_tu.client, here) == [SECRETS["message"], ""]


def test_what_was_written_goes_with_its_request(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.delete(HelpRequest).where(HelpRequest.id == here.request_id))
    assert count(app, Message) == 0
