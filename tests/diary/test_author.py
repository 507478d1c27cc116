"""Who speaks for a household: how it is refused."""

import uuid

import pytest

from connect.accounts import Account, Role
from connect.diary.access import check_author, is_author
from connect.foundation.clock import utcnow
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.help_requests import HelpRequest, Standing, View

ASKED, OTHER = frozenset({Standing.REQUESTER}), frozenset({Standing.STRANGER})


def test_who_does_not_speak_for_it_is_told_whether_to_sign_in() -> None:
    for account, refusal in ((Account(id=uuid.uuid4()), NotAllowed), (None, NotSignedIn)):
        check_author(View(HelpRequest(), account, ASKED))
        for view in (
            View(HelpRequest(), account, OTHER),
            View(HelpRequest(erased_at=utcnow()), account, ASKED),
        ):
            with pytest.raises(refusal):
                check_author(view)


def test_staff_who_asked_for_somebody_else_do_not_speak_for_them() -> None:
    lan = Account(id=uuid.uuid4(), phone="+84912345604", role=Role.COORDINATOR)
    others = HelpRequest(requester_id=lan.id, phone="+84912345603")
    assert not is_author(View(others, lan, ASKED))
    assert is_author(View(HelpRequest(requester_id=lan.id, phone=lan.phone), lan, ASKED))
