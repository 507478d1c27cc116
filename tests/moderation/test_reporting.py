"""Anybody can say what is wrong with a request; coordinators of its area alone read it."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db
from connect.help_requests import Status
from connect.moderation.models import Flag
from tests.people import People
from tests.situations import SECRETS, Situation, situation
from tests.web import browser_of, words

NOTE = "Đòi chuyển tiền trước."


def flags(app: Flask) -> list[Flag]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Flag).order_by(Flag.created_at)))


def say(app: Flask, here: Situation, who: str, people: People, **told: str) -> int:
    client = getattr(people, who).client if who else app.test_client()
    told = {"reason": "fraud", "note": NOTE} | told
    code = client.post(f"/api/v1/requests/{here.request_id}/report", json=told).status_code
    return int(code)


@pytest.mark.parametrize("state", [state for state in Status if state != Status.HELD])
def test_it_can_be_said_of_a_request_in_every_state(
    state: Status, app: Flask, people: People
) -> None:
    here = situation(app, people, state)
    assert [say(app, here, who, people) for who in ("", "nobody", "ba_tu", "huong")] == [200] * 4
    stranger, resident, asker, helper = flags(app)
    assert [one.side for one in (stranger, resident, asker)] == [
        "stranger",
        "stranger",
        "requester",
    ]
    assert helper.side == ("claimant" if state in ("claimed", "delivered") else "stranger")
    assert stranger.account_id is None
    assert resident.account_id == people.nobody.id


def test_what_was_seen_is_kept_as_it_was_and_no_more_than_was_seen(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    say(app, here, "", people)
    say(app, here, "huong", people)
    changed = {"description": "Không có gì.", "items": [{"category": "food", "goods": "Mì"}]}
    people.ba_tu.client.patch(f"/api/v1/requests/{here.request_id}", json=changed)
    stranger, helper = (one.evidence for one in flags(app))
    assert stranger["card"]["items"] != [{"category": "food", "goods": "Mì"}]
    assert "description" not in stranger
    assert helper["description"] == SECRETS["description"]
    for seen in (stranger, helper):
        assert SECRETS["phone"] not in str(seen)
        assert SECRETS["address"] not in str(seen)


def test_who_says_it_again_says_it_once(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    say(app, here, "nobody", people)
    say(app, here, "nobody", people, reason="untrue")
    [flag] = flags(app)
    assert flag.reason == "untrue"
    stranger = app.test_client()
    for _time in range(2):
        stranger.post(f"/api/v1/requests/{here.request_id}/report", json={"reason": "other"})
    assert len(flags(app)) == 2


@pytest.mark.parametrize(
    "told",
    [{}, {"reason": "because"}, {"reason": ["fraud"]}, {"reason": "fraud", "note": "x" * 201}],
)
def test_what_cannot_be_meant_is_refused(told: object, app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    answer = app.test_client().post(f"/api/v1/requests/{here.request_id}/report", json=told)
    assert answer.status_code == 422
    assert flags(app) == []


def test_a_phone_without_scripts_says_it_and_keeps_what_was_typed(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/requests/{here.request_id}"
    browser = browser_of(app)
    assert "Báo về yêu cầu này" in words(browser.page(url))
    refused = browser.send(f"{url}/wrong", note=NOTE)
    assert refused.status_code == 422
    assert NOTE in refused.get_data(as_text=True)
    assert browser.send(f"{url}/wrong", reason="fraud", note=NOTE).status_code == 303
    assert [one.note for one in flags(app)] == [NOTE]


def test_nobody_but_coordinators_of_the_area_reads_it(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    said = f"{NOTE} 0912 345 677"
    say(app, here, "nobody", people, note=said)  # a number is struck out, whoever reads it
    page = words(people.chi_lan.browser.page(f"/desk/reports/{here.request_id}"))
    assert "0912 345 677" not in page
    assert NOTE in words(people.chi_lan.browser.page(f"/desk/reports/{here.request_id}"))
    assert people.anh_ha.browser.get(f"/desk/reports/{here.request_id}").status_code == 404
    assert "Gạo" in words(people.chi_lan.browser.page("/desk/reports"))
    assert "Gạo" not in words(people.anh_ha.browser.page("/desk/reports"))
    for one in (people.ba_tu, people.huong, people.nobody):
        assert one.browser.get("/desk/reports").status_code == 403
        assert NOTE not in words(one.browser.page(f"/requests/{here.request_id}"))
        assert NOTE not in str(one.client.get(f"/api/v1/requests/{here.request_id}").get_json())
    [mine] = people.nobody.client.get("/api/v1/me/export").get_json()["reports"]
    assert mine["note"].startswith(NOTE)
    assert "677" not in mine["note"]


def test_an_erased_request_takes_what_was_seen_of_it_along(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    say(app, here, "huong", people)
    url = f"/requests/{here.request_id}"
    assert people.ba_tu.browser.send(url, action="/erase").status_code == 303
    [flag] = flags(app)
    assert (flag.evidence, flag.note) == ({}, "")


def test_a_helper_who_is_erased_leaves_no_name_in_what_was_seen(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    say(app, here, "ba_tu", people)
    [before] = flags(app)
    assert before.evidence["helper"]
    assert people.huong.client.delete("/api/v1/me").status_code in (200, 204)
    [flag] = flags(app)
    assert before.evidence["helper"] not in str(flag.evidence)
    assert flag.evidence["description"] == SECRETS["description"]
