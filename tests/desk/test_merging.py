"""Two requests that are one: found, joined, told, and taken apart again."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db
from connect.geo import Point, Whereabouts
from connect.help_requests import ItemDetails, assignments, may_reopen, queries, service
from connect.help_requests.erasure import erase_request
from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.models import MergedRequest
from connect.help_requests.silence import OPEN_LIFE
from connect.notifications.models import Notice
from tests.desk.cases import act, logged, page_of
from tests.people import HOAN_KIEM, People
from tests.situations import (
    CLAIMANT,
    HERE,
    REQUESTER,
    SECRETS,
    ask,
    help_from,
    live_through,
    request_now,
)
from tests.web import browser_of

NEXT_DOOR = Whereabouts(point=Point(HERE.lat + 0.0005, HERE.lon))  # 56 metres
FAR = Whereabouts(point=Point(HERE.lat + 0.02, HERE.lon))
MILK = [ItemDetails(category="food", goods="Sữa 0912 345 600", note="Cửa sau"),
        ItemDetails(category="food", goods="GẠO")]  # fmt: skip
OTHER = "+84912345611"


def asked(app: Flask, **changes: Any) -> uuid.UUID:
    with app.test_request_context():
        return ask(app, **changes).id


def doubles(people: People, case: uuid.UUID) -> list[uuid.UUID]:
    told = people.chi_lan.client.get(f"/api/v1{page_of(case)}").get_json()
    return [uuid.UUID(one["id"]) for one in told["doubles"]]


def goods_of(app: Flask, case: uuid.UUID) -> list[str]:
    with app.test_request_context():
        return [item.goods for item in request_now(case).items]


def test_the_same_phone_or_next_door_and_alike(app: Flask, people: People) -> None:
    first = asked(app)
    beside = asked(app, phone=OTHER, where=NEXT_DOOR)
    same_phone = asked(app, where=FAR)
    both = asked(app)
    asked(app, phone=OTHER, where=FAR)
    asked(app, phone="+84912345612", items=[ItemDetails(category="transport")])  # no food
    elsewhere = Whereabouts(point=Point(**HOAN_KIEM))
    asked(app, where=elsewhere)  # the same phone, in an area that is not theirs to see
    assert doubles(people, first) == [both, same_phone, beside]
    fields = people.chi_lan.browser.page(page_of(first)).all("input")
    twins = [one.attributes["value"] for one in fields if one.attributes.get("name") == "twin_id"]
    assert twins == [str(both), str(same_phone), str(beside)]


def test_one_takes_over_what_the_other_needs_besides(app: Flask, people: People) -> None:
    lan = people.chi_lan
    kept = asked(app)
    gone = asked(app, phone=OTHER, where=NEXT_DOOR, items=MILK, people=5, urgency="urgent")
    assert act(lan, kept, "merge", twin_id=str(gone)).status_code == 200
    with app.test_request_context():
        one, other = request_now(kept), request_now(gone)
        assert (other.status, other.close_reason) == (Status.CLOSED, "duplicate")
        # Neither a number nor a note of the other: whoever asked may be somebody else.
        assert [(i.goods, i.note) for i in one.items] == [
            ("Gạo", SECRETS["note"]), ("Sữa …", ""),
        ]  # fmt: skip
        assert (one.people, one.urgency, one.card["people"]) == (5, "urgent", 5)
        assert len(one.card["items"]) == 2
    told = lan.client.get(f"/api/v1{page_of(gone)}").get_json()
    assert told["joined_to"] == str(kept)
    assert act(lan, kept, "merge", twin_id=str(gone)).status_code == 409


def test_reopening_takes_it_apart_again(app: Flask, people: People) -> None:
    lan = people.chi_lan
    kept, gone = asked(app), asked(app, phone=OTHER, items=MILK)
    act(lan, kept, "merge", twin_id=str(gone))
    assert act(lan, gone, "reopen").get_json()["status"] == "open"
    assert goods_of(app, kept) == ["Gạo"]
    assert goods_of(app, gone) == ["Sữa 0912 345 600", "GẠO"]
    assert logged(app, kept)[-1] == "gave_back_items"
    with app.test_request_context():
        assert db.session.query(MergedRequest).count() == 0


def test_what_has_been_brought_stays_brought(app: Flask, people: People) -> None:
    lan, huong = people.chi_lan, people.huong
    kept, gone = asked(app), asked(app, phone=OTHER, items=MILK)
    act(lan, kept, "merge", twin_id=str(gone))
    with app.test_request_context():
        help_from(huong.account())
        assignments.claim(kept, huong.account())
        milk = request_now(kept).items[1].id
        assignments.deliver(kept, huong.account(), CLAIMANT, [milk])
    act(lan, gone, "reopen")
    assert goods_of(app, kept) == ["Gạo", "Sữa …"]


def test_parted_it_does_not_ask_again_for_what_it_has(app: Flask, people: People) -> None:
    """Of its own needs nothing is left: what came from the other stays, or it would seek nothing
    and be shown with what was brought.
    """
    lan, huong = people.chi_lan, people.huong
    kept, gone = asked(app), asked(app, phone=OTHER, items=MILK)
    act(lan, kept, "merge", twin_id=str(gone))
    with app.test_request_context():
        help_from(huong.account())
        assignments.claim(kept, huong.account())
        rice = request_now(kept).items[0].id
        assignments.deliver(kept, huong.account(), CLAIMANT, [rice])
    act(lan, gone, "reopen")
    with app.test_request_context():
        assert [one["goods"] for one in request_now(kept).card["items"]] == ["Sữa …"]


def test_the_old_link_leads_on_and_opens_no_door(app: Flask, people: People) -> None:
    """Anybody can type anybody's number: a mistake of the desk must not show them a door."""
    kept = asked(app)
    gone = asked(app, where=NEXT_DOOR, items=MILK, name="Ai đó", description="")
    with app.test_request_context():
        token = queries.manage_token(request_now(gone))
        kept_code = request_now(kept).code
    act(people.chi_lan, kept, "merge", twin_id=str(gone))
    browser = browser_of(app)
    answer = browser.get(f"/m/{token}")
    assert answer.location.endswith(f"/requests/{kept}")
    seen = browser.get(f"/requests/{kept}").get_data(as_text=True)
    for secret in (SECRETS["name"], SECRETS["address"], SECRETS["description"], kept_code):
        assert secret not in seen
    old = browser.get(f"/requests/{gone}").get_data(as_text=True)
    assert f"/requests/{kept}" in old
    assert kept_code not in old


