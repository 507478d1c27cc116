"""Who may do what with a list, and how it is refused."""

from collections.abc import Callable

import pytest

from connect.accounts import Account
from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.help_requests import HelpRequest, Standing, View
from connect.shopping.access import check_asked, check_coordinates, check_may_write

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
