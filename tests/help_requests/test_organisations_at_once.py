"""Members of an organisation act in the same moment: one goes, and nothing falls between them."""

import pytest
from flask import Flask

from connect.help_requests import assignments, colleagues
from connect.help_requests.access import Standing
from connect.responders import members, membership
from tests.help_requests.kitchen import Group, fits_together, member_id, together
from tests.people import People
from tests.situations import COLLEAGUE, assignments_of


@pytest.mark.parametrize("_round", range(3))
def test_of_all_who_answer_at_once_one_goes(
    _round: int, app: Flask, kitchen: Group, people: People
) -> None:
    crew = [people.huong, people.minh, people.shop]
    acts = [
        lambda person=person: assignments.accept(kitchen.offer_id, person.account())
        for person in crew * 2
    ]
    # Each taps twice, and who has it is told so twice.
    assert sorted(together(app, *acts)) == ["WrongState"] * 4 + ["done"] * 2
    fits_together(app, kitchen)
    with app.test_request_context():
        assert sum(one.claimed_at is not None for one in assignments_of(kitchen.request_id)) == 1


@pytest.mark.parametrize("_round", range(4))
def test_who_is_put_out_at_this_moment_carries_nothing(
    _round: int, app: Flask, kitchen: Group, people: People
) -> None:
    huong, minh = people.huong, people.minh
    member = member_id(app, kitchen, minh)
    told_them = together(
        app,
        lambda: assignments.accept(kitchen.offer_id, minh.account()),
        lambda: members.remove(huong.account(), kitchen.id, member),
    )
    assert "done" in told_them
    with app.test_request_context():
        assert not membership.acts_for(kitchen.id, minh.id)
    fits_together(app, kitchen)


@pytest.mark.parametrize("_round", range(3))
def test_a_colleague_takes_over_while_it_is_delivered(
    _round: int, app: Flask, taken: Group, people: People
) -> None:
    minh, shop = people.minh, people.shop
    goes = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.CLAIMANT))
    told_them = together(
        app,
        lambda: assignments.deliver(taken.request_id, minh.account(), goes),
        lambda: colleagues.take_over(taken.request_id, shop.account(), COLLEAGUE),
    )
    assert sorted(told_them) == ["WrongState", "done"]
    fits_together(app, taken)