def test_who_asked_twice_is_told_by_their_phone(app: Flask, people: People) -> None:
    with app.test_request_context():
        kept = ask(app, people.ba_tu.account(), phone=people.ba_tu.phone).id
        gone = ask(app, people.ba_tu.account(), phone=people.ba_tu.phone).id
        code = request_now(kept).code
    act(people.chi_lan, kept, "merge", twin_id=str(gone))
    [told] = [
        one
        for one in people.ba_tu.client.get("/api/v1/notices").get_json()["items"]
        if one["kind"] == "merged"
    ]
    assert code in told["text"]


@pytest.mark.parametrize("end", ["withdrawn", "erased", "expired"])
def test_who_was_joined_may_ask_on_when_the_other_ends_without_help(
    app: Flask, people: People, end: str
) -> None:
    """A neighbour who needs nothing any more must not end what somebody else needs."""
    same, other, kept = asked(app), asked(app, phone=OTHER, where=NEXT_DOOR), asked(app)
    act(people.chi_lan, other, "merge", twin_id=str(same))
    act(people.chi_lan, kept, "merge", twin_id=str(other))
    with app.test_request_context():
        assert not may_reopen(request_now(other), REQUESTER)
        token = queries.manage_token(request_now(other))
        link = f"/r/{queries.reply_token(request_now(other))}"
        if end == "withdrawn":
            service.close(kept, CloseReason.WITHDRAWN, None, REQUESTER)
        elif end == "erased":
            erase_request(kept, None, REQUESTER)
        else:
            live_through(OPEN_LIFE + timedelta(minutes=1))
        joined = sa.select(Notice.request_id, Notice.text).where(Notice.text.contains("gộp"))
        [told] = db.session.execute(joined)
        assert told.request_id == other
        assert link in told.text
        assert may_reopen(request_now(other), REQUESTER)
    browser = browser_of(app)
    assert browser.get(f"/m/{token}").location.endswith(f"/requests/{other}")
    answer = {"answer": "still_needed"} | browser.csrf()
    assert browser.post(link, data=answer).status_code == 303
    with app.test_request_context():
        assert request_now(other).status == Status.OPEN
        assert request_now(same).close_reason == CloseReason.DUPLICATE


def test_what_a_coordinator_ended_ends_what_was_joined(app: Flask, people: People) -> None:
    kept, gone = asked(app), asked(app, phone=OTHER)
    act(people.chi_lan, kept, "merge", twin_id=str(gone))
    act(people.chi_lan, kept, "close", reason="rejected")
    with app.test_request_context():
        assert not may_reopen(request_now(gone), REQUESTER)


def test_only_who_coordinates_both_joins_them(app: Flask, people: People) -> None:
    kept, gone = asked(app), asked(app, phone=OTHER)
    for who in (people.anh_ha, people.huong):
        assert act(who, kept, "merge", twin_id=str(gone)).status_code == 403
    far = asked(app, phone=OTHER, where=Whereabouts(point=Point(**HOAN_KIEM)))
    assert act(people.chi_lan, kept, "merge", twin_id=str(far)).status_code == 403
    assert act(people.chi_lan, kept, "merge", twin_id=str(kept)).status_code == 422
    assert act(people.chi_lan, kept, "merge", twin_id=str(uuid.uuid4())).status_code == 404


def test_somebody_is_already_going(app: Flask, people: People) -> None:
    kept, gone = asked(app), asked(app, phone=OTHER)
    assert people.minh.client.post(f"/api/v1/requests/{gone}/claim").status_code == 201
    assert act(people.chi_lan, kept, "merge", twin_id=str(gone)).status_code == 409
    assert act(people.chi_lan, gone, "merge", twin_id=str(kept)).status_code == 409


def test_of_three_the_oldest_link_leads_to_the_last(app: Flask, people: People) -> None:
    one, two, three = asked(app), asked(app, phone=OTHER), asked(app, phone="+84912345612")
    act(people.chi_lan, two, "merge", twin_id=str(one))
    act(people.chi_lan, three, "merge", twin_id=str(two))
    told = people.chi_lan.client.get(f"/api/v1{page_of(one)}").get_json()
    assert told["joined_to"] == str(three)
