"""What goes with a person, and what goes with time."""

import base64
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.diary.models import Entry
from connect.diary.states import KEPT_UNSHOWN, SHOWN_FOR, State
from connect.foundation.database import db, transaction
from tests.diary.pictures import a_picture
from tests.diary.thanking import (
    WORDS,
    by_link,
    decide,
    entry_now,
    id_now,
    in_the_diary,
    photos,
    say_thanks,
    state_now,
)
from tests.people import People, count
from tests.situations import Situation, situation
from tests.web import Browser, browser_of


@pytest.mark.parametrize("way", ["link", "account"])
def test_with_who_asked_their_thanks_and_the_picture_go(
    way: str, app: Flask, client: Browser, people: People
) -> None:
    browser = client if way == "link" else people.ba_tu.browser
    here = in_the_diary(app, people, browser, photo=a_picture())
    entry_id = id_now(app, here)
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert count(app, Entry) == 0
    assert photos(app) == []
    for path in (f"/diary/{entry_id}", f"/diary/{entry_id}/photo"):
        assert browser_of(app).get(path).status_code == 404


def test_when_who_is_thanked_goes_their_name_goes_and_it_is_read_again(
    app: Flask, client: Browser, people: People
) -> None:
    here = in_the_diary(app, people, client, photo=a_picture())
    people.huong.browser.send(f"/requests/{here.request_id}", action="/thanks/name")
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    entry = entry_now(app, here)
    assert entry is not None
    assert (entry.state, entry.helper_id, entry.helper_name) == ("waiting", None, "")
    assert entry.objected
    assert browser_of(app).get(f"/diary/{entry.id}").status_code == 404
    decide(people.chi_lan.browser, app, here, "show")
    assert state_now(app, here) == "shown"


def test_when_who_decided_goes_it_stays(app: Flask, client: Browser, people: People) -> None:
    here = in_the_diary(app, people, client)
    assert people.chi_lan.client.delete("/api/v1/me").status_code == 204
    assert state_now(app, here) == "shown"


def test_thanks_are_taken_away_by_both(app: Flask, client: Browser, people: People) -> None:
    in_the_diary(app, people, client, photo=a_picture())
    [written] = people.ba_tu.client.get("/api/v1/me/export").get_json()["diary"]
    assert (written["role"], written["text"], written["state"]) == ("author", WORDS, "shown")
    assert base64.b64decode(written["photo"]).startswith(b"\xff\xd8")
    [heard] = people.huong.client.get("/api/v1/me/export").get_json()["diary"]
    assert (heard["role"], heard["text"], heard["photo"]) == ("thanked", WORDS, None)
    assert people.nobody.client.get("/api/v1/me/export").get_json()["diary"] == []


def grow_old(app: Flask, here: Situation, by: timedelta) -> None:
    with app.app_context(), transaction():
        entry = db.session.query(Entry).filter_by(request_id=here.request_id).one()
        entry.written_at -= by
        if entry.shown_at is not None:
            entry.shown_at -= by


@pytest.mark.parametrize("how", ["objects", "goes", "taken down"])
def test_what_is_hidden_after_months_is_kept_to_be_read_again(
    how: str, app: Flask, client: Browser, people: People, cli: FlaskCliRunner
) -> None:
    here = in_the_diary(app, people, client)
    grow_old(app, here, timedelta(days=200))
    if how == "objects":
        people.huong.browser.send(f"/requests/{here.request_id}", action="/thanks/object")
    elif how == "goes":
        assert people.huong.client.delete("/api/v1/me").status_code == 204
    else:
        decide(people.chi_lan.browser, app, here, "refuse")
    assert "thanks_forgotten 0" in cli.invoke(args=["upkeep"]).output
    assert state_now(app, here) == ("refused" if how == "taken down" else "waiting")


@pytest.mark.parametrize("gone", ["nobody", "ba_tu"])
def test_what_a_neighbour_wrote_by_the_link_goes_with_either(
    gone: str, app: Flask, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    assert say_thanks(by_link(people.nobody.browser, here), here).status_code == 303
    assert getattr(people, gone).client.delete("/api/v1/me").status_code == 204
    assert count(app, Entry) == 0


@pytest.mark.parametrize("state", list(State))
def test_each_is_kept_for_its_time_and_no_longer(
    state: State, app: Flask, client: Browser, people: People, cli: FlaskCliRunner
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, photo=a_picture(), public=state != State.PRIVATE)
    if state in (State.SHOWN, State.REFUSED):
        decide(people.chi_lan.browser, app, here, "show" if state == State.SHOWN else "refuse")
    assert state_now(app, here) == state
    kept = SHOWN_FOR if state == State.SHOWN else KEPT_UNSHOWN
    grow_old(app, here, kept - timedelta(minutes=1))
    assert "thanks_forgotten 0" in cli.invoke(args=["upkeep"]).output
    assert state_now(app, here) == state
    grow_old(app, here, timedelta(minutes=2))
    assert "thanks_forgotten 1" in cli.invoke(args=["upkeep"]).output
    assert "thanks_forgotten 0" in cli.invoke(args=["upkeep"]).output
    assert count(app, Entry) == 0
    assert photos(app) == []
