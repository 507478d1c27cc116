"""Invited by phone, in by one tap; who has an account nobody learns."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect import channels
from connect.accounts import block
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.responders import forget_unanswered
from connect.responders.membership import no_of
from connect.responders.models import Member
from tests.people import People, count
from tests.responders.joining import (
    STRANGER,
    group_of,
    invitations_of,
    invite,
    join,
    members_of,
    told,
)


def test_who_is_invited_sees_it_and_joins_in_one_tap(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    assert minh.id
    assert invite(huong, group, minh.phone).status_code == 201
    [invitation] = invitations_of(minh)
    assert invitation["responder"] == {
        "id": group,
        "kind": "organisation",
        "name": "Bếp Yêu Thương",
    }
    assert invitation["invited_by"] == "Huong"
    assert members_of(huong, group)[0]["state"] == "invited"
    answer = minh.client.post(f"/api/v1/invitations/{invitation['id']}/accept")
    assert answer.status_code == 200
    assert (answer.get_json()["role"], answer.get_json()["capacity"]) == ("member", 3)
    assert invitations_of(minh) == []
    [mine] = minh.client.get("/api/v1/responders/mine").get_json()["items"]
    assert (mine["id"], mine["role"]) == (group, "member")
    [member] = members_of(huong, group)
    assert (member["name"], member["state"], member["phone"]) == ("Minh", "joined", minh.phone)
    assert any("Bếp Yêu Thương" in text for text in told(app, minh))
    with app.app_context():
        assert [line for line in channels.sent() if line["to"] == minh.phone] == []


def test_joining_twice_and_inviting_twice_change_nothing(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    member = join(huong, group, minh)
    assert minh.client.post(f"/api/v1/invitations/{member}/accept").status_code == 200
    assert invite(huong, group, minh.phone).get_json()["id"] == member
    assert count(app, Member) == 1


def test_the_answer_is_the_same_whether_or_not_a_phone_has_an_account(people: People) -> None:
    """Also after a no, which is not told to who has invited."""
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    assert minh.id
    for phone in (minh.phone, STRANGER):
        assert invite(huong, group, phone).status_code == 201
    [invitation] = invitations_of(minh)
    answer = minh.client.post(f"/api/v1/invitations/{invitation['id']}/decline")
    assert answer.status_code == 204
    assert invitations_of(minh) == []
    invite(huong, group, minh.phone)
    assert invitations_of(minh) == []  # a no stays a no
    known, unknown = members_of(huong, group)
    for told_of_both in ("name", "state"):
        assert known[told_of_both] == unknown[told_of_both]
    assert known.keys() == unknown.keys()


@pytest.mark.parametrize("kind", ["own number", "volunteer", "not a phone", "not mine", "nowhere"])
def test_who_cannot_be_invited_and_by_whom(kind: str, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong, kind="volunteer" if kind == "volunteer" else "organisation")
    refused: dict[str, Callable[[], tuple[TestResponse, int]]] = {
        "own number": lambda: (invite(huong, group, huong.phone), 422),
        "volunteer": lambda: (invite(huong, group, STRANGER), 409),
        "not a phone": lambda: (invite(huong, group, "12"), 422),
        "not mine": lambda: (invite(minh, group, STRANGER), 403),
        "nowhere": lambda: (invite(huong, str(uuid.uuid4()), STRANGER), 404),
    }
    answer, status = refused[kind]()
    assert answer.status_code == status


def test_a_member_invites_nobody_and_puts_nobody_out(people: People) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    group = group_of(huong)
    join(huong, group, minh)
    other = join(huong, group, shop)
    url = f"/api/v1/responders/{group}/members/{other}"
    assert invite(minh, group, STRANGER).status_code == 403
    assert minh.client.delete(url).status_code == 403
    assert minh.client.post(f"{url}/hand-over").status_code == 403
    assert minh.client.patch(f"/api/v1/responders/{group}", json={"capacity": 9}).status_code == 403
    assert minh.client.delete(f"/api/v1/responders/{group}").status_code == 403
    # Colleagues read names, and neither phones nor who is invited.
    invite(huong, group, STRANGER)
    assert {(one["name"], one["phone"]) for one in members_of(minh, group)} == {
        ("Minh", None),
        ("Shop", None),
    }


def test_one_no_is_enough(app: Flask, people: People) -> None:
    """Taken back and sent again, and to the owner it looks as with a phone without an account."""
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    assert minh.id
    shown: dict[str, list[dict[str, Any]]] = {minh.phone: [], STRANGER: []}
    for round_ in range(3):
        for phone, seen in shown.items():
            answer = invite(huong, group, phone)
            assert answer.status_code == 201
            seen.append(answer.get_json())
            if phone == minh.phone and not round_:
                [invitation] = invitations_of(minh)
                url = f"/api/v1/invitations/{invitation['id']}"
                assert minh.client.post(f"{url}/decline").status_code == 204
        assert [one["phone"] for one in members_of(huong, group)] == [minh.phone, "+84912345655"]
        for seen in shown.values():
            url = f"/api/v1/responders/{group}/members/{seen[-1]['id']}"
            assert huong.client.delete(url).status_code == 204
            assert huong.client.delete(url).status_code == 404
            assert huong.client.post(f"{url}/hand-over").status_code == 404
        assert members_of(huong, group) == []
    for seen in shown.values():
        assert len({one["id"] for one in seen}) == len({one["since"] for one in seen}) == 3
        assert {(one["name"], one["state"]) for one in seen} == {(None, "invited")}
    assert len(told(app, minh)) == 1
    assert invitations_of(minh) == []
    for one in shown[minh.phone]:
        assert minh.client.post(f"/api/v1/invitations/{one['id']}/accept").status_code == 404
    # Of the stranger nothing is left, and of the no nothing either after a month.
    assert count(app, Member) == 1
    assert len(minh.client.get("/api/v1/me/export").get_json()["memberships"]) == 1
    with app.test_request_context():
        assert forget_unanswered(utcnow() + timedelta(days=31)) == 1
    assert invite(huong, group, minh.phone).status_code == 201
    assert len(told(app, minh)) == 2


def test_who_has_said_no_can_say_yes_while_they_are_invited(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    member = invite(huong, group, minh.phone).get_json()["id"]
    url = f"/api/v1/invitations/{member}"
    assert minh.client.post(f"{url}/decline").status_code == 204
    assert minh.client.post(f"{url}/accept").status_code == 200
    # Who has joined and is put out has said no to nothing.
    assert huong.client.delete(f"/api/v1/responders/{group}/members/{member}").status_code == 204
    assert count(app, Member) == 0
    assert join(huong, group, minh)


def test_who_is_erased_leaves_no_no(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    assert minh.id
    member = invite(huong, group, minh.phone).get_json()["id"]
    assert minh.client.post(f"/api/v1/invitations/{member}/decline").status_code == 204
    url = f"/api/v1/responders/{group}/members/{member}"
    assert huong.client.delete(url).status_code == 204
    assert minh.client.delete("/api/v1/me").status_code == 204
    assert count(app, Member) == 0


def test_an_invitation_is_nobody_elses(people: People) -> None:
    huong, minh, nobody = people.huong, people.minh, people.nobody
    member = invite(huong, group_of(huong), minh.phone).get_json()["id"]
    for answer in ("accept", "decline"):
        url = f"/api/v1/invitations/{member}/{answer}"
        assert nobody.client.post(url).status_code == 404
        assert huong.client.post(url).status_code == 404


def test_who_does_not_want_to_meet_them_is_not_invited_by_them(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        block(blocker_phone=minh.phone, blocked_phone=huong.phone)
    assert minh.id
    answer = invite(huong, group_of(huong), minh.phone)
    assert answer.status_code == 201
    assert invitations_of(minh) == []
    assert told(app, minh) == []
    member = answer.get_json()["id"]
    assert minh.client.post(f"/api/v1/invitations/{member}/accept").status_code == 404


def test_at_most_twenty_invitations_a_day(
    another_app: Callable[..., Flask], app: Flask, people: People
) -> None:
    """By page and by API, of all one's groups together."""
    huong = people.huong
    groups = [group_of(huong), group_of(huong)]
    limited = another_app(limits=True).test_client()
    signed_in = {"Authorization": f"Bearer {huong.token}"}
    answers = [
        limited.post(
            f"/api/v1/responders/{groups[n % 2]}/members",
            json={"phone": f"09130000{n:02}"},
            headers=signed_in,
        ).status_code
        for n in range(21)
    ]
    assert answers == [201] * 20 + [429]


