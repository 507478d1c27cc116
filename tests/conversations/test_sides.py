"""Whose side of a conversation somebody is on, and which messages are theirs."""

from flask import Flask

from connect.accounts import Account
from connect.conversations.access import Conversation, Side, conversation_of
from connect.help_requests import Status, View
from connect.help_requests.viewer import standings
from tests.people import People
from tests.situations import request_now, situation


def test_each_has_their_own_side(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        request = request_now(here.request_id)

        def side_of(account: Account | None, *links: str) -> Conversation | None:
            return conversation_of(View(request, account, standings(request, account, links)))

        tu, huong = people.ba_tu, people.huong
        id_, offer = here.request_id, here.offer_id
        asked = Conversation(id_, Side.REQUESTER, tu.id, None, True)
        assert side_of(tu.account()) == asked
        assert side_of(None, here.manage_token) == asked._replace(account_id=None)
        assert side_of(huong.account()) == Conversation(id_, Side.HELPER, huong.id, offer, True)
        for other in (people.minh.account(), people.chi_lan.account(), None):
            assert side_of(other) is None


def test_while_nobody_comes_nobody_would_read_it(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        request, tu = request_now(here.request_id), people.ba_tu.account()
        found = conversation_of(View(request, tu, standings(request, tu, [])))
        assert found == Conversation(request.id, Side.REQUESTER, tu.id, None, False)
