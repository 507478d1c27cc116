"""Who may do what with a list: how it is refused, and by what name the log knows them."""

import uuid
from collections.abc import Callable

import pytest

from connect.accounts import Account
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.help_requests import HelpRequest, Standing, View
from connect.shopping.access import actor, check_asked, check_coordinates, check_may_write

ASKED, COORDINATES, GOES = Standing.REQUESTER, Standing.COORDINATOR, Standing.CLAIMANT


@pytest.mark.parametrize(
    ("check", "may"),
    [
        (check_asked, {ASKED}),
        (check_coordinates, {COORDINATES}),
        (check_may_write, {ASKED, COORDINATES}),
    ],
)
def test_who_may_not_is_told_whether_to_sign_in(
    check: Callable[[View], None], may: set[Standing]
) -> None:
    for standing in (ASKED, COORDINATES, GOES):
        for account, refusal in ((Account(), NotAllowed), (None, NotSignedIn)):
            view = View(HelpRequest(), account, frozenset({Standing.STRANGER, standing}))
            if standing in may:
                check(view)
            else:
                with pytest.raises(refusal):
                    check(view)


def test_the_log_knows_an_account_by_its_id_and_a_link_as_whoever_asked() -> None:
    some = Account(id=uuid.uuid4())
    assert actor(some) == str(some.id)
    assert actor(None) == "requester"