def test_an_unanswered_invitation_is_forgotten_after_a_month(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    join(huong, group, minh)
    invite(huong, group, STRANGER)
    with app.test_request_context():
        with transaction():
            db.session.query(Member).update({"invited_at": utcnow() - timedelta(days=29)})
        assert forget_unanswered(utcnow()) == 0
        assert forget_unanswered(utcnow() + timedelta(days=2)) == 1
    assert [one["name"] for one in members_of(huong, group)] == ["Minh"]


def test_a_no_is_one_to_the_group_that_has_asked(app: Flask, people: People) -> None:
    """And what is only declined, and not taken back, is no such word yet."""
    huong, minh = people.huong, people.minh
    first, other = group_of(huong), group_of(huong, name="Nhóm khác")
    assert minh.id
    member = invite(huong, first, minh.phone).get_json()["id"]
    assert minh.client.post(f"/api/v1/invitations/{member}/decline").status_code == 204

    def noes() -> list[bool]:
        with app.app_context():
            return [no_of(uuid.UUID(group), minh.phone) is not None for group in (first, other)]

    assert noes() == [False, False]
    url = f"/api/v1/responders/{first}/members/{member}"
    assert huong.client.delete(url).status_code == 204
    assert noes() == [True, False]
    with app.app_context():  # nor anybody else's
        assert no_of(uuid.UUID(first), huong.phone) is None
    invite(huong, other, minh.phone)
    assert [one["responder"]["id"] for one in invitations_of(minh)] == [other]
