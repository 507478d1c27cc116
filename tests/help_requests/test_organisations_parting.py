"""Who parts from an organisation, or gives a case back, leaves nobody waiting."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.help_requests import keep_time
from tests.help_requests.kitchen import Group, act, cases_of, fits_together, member_id, seen, told
from tests.people import People
from tests.situations import assignments_of, request_now, responder_now


def test_the_owner_gives_a_case_back_for_who_is_ill(
    app: Flask, taken: Group, people: People
) -> None:
    assert act(people.huong, taken, "release").status_code == 200
    assert cases_of(people.minh) == []
    assert len(told(app, people.ba_tu, "let_go")) == 1
    fits_together(app, taken)


@pytest.mark.parametrize("way", ["leaves", "put out", "erased"])
def test_who_parts_leaves_with_nothing_in_their_hands(
    way: str, app: Flask, taken: Group, people: People
) -> None:
    huong, minh = people.huong, people.minh
    url = f"/api/v1/responders/{taken.id}/members/{member_id(app, taken, minh)}"
    part = {
        "leaves": lambda: minh.client.delete(url),
        "put out": lambda: huong.client.delete(url),
        "erased": lambda: minh.client.delete("/api/v1/me"),
    }
    assert part[way]().status_code == 204
    assert len(told(app, people.ba_tu, "let_go")) == 1
    if way != "erased":
        assert "address" not in seen(minh, taken)
    fits_together(app, taken)
    with app.test_request_context():
        assert request_now(taken.request_id).status == "open"
        keep_time(utcnow() + timedelta(minutes=1))
        # The others can go: the group is asked once more.
        assert [one.state for one in assignments_of(taken.request_id)] == ["timed_out", "offered"]


def test_a_group_goes_on_while_its_founder_is_erased(
    app: Flask, taken: Group, people: People
) -> None:
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    assert cases_of(people.minh) == [(True, "Minh", "accepted")]
    with app.test_request_context():
        assert responder_now(taken.id).owner_id == people.minh.id
    fits_together(app, taken)
