"""A kitchen, for the tests of organisations."""

import pytest
from flask import Flask

from tests.help_requests.kitchen import Group, accept
from tests.people import People
from tests.situations import a_group, ask, assignments_of


@pytest.fixture
def kitchen(app: Flask, people: People) -> Group:
    """The group, asked and not yet answered."""
    owner, minh, shop, asker = people.huong, people.minh, people.shop, people.ba_tu
    with app.test_request_context():
        group = a_group(owner.account(), minh.account(), shop.account()).id
        request_id = ask(app, asker.account()).id
        [offer] = assignments_of(request_id)
        return Group(group, request_id, offer.id)


@pytest.fixture
def taken(kitchen: Group, people: People) -> Group:
    """Minh goes."""
    assert accept(people.minh, kitchen).status_code == 201
    return kitchen
