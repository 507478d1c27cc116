"""Asking of a shop that was chosen, in steps or on one page."""

import pytest
from flask import Flask

from connect.help_requests.pages.draft import PATH
from tests.help_requests.steps import PHONE, WHAT, WHERE, answer, only_request
from tests.page import values_of
from tests.people import People
from tests.situations import help_from
from tests.web import Browser


@pytest.mark.parametrize("steps", [True, False], ids=["steps", "one page"])
def test_a_shop_that_was_chosen_is_asked_first(
    steps: bool, app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", name="Tạp hoá Ba").id
    query = f"?supplier_id={shop}"
    if steps:
        assert "Tạp hoá Ba" in client.page(PATH + query).root.text()
        client.send(PATH + query, **WHAT)
        answer(client, "/where")
        answer(client, "/phone")
        page = client.page(f"{PATH}/check")
        assert "Tạp hoá Ba" in page.root.text()
        client.post(f"{PATH}/check", data=values_of(page.form()))
    else:
        client.send(f"{PATH}/one-page{query}", **WHAT, **WHERE, **PHONE)
    assert only_request(app).supplier_id == shop


def test_who_unticks_the_shop_asks_everyone(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier").id
    client.send(f"{PATH}?supplier_id={shop}", **WHAT | {"supplier_id": []})
    answer(client, "/where")
    answer(client, "/phone")
    client.send(f"{PATH}/check")
    assert only_request(app).supplier_id is None


@pytest.mark.parametrize("of", ["nobody", "a volunteer", "nonsense"])
def test_a_link_to_no_shop_asks_everyone(
    of: str, app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        volunteer = help_from(people.huong.account()).id
    id_ = {"nobody": people.minh.id, "a volunteer": volunteer, "nonsense": "<script>"}[of]
    client.send(f"{PATH}?supplier_id={id_}", **WHAT | {"supplier_id": str(id_)})
    answer(client, "/where")
    answer(client, "/phone")
    client.send(f"{PATH}/check")
    assert only_request(app).supplier_id is None
