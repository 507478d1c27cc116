"""By which phones whoever asked is known, and whom they meet: pure, but for who is signed in."""

import pytest
from flask import Flask

from connect.accounts import Account, block
from connect.help_requests import phones_of
from connect.help_requests.apart import is_apart, meets
from connect.help_requests.models import HelpRequest
from tests.people import People
from tests.situations import ask

OTHERS = "+84912345699"


def asked_by(account: Account, phone: str | None) -> HelpRequest:
    return HelpRequest(requester_id=account.id, phone=phone)


def test_who_asked_with_another_phone_is_known_by_both(context: Flask, people: People) -> None:
    tu, lan = people.ba_tu.account(), people.chi_lan.account()
    assert phones_of(asked_by(tu, OTHERS)) == {OTHERS, tu.phone}
    assert phones_of(asked_by(tu, None)) == {tu.phone}
    assert phones_of(asked_by(lan, OTHERS)) == {OTHERS}  # for somebody else
    assert phones_of(HelpRequest(phone=None)) == set()


@pytest.mark.parametrize("apart", [(), (OTHERS,)])
def test_nobody_goes_for_what_they_asked_themselves(
    apart: tuple[str, ...], context: Flask, people: People
) -> None:
    tu, huong = people.ba_tu.account(), people.huong.account()
    assert meets(asked_by(tu, tu.phone), huong, apart)
    assert not meets(asked_by(tu, tu.phone), tu, apart)
    assert not meets(asked_by(tu, people.minh.phone), tu, apart)  # by the account
    assert not meets(HelpRequest(phone=tu.phone), tu, apart)  # by the phone
    assert meets(asked_by(tu, OTHERS), huong, apart) is not bool(apart)


def test_a_block_keeps_apart_the_two_and_nobody_else(context: Flask, people: People) -> None:
    tu, minh, huong = (who.account() for who in (people.ba_tu, people.minh, people.huong))
    block(blocker_phone=minh.phone, blocked_phone=huong.phone)
    for one, other in ((minh, huong), (huong, minh)):
        assert is_apart(asked_by(other, other.phone), one)
        assert not is_apart(asked_by(tu, tu.phone), one)
    assert not is_apart(asked_by(tu, tu.phone), tu)


def test_a_block_hides_nobody_elses_request(app: Flask, people: People) -> None:
    minh, huong = people.minh, people.huong
    with app.test_request_context():
        block(blocker_phone=minh.phone, blocked_phone=huong.phone)
        theirs, anothers = ask(app, huong.account(), phone=huong.phone).id, ask(app).id
    for reads in (minh.client, minh.browser):
        where = "/api/v1/requests" if reads is minh.client else "/requests"
        assert reads.get(f"{where}/{theirs}").status_code == 404
        assert reads.get(f"{where}/{anothers}").status_code == 200
