"""Who parts from a group hands back what they carry: it counts, and two of them never lock up."""

from dataclasses import replace

import pytest
from flask import Flask

from connect.accounts import erasure
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import CloseReason, assignments, cases, service
from connect.help_requests.measure import LET_GO_A_DAY
from connect.help_requests.models import Assignment
from connect.responders import members, membership
from tests.help_requests.test_races import THE_CASE, together
from tests.people import People
from tests.situations import (
    REQUESTER,
    a_group,
    ask,
    assignments_of,
    known_to_the_ward,
    request_now,
    responder_now,
)


def test_who_leaves_and_comes_back_has_let_go_all_the_same(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], limits=True))
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), capacity=100, available=False).id
        known_to_the_ward(minh.account())
        requests = [ask(app).id for _n in range(LET_GO_A_DAY + 1)]
        for request_id in requests[:-1]:
            assignments.claim(request_id, minh.account(), frozenset(), group)
        [member] = membership.members_of(group)
        members.remove(minh.account(), group, member.id)
        invited = members.invite(huong.account(), group, minh.phone)
        members.accept(minh.account(), invited.id)
        today = cases.claims_since(minh.id, utcnow().replace(year=2000))
        assert today == (LET_GO_A_DAY, LET_GO_A_DAY)
    url = f"/api/v1/requests/{requests[-1]}/claim"
    refused = minh.client.post(url, json={"responder_id": str(group)})
    assert refused.status_code == 429
    # The group has let go of nothing, and can be asked.
    with app.test_request_context():
        assert {one.state for one in assignments_of(requests[0])} == {"timed_out"}


@pytest.mark.parametrize("by", ["owner", "coordinator"])
def test_what_another_gives_back_is_not_held_against_who_was_ill(
    by: str, app: Flask, people: People
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account()).id
        request_id = ask(app).id
        [offer] = assignments_of(request_id)
        assignments.accept(offer.id, minh.account())
    who = huong if by == "owner" else people.chi_lan
    assert who.client.post(f"/api/v1/requests/{request_id}/release").status_code == 200
    with app.test_request_context():
        assert cases.claims_since(minh.id, utcnow().replace(year=2000)) == (1, 0)
        # Another of the group can go: it is asked again.
        asked = [(one.responder_id, one.state) for one in assignments_of(request_id)]
        assert asked == [(group, "timed_out"), (group, "offered")]


@pytest.mark.parametrize("at", ["UPDATE responder SET load", *THE_CASE])
@pytest.mark.parametrize("way", ["leaves", "erased"])
def test_who_parts_with_two_cases_while_one_of_them_is_closed(
    way: str, at: str, app: Flask, people: People
) -> None:
    """Both lock the requests before the responder, so neither waits for the other for ever."""
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), capacity=20, available=False).id
        requests = sorted(ask(app).id for _n in range(2))
        for request_id in requests:
            assignments.claim(request_id, minh.account(), frozenset(), group)
        # In the order of their age, as they were once handed back: the last id is the oldest case.
        with transaction():
            first = db.session.query(Assignment).filter_by(request_id=requests[1]).one()
            first.created_at = utcnow().replace(year=2000)
        [member] = [one.id for one in membership.members_of(group)]

    def part() -> None:
        if way == "leaves":
            members.remove(minh.account(), group, member)
        else:
            erasure.erase(minh.account())

    def close() -> None:
        service.close(requests[0], CloseReason.WITHDRAWN, None, REQUESTER)

    assert sorted(together(app, part, close, at=(at,))) == ["done", "done"]
    with app.test_request_context():
        assert [request_now(id_).status for id_ in requests] == ["closed", "open"]
        assert responder_now(group).load == 0


@pytest.mark.parametrize("look", range(1, 9))
def test_who_is_put_out_while_they_take_a_case(look: int, app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), capacity=20, available=False).id
        carried, wanted = ask(app).id, ask(app).id
        assignments.claim(carried, minh.account(), frozenset(), group)
        [member] = [one.id for one in membership.members_of(group)]
    told = together(
        app,
        lambda: assignments.claim(wanted, minh.account(), frozenset(), group),
        lambda: members.remove(huong.account(), group, member),
        look,
    )
    assert told.count("done") >= 1
    with app.test_request_context():
        assert not membership.acts_for(group, minh.id)
        assert responder_now(group).load == 0
        assert [request_now(id_).status for id_ in (carried, wanted)] == ["open", "open"]
