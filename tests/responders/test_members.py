"""Members: out at any time, the group handed over, outlived, or deleted."""

import uuid
from datetime import timedelta

from flask import Flask

from connect import channels
from connect.accounts import block
from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.responders import Responder, members, membership
from connect.responders.models import Member
from tests.people import People, count
from tests.responders.joining import STRANGER, group_of, invite, join, members_of, told
from tests.situations import a_group, responder_now
from tests.web import words


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


def test_the_owner_is_told_who_joins_and_who_leaves(app: Flask, people: People) -> None:
    """In the inbox, once; of who is put out, nothing."""
    huong, minh, shop = people.huong, people.minh, people.shop
    group = group_of(huong)
    leaves, goes = join(huong, group, minh), join(huong, group, shop)
    assert minh.client.post(f"/api/v1/invitations/{leaves}/accept").status_code == 200
    joined = ["Minh đã vào Bếp Yêu Thương.", "Shop đã vào Bếp Yêu Thương."]
    assert told(app, huong) == joined
    url = f"/api/v1/responders/{group}/members"
    assert minh.client.delete(f"{url}/{leaves}").status_code == 204
    assert huong.client.delete(f"{url}/{goes}").status_code == 204
    assert told(app, huong) == [*joined, "Minh đã rời Bếp Yêu Thương."]
    with app.app_context():
        assert channels.sent() == []


def test_the_owner_is_not_told_of_who_does_not_want_to_meet_them(
    app: Flask, people: People
) -> None:
    """Somebody else had invited them; among the members the owner does not see them either."""
    huong, minh, shop = people.huong, people.minh, people.shop
    group = group_of(huong)
    heir, invited = join(huong, group, minh), invite(huong, group, shop.phone).get_json()["id"]
    with app.test_request_context():
        block(blocker_phone=shop.phone, blocked_phone=minh.phone)
    url = f"/api/v1/responders/{group}/members/{heir}/hand-over"
    assert huong.client.post(url).status_code == 204
    assert shop.client.post(f"/api/v1/invitations/{invited}/accept").status_code == 200
    assert [one["name"] for one in members_of(minh, group)] == ["Huong"]
    assert not any("Shop" in text for text in told(app, minh))


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
    assert "Bạn đã rời nhóm." in words(owner.page("/mine"))
    assert owner.get(page).status_code == 403
    assert mine.get(page).status_code == 200


def test_only_who_has_joined_this_group_is_counted(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, minh, shop = (who.account() for who in (people.huong, people.minh, people.shop))
        empty, other = a_group(huong), a_group(huong, minh, shop)
        members.invite(huong, empty.id, minh.phone)
        counted = [membership.count_members(one.id) for one in (empty, other)]
        assert counted == [0, 2]


def test_what_one_has_joined_is_told_by_age(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, minh = people.huong.account(), people.minh.account()
        groups = sorted((a_group(huong, minh) for _n in range(3)), key=lambda one: one.id)
        ids = [one.id for one in groups]
        with transaction():
            for age, group in enumerate(groups):
                group.created_at = utcnow() - timedelta(days=age)
        assert [one.id for one in membership.joined(minh.id)] == ids[::-1]


def test_members_are_told_by_when_they_joined(people: People) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    group = group_of(huong)
    earlier = invite(huong, group, minh.phone).get_json()["id"]
    invite(huong, group, STRANGER)
    join(huong, group, shop)
    assert minh.client.post(f"/api/v1/invitations/{earlier}/accept").status_code == 200
    assert [one["name"] for one in members_of(huong, group)] == ["Shop", "Minh", None]
