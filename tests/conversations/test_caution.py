"""Words that ask for money or a code: a question in between, and a warning beside them."""

from flask import Flask

from connect.foundation.database import db
from connect.moderation.people.models import PersonReport
from tests.people import People
from tests.situations import situation

ASKS = "Cô chuyển khoản trước 200k rồi con mới đi nhé"


def test_who_writes_is_asked_first_and_who_reads_is_warned(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    helper, door = people.huong.browser, f"/requests/{here.request_id}"
    asked = helper.post(f"{door}/messages", data={"body": ASKS} | helper.csrf())
    assert asked.status_code == 422
    assert 'id="part-careful"' in asked.text
    assert ASKS in asked.text  # nothing typed is lost
    requester = people.ba_tu.browser
    assert ASKS not in requester.get(door).text
    sent = helper.post(f"{door}/messages", data={"body": ASKS, "sure": "y"} | helper.csrf())
    assert sent.status_code == 303
    read = requester.get(door).text
    assert ASKS in read
    assert read.count("data-caution") == 1
    # One tap reports whoever wrote it, with what they wrote.
    report = f"/people/helper/{here.request_id}/wrong"
    assert requester.send(door, action=report).status_code == 303
    with app.app_context():
        [kept] = db.session.query(PersonReport)
        assert (kept.reason, kept.by_id) == ("fraud", people.ba_tu.id)
        assert kept.evidence["words"][-1]["body"] == ASKS
    assert "data-caution" not in helper.get(door).text  # of one's own words


def test_a_program_may_write_it_and_both_are_told(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}/messages"
    sent = people.huong.client.post(url, json={"body": ASKS})
    assert (sent.status_code, sent.get_json()["caution"]) == (201, "money")
    people.huong.client.post(url, json={"body": "Con đọc mã OTP giúp bác"})
    people.huong.client.post(url, json={"body": "Con đến lúc 5 giờ"})
    read = people.ba_tu.client.get(url).get_json()["items"]
    assert [one["caution"] for one in read][-3:] == ["money", "code", None]
