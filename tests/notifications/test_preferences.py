"""How people want to be told: which wires, which hours, how many offers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask

from connect.accounts import Account
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db
from connect.help_requests.models import Assignment
from connect.notifications import offer_wishes
from connect.notifications.backoff import after_the_night
from connect.notifications.models import Delivery, MutedAddress, Notice, Preferences
from tests.notifications.telling import (
    MAIL,
    around_now,
    give_mail,
    outbox,
    prefer,
    send_all,
    tell,
    ways,
)
from tests.page import Page, values_of
from tests.people import People, count
from tests.situations import SECRETS, ask, help_from, situation

URL = "/api/v1/me/preferences"
DEFAULTS: dict[str, Any] = {
    "wires": {"push": False, "zalo": False, "email": False, "sms": True},
    "email": None,
    "quiet_hours": {"from": "22:00", "until": "06:00"},
    "urgent_at_night": True,
    "most_offers": 3,
    "offers": True,
    "news": True,
}


def test_who_has_said_nothing_is_told_by_sms(app: Flask, people: People) -> None:
    assert people.huong.client.get(URL).get_json() == DEFAULTS
    tell(app, people.huong, "một")
    assert ways(app) == [("sms", "due")]
    assert count(app, Preferences) == 0


def test_what_is_left_out_stays_as_it_was(app: Flask, people: People) -> None:
    prefer(people.huong, most_offers=5, quiet_hours=None)
    said = prefer(people.huong, news=False, wires={"zalo": True})
    assert said == DEFAULTS | {
        "most_offers": 5,
        "quiet_hours": None,
        "news": False,
        "wires": DEFAULTS["wires"] | {"zalo": True},
    }
    assert people.huong.client.get(URL).get_json() == said
    assert people.minh.client.get(URL).get_json() == DEFAULTS


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"most_offers": 21}, "most_offers"),
        ({"most_offers": -1}, "most_offers"),
        ({"most_offers": None}, "most_offers"),
        ({"quiet_hours": {"from": "22:00"}}, "quiet_hours.until"),
        ({"quiet_hours": {"from": "24:00", "until": "06:00"}}, "quiet_hours.from"),
        ({"quiet_hours": {"from": "22:00\n", "until": "06:00"}}, "quiet_hours.from"),
        ({"quiet_hours": {"from": "06:00", "until": "06:00"}}, "quiet_hours"),
        ({"wires": {"email": True}}, "email"),
        ({"wires": {"pigeon": True}}, "wires.pigeon"),
        ({"wires": {"sms": None}}, "wires.sms"),
        ({"news": "maybe"}, "news"),
        ({"email": MAIL}, "email"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    changes: dict[str, Any], wrong: str, people: People
) -> None:
    answer = people.huong.client.patch(URL, json=changes | {"offers": False})
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [wrong]
    assert people.huong.client.get(URL).get_json() == DEFAULTS


def test_the_page_shows_what_was_said_and_saves_it(app: Flask, people: People) -> None:
    browser = people.huong.browser
    assert "/inbox/preferences" in browser.get("/inbox").text
    assert "/inbox/preferences" in browser.get("/mine").text
    form = values_of(browser.page("/inbox/preferences").form())
    assert (form["sms"], form["quiet_from"], form["most_offers"]) == (["y"], ["22:00"], ["3"])
    assert "email" not in form
    del form["sms"], form["quiet"]
    answer = browser.post("/inbox/preferences", data=form | {"most_offers": "0", "zalo": "y"})
    assert answer.location == "/inbox/preferences"
    said = people.huong.client.get(URL).get_json()
    assert said["wires"] == {"push": False, "zalo": True, "email": False, "sms": False}
    assert (said["quiet_hours"], said["most_offers"]) == (None, 0)
    form = values_of(browser.page("/inbox/preferences").form())
    assert "sms" not in form
    assert form["zalo"] == ["y"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("most_offers", "21", "từ 0 đến 20"),
        ("most_offers", "²", "từ 0 đến 20"),
        ("quiet_from", "abends", "22:00"),
        ("quiet_until", "", "22:00"),
        ("quiet_from", "06:00", "cùng một lúc"),
    ],
)
def test_the_page_says_what_is_wrong(field: str, value: str, said: str, people: People) -> None:
    answer = people.huong.browser.send("/inbox/preferences", **{field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert values_of(Page(answer.text).form())[field] == [value]
    assert people.huong.client.get(URL).get_json() == DEFAULTS


def test_a_browser_that_sends_seconds_is_understood(people: People) -> None:
    people.huong.browser.send("/inbox/preferences", quiet_from="21:30:00", quiet_until="07:00")
    hours = people.huong.client.get(URL).get_json()["quiet_hours"]
    assert hours == {"from": "21:30", "until": "07:00"}


def test_what_is_not_wanted_on_a_wire_is_in_the_inbox_all_the_same(
    app: Flask, people: People
) -> None:
    prefer(people.huong, offers=False)
    tell(app, people.huong, "được hỏi", kind="offer")
    tell(app, people.huong, "tin mới")
    prefer(people.huong, offers=True, news=False)
    tell(app, people.huong, "được hỏi nữa", kind="offer")
    tell(app, people.huong, "tin nữa")
    assert send_all(app) == 2
    assert [m["body"].partition("\n")[0] for m in outbox(app)] == ["tin mới", "được hỏi nữa"]
    inbox = people.huong.client.get("/api/v1/notices").get_json()["items"]
    assert len(inbox) == 4


def test_who_wants_no_wire_at_all_has_the_inbox(app: Flask, people: People) -> None:
    prefer(people.huong, wires={"sms": False})
    tell(app, people.huong, "một")
    assert ways(app) == []
    assert len(people.huong.client.get("/api/v1/notices").get_json()["items"]) == 1


def test_quiet_hours_are_each_persons_own(app: Flask, people: People) -> None:
    prefer(people.huong, quiet_hours=around_now())
    prefer(people.minh, quiet_hours=around_now(), urgent_at_night=False)
    prefer(people.shop, quiet_hours=None)
    for text, may_wait in (("gấp", False), ("không gấp", True)):
        for who in (people.huong, people.minh, people.shop):
            tell(app, who, text, kind="offer", may_wait=may_wait)
    send_all(app)
    heard = {
        who.phone: [m["body"].partition("\n")[0] for m in outbox(app) if m["to"] == who.phone]
        for who in (people.huong, people.minh, people.shop)
    }
    assert heard == {
        people.huong.phone: ["gấp"],
        people.minh.phone: [],
        people.shop.phone: ["gấp", "không gấp"],
    }
    with app.app_context():
        waiting = db.session.query(Delivery).filter_by(state="due").all()
        local = [one.due_at.astimezone(HOME_ZONE) for one in waiting]
    assert {f"{moment:%H:%M}" for moment in local} == {around_now()["until"]}
    assert all(utcnow() < moment < utcnow() + timedelta(hours=3) for moment in local)


@pytest.mark.parametrize(
    ("told", "due"),
    [
        ("12:59", "12:59"),
        ("13:00", "15:00"),
        ("14:59", "15:00"),
        ("15:00", "15:00"),
    ],
)
def test_a_rest_at_noon_can_be_quiet(told: str, due: str) -> None:
    day = datetime(2026, 11, 22, tzinfo=HOME_ZONE)
    at = {
        moment: datetime.combine(day, time.fromisoformat(moment), HOME_ZONE)
        for moment in (told, due)
    }
    assert after_the_night(at[told], time(13), time(15)) == at[due]


def test_nobody_is_asked_more_often_than_they_chose(app: Flask, people: People) -> None:
    for who, most in ((people.huong, 1), (people.minh, 0), (people.shop, 5)):
        prefer(who, most_offers=most)
    with app.test_request_context():
        responders = {
            help_from(who.account()).id: who.phone
            for who in (people.huong, people.minh, people.shop, people.nobody)
        }
        for _n in range(6):
            ask(app)
        asked = [responders[one.responder_id] for one in db.session.query(Assignment)]
        ids = [people.minh.id, people.nobody.id]
        wishes = offer_wishes(ids, utcnow(), urgent=True)
        assert {id_: wish.most for id_, wish in wishes.items()} == dict(
            zip(ids, (0, 3), strict=True)
        )
    assert {phone: asked.count(phone) for phone in responders.values()} == {
        people.huong.phone: 1,
        people.minh.phone: 0,
        people.shop.phone: 5,
        people.nobody.phone: 3,
    }


def test_two_who_speak_at_the_same_moment_are_both_heard(app: Flask, people: People) -> None:
    token, number = people.huong.token, 8

    def change(n: int) -> int:
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        wires = {"wires": {"sms": False}, "most_offers": n}
        return client.patch(URL, json=wires).status_code

    with ThreadPoolExecutor(number) as crowd:
        assert list(crowd.map(change, range(number))) == [200] * number
    assert (count(app, Preferences), count(app, MutedAddress)) == (1, 1)


def test_all_of_it_is_taken_away_and_erased(app: Flask, people: People) -> None:
    give_mail(app, people.huong)
    prefer(people.huong, wires={"sms": False, "email": False})
    assert count(app, MutedAddress) == 2
    held = people.huong.client.get("/api/v1/me/export").get_json()
    assert held["preferences"][0]["email"] == MAIL
    assert held["preferences"][0]["wires"]["sms"] is False
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    for model in (Account, Preferences, MutedAddress):
        assert count(app, model) == 0


def test_what_people_without_account_were_told_goes_with_their_request(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")  # posted by Bà Tư's account
    tell(app, SECRETS["phone"], "cho người lạ", request_id=here.request_id)
    tell(app, "+84912345690", "cho người khác", request_id=people.minh.id)
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.app_context():
        left = [notice.text for notice in db.session.query(Notice) if notice.account_id is None]
    assert left == ["cho người khác"]
