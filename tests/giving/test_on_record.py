"""Who has acted on what is kept of a gift stands in the log: by account, or as who asked."""

from flask import Flask

from connect.giving.access import side_of
from connect.giving.states import Side
from connect.help_requests import Status
from tests.people import People, Person
from tests.situations import situation
from tests.situations_with import with_gift


def test_each_side_is_known_to_the_log(app: Flask, people: People) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN), "reserved")

    def known(person: Person | None = None) -> tuple[Side, str]:
        link = {"X-Manage-Token": here.manage_token}
        own = {"Authorization": f"Bearer {person.token}"} if person else link
        with app.test_request_context(headers=own):
            assert here.reservation_id is not None
            return side_of(here.reservation_id)

    assert known(people.huong) == (Side.GIVER, str(people.huong.id))
    assert known(people.ba_tu) == (Side.TAKER, str(people.ba_tu.id))
    assert known() == (Side.TAKER, "requester")
