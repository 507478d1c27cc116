"""Who reads nothing: the helper before, the helper after, neighbours, coordinators, strangers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from connect.conversations.access import own_conversation
from connect.conversations.models import Message
from connect.conversations.service import write as keep
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.help_requests import View, assignments
from connect.help_requests.lifecycle import Status
from connect.help_requests.viewer import standings
from tests.conversations.talking import hand_over, link, read, shown, url_of, write
from tests.people import People, count
from tests.situations import CLAIMANT, SECRETS, a_group, ask, request_now, situation
from tests.web import browser_of


def test_two_helpers_read_nothing_of_each_other(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    write(people.huong.client, here, "Hương: xe con hỏng rồi")
    minh = hand_over(app, people, here)
    assert read(minh.client, here) == []
    write(minh.client, here, "Minh: con đến thay")
    write(people.ba_tu.client, here, "Bác chờ Minh")

    assert read(minh.client, here) == ["Minh: con đến thay", "Bác chờ Minh"]
    assert people.huong.client.get(url_of(here)).status_code == 403
    assert write(people.huong.client, here, "Con đây").status_code == 403
    page = minh.browser.page(f"/requests/{here.request_id}")
    assert [what for _who, what in shown(page)] == ["Minh: con đến thay", "Bác chờ Minh"]
    before = people.huong.browser.get(f"/requests/{here.request_id}").text
    assert "Bác chờ Minh" not in before
    assert 'id="messages"' not in before
    # The requester wrote to both, and reads both.
    whole = people.ba_tu.browser.page(f"/requests/{here.request_id}")
    assert [who for who, _what in shown(whole)] == ["Bạn", "Hương", "Minh", "Bạn"]


def test_the_requester_sees_which_of_a_group_wrote(app: Flask, people: People) -> None:
    huong, minh, tu = people.huong, people.minh, people.ba_tu
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        request_id = ask(app, tu.account()).id
        assignments.claim(request_id, huong.account(), frozenset(), group)
    url = f"/api/v1/requests/{request_id}"
    for person, body in ((huong, "Chị đến chiều nay."), (minh, "Em đến thay.")):
        if person is minh:
            assert minh.client.post(f"{url}/take-over").status_code == 201
        assert person.client.post(f"{url}/messages", json={"body": body}).status_code == 201
    assert shown(tu.browser.page(f"/requests/{request_id}")) == [
        ("Huong (Bếp Yêu Thương)", "Chị đến chiều nay."),
        ("Minh (Bếp Yêu Thương)", "Em đến thay."),
    ]


def test_who_comes_back_begins_anew(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    write(people.huong.client, here, "Lần một")
    minh = hand_over(app, people, here)
    write(people.ba_tu.client, here, "Chỉ cho Minh")
    with app.test_request_context():
        assignments.release(here.request_id, minh.account(), CLAIMANT)
    assert people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim").status_code == 201
    assert read(people.huong.client, here) == []


@pytest.mark.parametrize("state", [one for one in Status if one != Status.HELD])  # test_held.py
def test_nobody_else_reads_or_writes(state: str, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    kept = count(app, Message)
    others = (people.nobody, people.minh, people.chi_lan, people.anh_ha, people.root)
    for person in others:
        for answer in (person.client.get(url_of(here)), write(person.client, here, "Chào")):
            assert answer.status_code == 403
            assert SECRETS["message"] not in str(answer.get_json())
        page = person.browser.get(f"/requests/{here.request_id}").text
        assert SECRETS["message"] not in page
        assert 'id="messages"' not in page
        export = person.client.get("/api/v1/me/export").get_json()
        assert export["messages"] == []
    stranger = app.test_client()
    assert stranger.get(url_of(here)).status_code == 401
    assert write(stranger, here, "Chào").status_code == 401
    assert SECRETS["message"] not in browser_of(app).get(f"/requests/{here.request_id}").text
    assert count(app, Message) == kept


def test_a_link_opens_the_messages_of_its_own_request_only(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    other = app.test_client().post(
        "/api/v1/requests",
        json={
            "items": [{"category": "food"}],
            "phone": "0912 345 677",
            "location": {"lat": 10.77, "lon": 106.7},
        },
    )
    told = other.get_json()
    stranger = app.test_client()
    for wrong in (told["manage_token"], here.manage_token[:-1], "x"):
        headers = {"X-Manage-Token": wrong}
        assert stranger.get(url_of(here), headers=headers).status_code == 401
        assert write(stranger, here, "Chào", headers=headers).status_code == 401
    nowhere = here._replace(request_id=here.responder_id)
    assert stranger.get(url_of(nowhere), headers=link(here)).status_code == 404


def test_a_message_on_its_way_while_the_case_changes_hands_reaches_nobody_else(
    app: Flask, people: People
) -> None:
    """What Hương may do was decided before; by the time it is saved, Minh has the request."""
    here = situation(app, people, "claimed")
    with app.test_request_context():
        request, account = request_now(here.request_id), people.huong.account()
        own = own_conversation(View(request, account, standings(request, account, [])))
    hand_over(app, people, here)
    with app.test_request_context(), pytest.raises(WrongState):
        keep(own, "Không cho Minh đọc")
    assert count(app, Message) == 1


def test_writing_and_handing_back_at_the_same_moment(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}/release"
    with ThreadPoolExecutor(6) as crowd:
        written = [
            crowd.submit(write, app.test_client(), here, f"Tin {n}", headers=link(here))
            for n in range(5)
        ]
        released = crowd.submit(people.huong.client.post, url)
    assert released.result().status_code == 200
    assert {one.result().status_code for one in written} <= {201, 409}
    made = sum(one.result().status_code == 201 for one in written)
    assert count(app, Message) == 1 + made
    with app.app_context():
        assert db.session.query(Message.assignment_id).distinct().count() == 1
