"""What a page may hear of hangs on who opened it; a ticket names it, and nobody can make one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.security import OurTime
from connect.help_requests import keep_time
from connect.live.tickets import LIFE_S, MOST_TOPICS, read_ticket, sign_ticket
from tests.people import DISTRICT_7, People
from tests.situations import situation
from tests.web import Browser, browser_of

HeardBy = Callable[[Browser, str], set[str]]


def kinds(topics: set[str]) -> set[str]:
    return {topic.partition(":")[0] for topic in topics}


def test_a_request_is_heard_as_far_as_it_may_be_read(
    app: Flask, people: People, heard_by: HeardBy
) -> None:
    here = situation(app, people, "claimed")
    page = f"/requests/{here.request_id}"
    with_link = browser_of(app)
    with_link.get(f"/m/{here.manage_token}")
    readers = {
        "stranger": browser_of(app),
        "resident": people.nobody.browser,
        "link": with_link,
        "requester": people.ba_tu.browser,
        "claimant": people.huong.browser,
        "coordinator": people.chi_lan.browser,
        "elsewhere": people.anh_ha.browser,
    }
    assert {name: kinds(heard_by(reader, page)) for name, reader in readers.items()} == {
        "stranger": {"request"},
        "resident": {"request", "account"},
        "link": {"request", "involved", "requester"},
        "requester": {"request", "involved", "requester", "account"},
        "claimant": {"request", "involved", "helper", "account"},
        "coordinator": {"request", "involved", "triage", "account"},
        "elsewhere": {"request", "account"},
    }


def test_who_went_before_has_no_part_in_what_follows(
    app: Flask, people: People, heard_by: HeardBy
) -> None:
    here = situation(app, people, "claimed")
    page, huong = f"/requests/{here.request_id}", people.huong.browser
    before = heard_by(huong, page)
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=3))
        keep_time(utcnow() + timedelta(hours=5))
    assert people.minh.client.post(f"/api/v1{page}/claim").status_code in (200, 201)
    assert kinds(heard_by(huong, page)) == {"request", "account"}
    helpers = {topic for topic in before if topic.startswith("helper:")}
    assert helpers.isdisjoint(heard_by(people.minh.browser, page))


def test_the_list_is_heard_around_a_place_and_the_desk_in_its_area(
    app: Flask, people: People, heard_by: HeardBy
) -> None:
    near = heard_by(browser_of(app), f"/requests?near={DISTRICT_7['lat']},{DISTRICT_7['lon']}")
    assert len(near) == 9
    assert "list:214:2134" in near
    assert heard_by(browser_of(app), "/requests") == {"list:"}
    assert heard_by(people.chi_lan.browser, "/desk") == {"desk:79"}
    assert heard_by(people.root.browser, "/desk") == {"desk:"}


def test_ones_own_page_hears_of_ones_own(app: Flask, people: People, heard_by: HeardBy) -> None:
    here = situation(app, people, "claimed")
    own = f"request:{here.request_id}"
    assert heard_by(people.ba_tu.browser, "/mine") == {own, f"account:{people.ba_tu.id}"}
    assert heard_by(people.huong.browser, "/mine") == {own, f"account:{people.huong.id}"}
    assert heard_by(people.huong.browser, "/inbox") == {f"account:{people.huong.id}"}
    link = browser_of(app)
    link.get(f"/m/{here.manage_token}")
    assert heard_by(link, "/mine") == {own}
    assert "data-ticket" not in browser_of(app).get("/mine").get_data(as_text=True)


def test_a_ticket_cannot_be_made_or_changed_or_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        ticket = sign_ticket(["request:1"])
        assert read_ticket(ticket) is not None
        assert read_ticket("") is None
        # Not the last letter: two of its bits stand for nothing.
        assert read_ticket(ticket[:-2] + ("A" if ticket[-2] != "A" else "B") + ticket[-1]) is None
        later = int(utcnow().timestamp()) + LIFE_S + 2
        monkeypatch.setattr(OurTime, "get_timestamp", lambda _self: later)
        assert read_ticket(ticket) is None


def test_a_ticket_names_a_hundred_topics_at_most(app: Flask) -> None:
    with app.app_context():
        found = read_ticket(sign_ticket(f"request:{i}" for i in range(1_000)))
    assert found is not None
    assert len(found.topics) == MOST_TOPICS
