"""What only time does: claims lapse, offers run out, silence confirms, old requests expire."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import Status, candidates, keep_time, timekeeping
from connect.help_requests.assignments import LEASE
from connect.help_requests.models import UNDER_WAY, UNREMINDED, HelpRequest
from connect.help_requests.offering import OFFER_LIFE
from connect.responders.models import ResponderOffer
from tests.people import People, count
from tests.plans import analyze, many_requests, plans
from tests.situations import assignments_of, live_through, request_now, responder_now, situation
from tests.web import Browser

MOMENT = timedelta(seconds=5)
NOTHING = {
    "timed_out": 0,
    "reminded": 0,
    "lapsed": 0,
    "checked_in": 0,
    "hidden": 0,
    "confirmed": 0,
    "expired": 0,
    "asked": 0,
}


def listed(client: Browser) -> list[str]:
    answer = client.get("/api/v1/requests?near=10.734,106.7215").json
    assert answer is not None
    return [one["id"] for one in answer["items"]]


def test_a_claim_lapses_after_its_lease_and_not_before(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        assert keep_time(utcnow() + LEASE / 2)["reminded"] == 1
        assert keep_time(utcnow() + LEASE - MOMENT)["lapsed"] == 0
        assert request_now(here.request_id).status == "claimed"
        assert listed(client) == []
        assert keep_time(utcnow() + LEASE)["lapsed"] == 1
        request = request_now(here.request_id)
        assert request.status == "open"
        [assignment] = assignments_of(here.request_id)
        assert (assignment.state, assignment.reason) == ("released", "lapsed")
        assert assignment.ended_at is not None
        assert responder_now(here.responder_id).load == 0
        assert candidates(request, 10) == []  # who let it lapse is not proposed again
    assert listed(client) == [str(here.request_id)]
    assert count(app, ResponderOffer) == 1  # but may help others


def test_a_worker_that_was_away_reminds_before_it_takes_away(app: Flask, people: People) -> None:
    situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        late = utcnow() + timedelta(hours=9)
        done = keep_time(late)
        assert (done["reminded"], done["lapsed"]) == (1, 0)
        assert keep_time(late + timedelta(minutes=29))["lapsed"] == 0
        assert keep_time(late + timedelta(minutes=30))["lapsed"] == 1


def test_a_lapsed_claim_is_nobodys(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        live_through(LEASE / 2)
        keep_time(utcnow() + LEASE)
    url = f"/api/v1/requests/{here.request_id}"
    assert people.huong.client.post(f"{url}/deliver").status_code == 403
    shown = people.huong.client.get(url).json
    assert shown is not None
    assert "phone" not in shown
    assert people.minh.client.post(f"{url}/claim").status_code == 201


def test_an_offer_runs_out_and_the_request_stays_open(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        assert keep_time(utcnow() + OFFER_LIFE - MOMENT)["timed_out"] == 0
        assert keep_time(utcnow() + OFFER_LIFE)["timed_out"] == 1
        [offer] = assignments_of(here.request_id)
        assert offer.state == "timed_out"
        request = request_now(here.request_id)
        assert request.status == "open"
        # No answer is no refusal.
        assert [one.responder_id for one in candidates(request, 10)] == [here.responder_id]
    assert people.huong.client.get("/api/v1/offers").json == {"items": [], "next": None}
    assert people.huong.client.post(f"/api/v1/offers/{here.offer_id}/accept").status_code == 409


@pytest.mark.parametrize("state", list(Status))
def test_doing_it_twice_changes_nothing_more(state: str, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    with app.test_request_context():
        later = utcnow() + timedelta(days=3)
        keep_time(later)
        once = request_now(here.request_id)
        told, status_at = len(history(here.request_id)), once.status_at
        assert keep_time(later) == NOTHING
        again = request_now(here.request_id)
        assert (again.status, again.status_at) == (once.status, status_at)
        assert len(history(here.request_id)) == told
        assert responder_now(here.responder_id).load == (once.status == Status.CLAIMED)


def test_a_fresh_world_has_nothing_due(app: Flask, people: People) -> None:
    situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        assert keep_time() == NOTHING


def test_whoever_has_been_silent_for_longest_comes_first_and_nothing_is_sorted_for_it(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, hour = utcnow(), timedelta(hours=1)
    ids = many_requests()
    # Those that are open, the last of the table first.
    silent = [one for n, one in enumerate(ids) if n % 10 < 3][::-1]
    with transaction():
        due = [{"id": one, "silence_due_at": now + n * hour} for n, one in enumerate(silent, -20)]
        db.session.execute(sa.update(HelpRequest), due)
    analyze()
    monkeypatch.setattr(timekeeping, "AT_ONCE", 10)
    [found] = filter(None, timekeeping._silent(now).values())
    assert found == silent[:10]
    plan = plans(lambda: timekeeping._silent(now))
    assert "ix_help_request_silence_due_at" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize("which", [UNDER_WAY, UNREMINDED])
def test_a_sweep_speaks_as_its_partial_index(which: str, context: Flask) -> None:
    """Written in any other way, even as `… = 1`, the index is not seen, and all are walked."""
    statement = str(timekeeping._claims(which, utcnow()).compile(db.engine))
    assert f"WHERE {which} AND assignment.lapses_at" in statement.replace("\n", "")
