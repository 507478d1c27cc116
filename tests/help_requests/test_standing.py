"""What is whose: posted for others, closed by a coordinator, helped by oneself."""

import uuid

import pytest
from flask import Flask

from connect.accounts import MANAGE_IN_SESSION
from connect.help_requests import CloseReason, candidates, queries, service
from connect.help_requests.details import ItemDetails
from tests.people import People
from tests.situations import (
    COORDINATOR,
    REQUESTER,
    SECRETS,
    ask,
    assignments_of,
    help_from,
    request_now,
    situation,
)
from tests.web import Browser


def test_who_leaves_takes_only_themselves_out(app: Flask, people: People) -> None:
    """A coordinator who typed it in for Bà Tư goes: Bà Tư's request, and who comes, stay."""
    lan = people.chi_lan
    with app.test_request_context():
        posted = ask(app, lan.account(), phone=people.ba_tu.phone).id
        own = ask(app, lan.account(), phone=lan.phone).id
    assert people.minh.client.post(f"/api/v1/requests/{posted}/claim").status_code == 201
    held = {one["id"]: one for one in lan.client.get("/api/v1/me/export").get_json()["requests"]}
    assert "phone" not in held[str(posted)]
    assert held[str(own)]["phone"] == lan.phone
    assert lan.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        kept, gone = request_now(posted), request_now(own)
        assert (kept.status, kept.name, kept.phone) == (
            "claimed",
            SECRETS["name"],
            people.ba_tu.phone,
        )
        assert kept.requester_id is None
        assert (gone.status, gone.name, gone.phone) == ("closed", "", None)


def test_who_holds_the_manage_link_cannot_help_themselves(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    answer = people.minh.client.post(
        f"/api/v1/requests/{here.request_id}/claim", headers={"X-Manage-Token": here.manage_token}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("reason", "status"),
    [("rejected", 403), ("duplicate", 403), ("out_of_area", 403), ("unreachable", 200)],
)
def test_what_a_coordinator_has_judged_only_a_coordinator_takes_back(
    reason: str, status: int, app: Flask, people: People
) -> None:
    here = situation(app, people, "open")
    with app.test_request_context():
        lan = people.chi_lan.account()
        service.close(here.request_id, CloseReason(reason), lan, COORDINATOR)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    assert app.test_client().post(f"{url}/reopen", headers=manage).status_code == status
    if status == 403:
        assert people.chi_lan.client.post(f"{url}/reopen").status_code == 200


def test_why_it_was_closed_is_not_for_strangers(
    app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, "open")
    with app.test_request_context():
        lan = people.chi_lan.account()
        service.close(here.request_id, CloseReason.REJECTED, lan, COORDINATOR)
    page = f"/requests/{here.request_id}"
    assert "Không thể nhận yêu cầu này" not in client.get(page).get_data(as_text=True)
    assert "Không thể nhận yêu cầu này" in people.chi_lan.browser.get(page).get_data(as_text=True)


def test_a_helper_is_not_blamed_for_a_closing(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.test_request_context():
        ba_tu = people.ba_tu.account()
        service.close(here.request_id, CloseReason.WITHDRAWN, ba_tu, REQUESTER)
        service.reopen(here.request_id, ba_tu, REQUESTER)
        request = request_now(here.request_id)
        assert [one.responder_id for one in candidates(request, 5)] == [here.responder_id]
        assert [one.state for one in assignments_of(request.id)] == ["timed_out", "offered"]


def test_a_corrected_list_keeps_what_has_arrived(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        wanted = [ItemDetails(category="food", goods=goods) for goods in ("Gạo", "Sữa")]
        request = ask(app, items=wanted)
        rice, request_id = str(request.items[0].id), request.id
    huong = people.huong.client
    assert huong.post(f"/api/v1/requests/{request_id}/claim").status_code == 201
    delivered = huong.post(f"/api/v1/requests/{request_id}/deliver", json={"items": [rice]})
    assert delivered.status_code == 200
    with app.test_request_context():
        milk = [ItemDetails(category="food", goods="Sữa", quantity="2 hộp")]
        service.edit(request_id, {"items": milk}, None, REQUESTER, app.config["CONNECT"])
        items = request_now(request_id).items
        assert [(one.goods, one.delivered_by_id is not None) for one in items] == [
            ("Gạo", True),
            ("Sữa", False),
        ]


@pytest.mark.parametrize("kind", ["nobody", "volunteer"])
def test_a_shop_that_is_none_is_refused(kind: str, app: Flask, people: People) -> None:
    shop = uuid.uuid4()
    if kind == "volunteer":
        with app.test_request_context():
            shop = help_from(people.minh.account()).id
    answer = app.test_client().post(
        "/api/v1/requests",
        json={
            "items": [{"category": "food"}],
            "phone": "0912 345 678",
            "location": {"lat": 10.734, "lon": 106.7215},
            "supplier_id": str(shop),
        },
    )
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["supplier_id"]


@pytest.mark.parametrize("verb", ["release", "deliver"])
def test_the_same_call_again_is_one_call(verb: str, app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}/{verb}"
    answers = [people.huong.client.post(url, headers={"Idempotency-Key": "k"}) for _n in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_data() == answers[1].get_data()


def test_a_browser_keeps_the_links_it_has_opened_each_once(app: Flask, client: Browser) -> None:
    with app.test_request_context():
        first, second = (queries.manage_token(ask(app, phone=None)) for _n in range(2))
    for token in (first, second, first):
        assert client.get(f"/m/{token}").status_code == 303
    with client.session_transaction() as session:
        assert session[MANAGE_IN_SESSION] == [second, first]
        assert session.permanent  # they are there after a night, too
