"""Members: invited by phone, in by one tap, out at any time; who has an account nobody learns."""

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
from connect.notifications.models import Notice
from connect.responders import Responder, forget_unanswered, members
from connect.responders.models import Member
from tests.people import People, Person, a_responder, count
from tests.situations import a_group, responder_now
from tests.web import words

STRANGER = "0912 345 655"


def group_of(person: Person, **changes: Any) -> str:
    """Registers an organisation; its id."""
    body = a_responder(kind="organisation", name="Bếp Yêu Thương") | changes
    answer = person.client.post("/api/v1/responders", json=body)
    assert answer.status_code == 201
    return str(answer.get_json()["id"])


def invite(owner: Person, group: str, phone: str) -> TestResponse:
    return owner.client.post(f"/api/v1/responders/{group}/members", json={"phone": phone})


def invitations_of(person: Person) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.client.get("/api/v1/invitations").get_json()["items"]
    return items


def members_of(person: Person, group: str) -> list[dict[str, Any]]:
    answer = person.client.get(f"/api/v1/responders/{group}/members")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def join(owner: Person, group: str, person: Person) -> str:
    """Invites and accepts; the id of the member."""
    member = str(invite(owner, group, person.phone).get_json()["id"])
    assert person.client.post(f"/api/v1/invitations/{member}/accept").status_code == 200
    return member


def told(app: Flask, person: Person) -> list[str]:
    with app.app_context():
        rows = db.session.query(Notice).filter_by(account_id=person.id).order_by(Notice.created_at)
        return [notice.text for notice in rows]


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


def test_who_leaves_or_is_put_out_acts_no_more(app: Flask, people: People) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    group = group_of(huong)
    leaves, goes = join(huong, group, minh), join(huong, group, shop)
    url = f"/api/v1/responders/{group}/members"
    assert minh.client.delete(f"{url}/{leaves}").status_code == 204
    assert huong.client.delete(f"{url}/{goes}").status_code == 204
    assert any("không" in text or "not" in text for text in told(app, shop))
    for person in (minh, shop):
        assert person.client.get("/api/v1/responders/mine").get_json()["items"] == []
        assert person.client.get(url).status_code == 403
    assert members_of(huong, group) == []
    assert huong.client.delete(f"{url}/{goes}").status_code == 404


def test_a_group_is_handed_over_and_its_founder_stays_a_member(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    invited = invite(huong, group, STRANGER).get_json()["id"]
    member = join(huong, group, minh)
    url = f"/api/v1/responders/{group}/members"
    assert huong.client.post(f"{url}/{invited}/hand-over").status_code == 409
    assert huong.client.post(f"{url}/{member}/hand-over").status_code == 204
    roles = {
        person.phone: person.client.get("/api/v1/responders/mine").get_json()["items"][0]["role"]
        for person in (huong, minh)
    }
    assert roles == {huong.phone: "member", minh.phone: "owner"}
    # Who was invited, and by which numbers the others came, only who has invited them reads.
    assert [(one["name"], one["phone"]) for one in members_of(minh, group)] == [
        ("Huong", None),
        (None, None),
    ]
    page = words(minh.browser.page(f"/responders/{group}/members"))
    for phone in (huong.phone, STRANGER):
        assert phone.removeprefix("+84")[-7:] not in page.replace(" ", "")
    assert {one["phone"] for one in members_of(huong, group)} == {None}
    assert huong.client.patch(f"/api/v1/responders/{group}", json={"note": "x"}).status_code == 403
    with app.test_request_context():
        assert responder_now(uuid.UUID(group)).owner_id == minh.id


def test_the_founders_number_goes_with_the_founder(app: Flask, people: People) -> None:
    """Unless it is another one, which is the group's own."""
    huong, minh = people.huong, people.minh
    own, shared = group_of(huong, phone=huong.phone), group_of(huong, phone="0912 345 699")
    for group in (own, shared):
        member = join(huong, group, minh)
        url = f"/api/v1/responders/{group}/members/{member}/hand-over"
        assert huong.client.post(url).status_code == 204
    with app.test_request_context():
        assert responder_now(uuid.UUID(own)).phone is None
        assert responder_now(uuid.UUID(shared)).phone == "+84912345699"


def test_at_most_fifty(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        group = a_group(huong.account()).id
        for number in range(members.MOST_MEMBERS):
            members.invite(huong.account(), group, f"+849130000{number:02}")
    assert invite(huong, str(group), STRANGER).status_code == 409
    assert invite(huong, str(group), "+84913000000").status_code == 201  # again, as before


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


def test_a_member_takes_it_away_and_is_forgotten(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    join(huong, group_of(huong), minh)
    invite(huong, group_of(huong, name="Nhóm khác"), minh.phone)
    held = minh.client.get("/api/v1/me/export").get_json()["memberships"]
    assert [(one["responder"], bool(one["joined_at"])) for one in held] == [
        ("Bếp Yêu Thương", True),
        ("Nhóm khác", False),
    ]
    assert minh.client.delete("/api/v1/me").status_code == 204
    assert count(app, Member) == 0
    assert len(huong.client.get("/api/v1/responders/mine").get_json()["items"]) == 2


def test_a_group_outlives_its_founder(app: Flask, people: People) -> None:
    """The oldest member looks after it; without members it goes with who has made it."""
    huong, minh, shop = people.huong, people.minh, people.shop
    group, alone = group_of(huong, phone=huong.phone), group_of(huong)
    for person in (minh, shop):
        join(huong, group, person)
    invite(huong, alone, STRANGER)
    assert huong.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        lives = responder_now(uuid.UUID(group))
        assert (lives.owner_id, lives.name, lives.phone) == (minh.id, "Bếp Yêu Thương", None)
        assert responder_now(uuid.UUID(alone)).name == "-"
    assert [one["name"] for one in members_of(minh, group)] == ["Shop"]
    assert count(app, Member) == 1


def test_a_group_that_is_deleted_has_no_members(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    join(huong, group, minh)
    assert huong.client.delete(f"/api/v1/responders/{group}").status_code == 204
    assert count(app, Member) == 0
    assert minh.client.get("/api/v1/responders/mine").get_json()["items"] == []
    assert count(app, Responder) == 1


def test_by_the_pages(people: People) -> None:
    huong, minh = people.huong, people.minh
    group = group_of(huong)
    assert minh.id
    page, mine = f"/responders/{group}/members", minh.browser
    owner = huong.browser
    assert f"/responders/{group}/members" in owner.get("/mine").get_data(as_text=True)
    assert owner.send(page, phone="12").status_code == 422
    assert owner.send(page, phone=minh.phone).status_code == 303
    assert "Bếp Yêu Thương" in words(mine.page("/mine"))
    assert mine.send("/mine", action="/accept").status_code == 303
    assert "Minh" in words(owner.page(page))
    assert "Minh" in words(mine.page(page))
    assert mine.post(page, data={"phone": STRANGER} | mine.csrf()).status_code == 403
    assert owner.send(page, action="/hand-over").status_code == 303
    assert owner.send(page, action="/remove").status_code == 303  # who was the owner leaves
    assert owner.get(page).status_code == 403
    assert mine.get(page).status_code == 200
