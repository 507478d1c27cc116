"""On the way: those who wait see it, and the claim holds for longer."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.help_requests import LEASE, keep_time
from tests.page import Page
from tests.people import People
from tests.situations import assignments_of, request_now, situation


def helper_told(people: People, url: str, token: str) -> dict[str, str]:
    told = people.app.test_client().get(url, headers={"X-Manage-Token": token}).get_json()
    return dict(told["helper"])


def test_who_waits_sees_who_comes_since_when_and_how_far_along(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}"
    taken = helper_told(people, url, here.manage_token)
    assert (taken["name"], taken["state"]) == ("Hương", "accepted")
    assert utcnow() - datetime.fromisoformat(taken["since"]) < timedelta(minutes=1)
    assert people.huong.client.post(f"{url}/on-the-way").status_code == 200
    coming = helper_told(people, url, here.manage_token)
    assert (coming["state"], coming["since"]) == ("on_the_way", taken["since"])
    assert coming["lapses_at"] > taken["lapses_at"]
    page = Page(people.ba_tu.browser.get(f"/requests/{here.request_id}").text)
    assert "đang trên đường đến" in page.root.text()
    assert "helper" not in app.test_client().get(url).get_json()  # a stranger


def test_a_sign_of_life_counts_the_lease_anew(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}/on-the-way"
    with app.test_request_context():
        [assignment] = assignments_of(here.request_id)
        first = assignment.lapses_at
        assert first is not None
        for _n in range(2):
            assert people.huong.client.post(url).status_code == 200
        [assignment] = assignments_of(here.request_id)
        assert assignment.lapses_at is not None
        assert keep_time(first - LEASE / 2)["lapsed"] == 0
        assert [entry.action for entry in history(here.request_id)].count("on_the_way") == 1
        assert keep_time(assignment.lapses_at - LEASE / 2)["reminded"] == 1
        assert keep_time(assignment.lapses_at)["lapsed"] == 1
        assert request_now(here.request_id).status == "open"
        assert assignment.lapses_at - utcnow() <= LEASE


@pytest.mark.parametrize("verb", ["deliver", "release"])
def test_from_the_way_everything_goes_on(verb: str, app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/requests/{here.request_id}"
    browser = people.huong.browser
    assert "Tôi đang đến" in browser.get(url).text
    assert browser.post(f"{url}/on-the-way", data=browser.csrf()).status_code == 303
    page = browser.get(url).text
    assert "Tôi vẫn đang đến" in page
    assert "Tốt lắm. Họ thấy là bạn đang đến." in page
    assert people.huong.client.post(f"/api/v1{url}/{verb}").status_code == 200
    with app.test_request_context():
        assert request_now(here.request_id).status == ("delivered" if verb == "deliver" else "open")
