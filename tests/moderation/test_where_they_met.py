"""What is kept of a report, by where the two have met: who it is, what was shown, whose desk."""

from typing import NamedTuple
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.foundation.security import keyed_hash
from connect.giving import taking
from connect.giving.states import Side
from connect.help_requests import Status, manage_token
from connect.moderation.people import meeting
from connect.moderation.people.models import PersonReport
from connect.responders import Member
from tests.giving.giving import reservation_now
from tests.people import People, Person
from tests.situations import SECRETS, a_group, ask, assignments_of, request_now, situation
from tests.situations_with import with_gift

GROUP = "Bếp Yêu Thương"


class Group(NamedTuple):
    id: UUID
    minh: UUID  # the membership


@pytest.fixture
def group(app: Flask, people: People) -> Group:
    """Hương's, in which Minh is a member."""
    with app.test_request_context():
        own = a_group(people.huong.account(), people.minh.account()).id
        [member] = db.session.query(Member).filter_by(responder_id=own)
        return Group(own, member.id)


def wrong(person: Person, where: str) -> int:
    url = f"/api/v1/people/{where}/report"
    return person.client.post(url, json={"reason": "unkind"}).status_code


def kept(app: Flask) -> PersonReport:
    with app.app_context():
        [only] = db.session.query(PersonReport)
        return only


def ends_something(person: Person, where: str) -> bool:
    """Whether a block is asked once more: something of the two would end."""
    browser = person.browser
    return browser.post(f"/people/{where}/block", data=browser.csrf()).status_code == 200


def test_a_member_reports_whose_group_it_is(app: Flask, people: People, group: Group) -> None:
    where = f"shop/{group.id}"
    assert wrong(people.huong, where) == 404  # herself
    assert wrong(people.minh, where) == 200
    said = kept(app)
    assert (said.by_id, said.account_id) == (people.minh.id, people.huong.id)
    assert (said.met, said.met_id) == ("shop", group.id)
    assert said.evidence == {"name": "Huong", "of": GROUP}
    assert said.ward_code
    assert said.province_code
    assert ends_something(people.minh, where)


def test_who_knows_a_shop_by_its_sign_alone_is_not_told_the_name(
    app: Flask, people: People, group: Group
) -> None:
    where = f"shop/{group.id}"
    assert wrong(people.nobody, where) == 200
    assert kept(app).evidence == {"name": "", "of": GROUP}
    assert not ends_something(people.nobody, where)


def test_members_report_each_other(app: Flask, people: People, group: Group) -> None:
    where = f"member/{group.minh}"
    assert wrong(people.minh, where) == 404  # himself
    assert wrong(people.nobody, where) == 404
    assert wrong(people.huong, where) == 200
    said = kept(app)
    assert (said.by_id, said.account_id) == (people.huong.id, people.minh.id)
    assert (said.met, said.met_id) == ("member", group.minh)
    assert said.evidence == {"name": "Minh", "of": GROUP}
    assert ends_something(people.huong, where)  # hers: he would have to leave


def test_who_looked_is_reported_where_they_looked_last(app: Flask, people: People) -> None:
    lan, tu, root = people.chi_lan, people.ba_tu, people.root
    where = f"looked/{lan.id}"
    with app.test_request_context():
        first, last = (ask(app, tu.account(), phone=tu.phone) for _n in range(2))
        for request in (first, last):
            audit.record_look(str(lan.id), request.id)
        with transaction():  # which is no look of hers
            audit.record(str(lan.id), "edited", first.id)
            audit.record_look(str(root.id), first.id)
        card, request_id = last.card, last.id
    assert app.test_client().post(f"/api/v1/people/{where}/block").status_code == 401
    assert wrong(people.nobody, where) == 404  # nothing of theirs was looked at
    assert wrong(tu, where) == 200
    said = kept(app)
    assert (said.by_id, said.account_id, said.staff) == (tu.id, lan.id, True)
    assert (said.met, said.met_id) == ("looked", request_id)
    assert said.evidence == {"name": "Chi Lan", "card": card}
    assert not ends_something(tu, where)


@pytest.mark.parametrize(("held", "named"), [("reserved", False), ("settled", True)])
def test_giver_and_taker_are_named_once_both_have_said_yes(
    held: str, named: bool, app: Flask, people: People
) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN), held, giver="minh")
    for who, met, where, name in (
        (people.huong, "giver", here.gift_id, "Minh"),
        (people.minh, "taker", here.reservation_id, "Huong"),
    ):
        other = people.minh if who is people.huong else people.huong
        assert wrong(other, f"{met}/{where}") == 404  # themselves
        assert ends_something(who, f"{met}/{where}")
        assert wrong(who, f"{met}/{where}") == 200
        with app.app_context():
            [said] = db.session.query(PersonReport).filter_by(by_id=who.id)
            assert (said.met, said.met_id) == (met, where)
            assert set(said.evidence) == {"gift", "name"} if named else {"gift"}
            assert said.evidence.get("name", "") == (name if named else "")
            assert said.ward_code
            assert said.province_code


