"""Who is told what, when something happens to a request; and the inbox."""

from datetime import timedelta

from flask import Flask

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.phones import show_phone
from connect.help_requests import CloseReason, assignments, keep_time, service
from connect.help_requests.assignments import LEASE
from connect.notifications import deliver_due
from connect.notifications.models import Delivery, Notice
from tests.page import Page
from tests.people import People, count
from tests.situations import CLAIMANT, REQUESTER, SECRETS, request_now, situation


def kinds(app: Flask, to: str) -> list[str]:
    """What this phone was told, oldest first; all of it goes out first."""
    with app.app_context():
        deliver_due()
        return [one["kind"] for one in channels.sent(to=to) if one["kind"] != "code"]


def test_everyone_hears_of_the_whole_way(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    huong, ba_tu = people.huong, people.ba_tu
    with app.test_request_context():
        assignments.accept(here.offer_id, huong.account())
        assignments.set_out(here.request_id, huong.account(), CLAIMANT)
        assignments.deliver(here.request_id, huong.account(), CLAIMANT)
        service.confirm(here.request_id, ba_tu.account(), REQUESTER)
    start = len(kinds(app, SECRETS["phone"])) - 3
    assert kinds(app, SECRETS["phone"])[start:] == ["claimed", "on_the_way", "delivered"]
    helper = kinds(app, huong.phone)
    assert helper[-1] == "confirmed"
    told = ba_tu.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in told] == ["delivered", "on_the_way", "claimed"]
    told = huong.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in told] == ["confirmed", "offer"]


def test_a_notice_tells_no_phone_no_door_and_no_name_of_who_needs(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    with app.test_request_context():
        assert request_now(here.request_id).phone == SECRETS["phone"]
    with app.app_context():
        deliver_due()
        said = " ".join(one["body"] for one in channels.sent())
    hidden = [*SECRETS.values(), show_phone(SECRETS["phone"]), people.huong.phone]
    assert not any(secret in said for secret in hidden)
    assert "Gạo (5 kg)" in said


def test_a_helper_is_reminded_at_half_time_once(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.test_request_context():
        assert keep_time(utcnow() + LEASE / 2 - timedelta(minutes=1))["reminded"] == 0
        assert keep_time(utcnow() + LEASE / 2 + timedelta(minutes=1))["reminded"] == 1
        assert keep_time(utcnow() + LEASE / 2 + timedelta(minutes=2))["reminded"] == 0
        assignments.set_out(here.request_id, people.huong.account(), CLAIMANT)
        assert keep_time(utcnow() + LEASE / 2 + timedelta(minutes=2))["reminded"] == 1
        assert keep_time(utcnow() + LEASE + timedelta(minutes=1))["lapsed"] == 1
    told = people.huong.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in told] == ["lapsed", "reminder", "reminder", "message", "offer"]
    waiting = people.ba_tu.client.get("/api/v1/notices").get_json()["items"]
    assert waiting[0]["kind"] == "let_go"


def test_who_goes_for_nothing_is_told(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.test_request_context():
        ba_tu = people.ba_tu.account()
        service.close(here.request_id, CloseReason.DONE_BY_OTHERS, ba_tu, REQUESTER)
    assert people.huong.client.get("/api/v1/notices").get_json()["items"][0]["kind"] == "closed"


def test_a_message_is_told_once_a_breath_and_not_what_it_says(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")  # one message has been written
    url = f"/api/v1/requests/{here.request_id}/messages"
    for body in ("Tôi ở cổng sau", "Chị nhớ gọi nhé"):
        assert people.huong.client.post(url, json={"body": body}).status_code == 201
    told = people.ba_tu.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in told].count("message") == 1
    assert "cổng sau" not in str(told)


def test_the_inbox_is_ones_own_and_reading_it_is_seen(app: Flask, people: People) -> None:
    situation(app, people, "claimed")
    browser = people.huong.browser
    page = Page(browser.get("/inbox").text)
    assert "Gần bạn" in page.root.text()
    assert "Mới" in page.root.text()
    assert "Mới" not in Page(browser.get("/inbox").text).root.text()
    assert "Chưa có gì." in people.minh.browser.get("/inbox").text
    assert people.minh.client.get("/api/v1/notices").get_json() == {"items": [], "next": None}


def test_the_inbox_goes_on_page_by_page(app: Flask, people: People) -> None:
    situation(app, people, "fulfilled")
    client, asked, joined = people.ba_tu.client, {"limit": "1"}, []
    while True:
        page = client.get("/api/v1/notices", query_string=asked).get_json()
        joined += [one["kind"] for one in page["items"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]
    assert joined == ["delivered", "claimed"]


def test_who_leaves_leaves_no_notice_behind(app: Flask, people: People) -> None:
    situation(app, people, "open")
    assert count(app, Notice) == count(app, Delivery) == 1
    held = people.huong.client.get("/api/v1/me/export").get_json()
    assert [one["kind"] for one in held["notices"]] == ["offer"]
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    assert count(app, Notice) == count(app, Delivery) == 0
