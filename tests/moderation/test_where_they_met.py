"""What is kept of a report, by where the two have met: who it is, what was shown, whose desk."""

from typing import NamedTuple
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.database import db
from connect.help_requests import Status
from connect.moderation.people.models import PersonReport
from connect.responders import Member
from tests.people import People, Person
from tests.situations import SECRETS, a_group, ask, situation
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
    lan, tu = people.chi_lan, people.ba_tu
    where = f"looked/{lan.id}"
    with app.test_request_context():
        first, last = (ask(app, tu.account(), phone=tu.phone) for _n in range(2))
        for request in (first, last):
            audit.record_look(str(lan.id), request.id)
        card, request_id = last.card, last.id
    assert app.test_client().post(f"/api/v1/people/{where}/block").status_code == 401
    assert wrong(people.nobody, where) == 404  # nothing of theirs was looked at
    assert wrong(tu, where) == 200
    said = kept(app)
    assert (said.by_id, said.account_id, said.staff) == (tu.id, lan.id, True)
    assert (said.met, said.met_id) == ("looked", request_id)
    assert said.evidence == {"name": "Chi Lan", "card": card}


@pytest.mark.parametrize(("held", "named"), [("reserved", False), ("settled", True)])
def test_giver_and_taker_are_named_once_both_have_said_yes(
    held: str, named: bool, app: Flask, people: People
) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN), held, giver="minh")
    for who, met, where, name in (
        (people.huong, "giver", here.gift_id, "Minh"),
        (people.minh, "taker", here.reservation_id, "Huong"),
    ):
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