def test_who_asked_is_named_by_whoever_has_gone(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    where = f"requester/{here.request_id}"
    assert wrong(people.ba_tu, where) == 404  # herself
    assert wrong(people.huong, where) == 200
    said = kept(app)
    assert (said.met, said.met_id) == ("requester", here.request_id)
    assert set(said.evidence) == {"card", "name", "words"}
    assert said.evidence["name"] == SECRETS["name"]
    assert [one["by"] for one in said.evidence["words"]] == ["requester"]
    assert ends_something(people.huong, where)
    assert not ends_something(people.minh, where)
    with app.test_request_context():  # for whom she has not gone
        other = ask(app, phone="+84912345642").id
    assert wrong(people.huong, f"requester/{other}") == 200
    with app.app_context():
        [said] = db.session.query(PersonReport).filter_by(met_id=other)
    assert set(said.evidence) == {"card"}


def test_who_goes_again_is_on_the_way(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    huong, url = people.huong, f"/api/v1/requests/{here.request_id}"
    for verb in ("release", "claim"):
        assert huong.client.post(f"{url}/{verb}").status_code in (200, 201)
    assert ends_something(huong, f"requester/{here.request_id}")
    with app.app_context():  # and how it went before is kept
        states = [one.state for one in assignments_of(here.request_id)]
    assert states == ["released", "accepted"]


def test_who_takes_something_for_a_request_is_named_by_it(app: Flask, people: People) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN))
    assert here.gift_id is not None
    with app.test_request_context():
        request = ask(app, phone=people.minh.phone)  # which somebody has only typed
        taken = taking.reserve(here.gift_id, 1, None, request.id).id
        taking.agree(taken, Side.GIVER, str(people.huong.id))
    assert wrong(people.huong, f"taker/{taken}") == 200
    assert kept(app).evidence["name"] == SECRETS["name"]
    assert wrong(people.nobody, f"giver/{here.gift_id}") == 200  # who has only read of it
    url = f"/api/v1/people/taker/{taken}/block"
    assert people.huong.client.post(url).status_code == 204
    with app.app_context():
        assert not reservation_now(taken).active


def test_of_those_who_went_the_last_is_meant(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meeting, "MOST_WORDS", 1)
    here = situation(app, people, Status.OPEN)
    where, url = f"helper/{here.request_id}", f"/api/v1/requests/{here.request_id}"
    assert wrong(people.ba_tu, where) == 404  # nobody yet
    assert wrong(people.minh, where) == 404
    assert app.test_client().post(f"/api/v1/people/{where}/block").status_code == 401
    for went in (people.huong, people.minh):
        assert went.client.post(f"{url}/claim").status_code == 201
        for body in ("Cháu lấy xe.", "Cháu đến ngay."):
            told = went.client.post(f"{url}/messages", json={"body": body})
            assert told.status_code == 201
        assert went.client.post(f"{url}/release").status_code == 200
    assert wrong(people.ba_tu, where) == 200
    said = kept(app)
    assert (said.account_id, said.met) == (people.minh.id, "helper")
    assert set(said.evidence) == {"name", "card", "words"}
    [word] = said.evidence["words"]
    assert set(word) == {"by", "body", "at"}
    assert (word["by"], word["body"]) == ("helper", "Cháu đến ngay.")
    with app.app_context():
        earlier = assignments_of(here.request_id)[0].id
    assert wrong(people.ba_tu, f"helper/{earlier}") == 200  # unless another one is named
    with app.app_context():
        assert db.session.query(PersonReport).filter_by(account_id=people.huong.id).count() == 1


def test_whoever_took_a_gift_by_their_link_reports_the_giver_also_afterwards(
    app: Flask, people: People
) -> None:
    here, client = with_gift(app, people, situation(app, people, Status.OPEN)), app.test_client()
    assert here.gift_id is not None
    with app.test_request_context():
        request = ask(app)
        taken = taking.reserve(here.gift_id, 1, None, request.id)
        taking.release(taken.id, Side.TAKER, "requester")
        link, request_id = {"X-Manage-Token": manage_token(request)}, request.id
    url = f"/api/v1/people/giver/{here.gift_id}/report"
    assert client.post(url, json={"reason": "unkind"}).status_code == 401
    assert client.post(url, json={"reason": "unkind"}, headers=link).status_code == 200
    said = kept(app)
    assert (said.by_id, said.account_id) == (None, people.huong.id)
    with app.app_context():
        assert said.reporter == keyed_hash("reporter", str(request_id))


def test_at_a_request_a_block_ends_it_whatever_its_number_is_worth(
    app: Flask, people: People
) -> None:
    huong = people.huong.client
    with app.test_request_context():
        request_id = ask(app, phone=people.minh.phone).id  # which somebody has only typed
    assert huong.post(f"/api/v1/requests/{request_id}/claim").status_code == 201
    assert huong.post(f"/api/v1/people/requester/{request_id}/block").status_code == 204
    with app.test_request_context():
        assert request_now(request_id).status == Status.OPEN
