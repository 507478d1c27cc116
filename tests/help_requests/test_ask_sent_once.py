"""What was asked in steps or on one page is sent once, and nobody else gets at it."""

import pytest
from flask import Flask

from connect.help_requests import HelpRequest
from connect.help_requests.pages.draft import COOKIE, PATH
from tests.help_requests.steps import ALL, ONE_PAGE, answer, answer_all
from tests.page import Page, values_of
from tests.people import DISTRICT_7, People, count
from tests.web import Browser


def test_sent_twice_it_is_one_request(app: Flask, client: Browser) -> None:
    form = values_of(answer_all(client).form())
    first = client.post(f"{PATH}/check", data=form)
    again = client.post(f"{PATH}/check", data=form)
    assert (again.status_code, again.location) == (303, first.location)
    assert client.get(f"{PATH}/check").location == first.location, "by the back button"
    assert count(app, HelpRequest) == 1


def test_two_at_the_same_moment_are_one_request(app: Flask, client: Browser) -> None:
    """Neither has heard what came of the other: both carry the cookie from before."""
    form = values_of(answer_all(client).form())
    kept = client.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    first = client.post(f"{PATH}/check", data=form)
    client.set_cookie(COOKIE, kept.value, path=PATH)
    again = client.post(f"{PATH}/check", data=form)
    assert again.location == first.location
    assert count(app, HelpRequest) == 1


def test_sent_unheard_then_changed_it_is_not_sent_twice_and_the_change_is_kept(
    app: Flask, client: Browser
) -> None:
    form = values_of(answer_all(client).form())
    kept = client.get_cookie(COOKIE, path=PATH)
    assert kept is not None
    first = client.post(f"{PATH}/check", data=form)
    client.set_cookie(COOKIE, kept.value, path=PATH)  # the answer got lost on the way
    answer(client, "", goods_food="Gạo nếp")
    again = client.send(f"{PATH}/check")
    assert again.location == first.location
    assert count(app, HelpRequest) == 1
    page = client.page(f"{PATH}/check")
    assert "Gạo nếp (5 kg)" in page.root.text()
    asked_for_more = client.post(f"{PATH}/check", data=values_of(page.form()))
    assert asked_for_more.location != first.location
    assert count(app, HelpRequest) == 2


def test_what_another_window_has_changed_is_shown_before_it_is_sent(
    app: Flask, client: Browser
) -> None:
    form = values_of(answer_all(client).form())
    answer(client, "", goods_food="Gạo nếp")
    refused = client.post(f"{PATH}/check", data=form)
    assert refused.status_code == 422
    page = Page(refused.get_data(as_text=True))
    assert "Gạo nếp (5 kg)" in page.root.text()
    assert count(app, HelpRequest) == 0
    assert client.post(f"{PATH}/check", data=values_of(page.form())).status_code == 303


def test_after_sending_the_next_one_starts_empty(app: Flask, client: Browser) -> None:
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    page = client.page(PATH)
    fresh = values_of(page.form())
    assert "categories" not in fresh
    assert (fresh["people"], fresh["urgency"]) == (["1"], ["normal"])
    assert any(one.attributes.get("href") == f"{PATH}/check" for one in page.all("a"))
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    assert count(app, HelpRequest) == 2


def test_what_was_written_can_be_forgotten(client: Browser) -> None:
    answer(client, "")
    assert client.send(PATH, action="/forget").location == PATH
    assert "categories" not in values_of(client.page(PATH).form())
    assert client.get_cookie(COOKIE, path=PATH) is None


def test_forgetting_what_was_written_forgets_what_was_sent(client: Browser) -> None:
    client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    answer(client, "")
    client.send(PATH, action="/forget")
    assert client.get_cookie(COOKIE, path=PATH) is None
    assert client.get(f"{PATH}/check").location == PATH


def test_the_draft_lets_nobody_into_what_was_sent(app: Flask, client: Browser) -> None:
    """Whose login and links are gone sees of it what a stranger sees."""
    sent = client.post(f"{PATH}/check", data=values_of(answer_all(client).form()))
    assert "Nhà cuối hẻm" in client.get(str(sent.location)).get_data(as_text=True)
    with client.session_transaction() as session:
        session.clear()
    led = client.get(f"{PATH}/check")
    assert led.location == sent.location
    assert "Nhà cuối hẻm" not in client.get(str(led.location)).get_data(as_text=True)


def test_who_signs_out_leaves_no_way_to_what_was_sent(app: Flask, people: People) -> None:
    browser = people.ba_tu.browser
    browser.post(f"{PATH}/check", data=values_of(answer_all(browser).form()))
    assert browser.post("/sign-out", data=browser.csrf()).status_code == 303
    page = browser.page(PATH)
    assert not [one for one in page.all("a") if one.attributes.get("href") == f"{PATH}/check"]
    assert browser.get(f"{PATH}/check").location == PATH


def test_one_page_sent_unheard_and_again_is_one_request(app: Flask, client: Browser) -> None:
    """Loaded anew it has its word and what was typed, and the phone finds itself anew."""
    form = values_of(client.page(ONE_PAGE).form()) | ALL
    first = client.post(ONE_PAGE, data=form)
    moved = {
        "lat": f"{DISTRICT_7['lat'] + 0.00003:.6f}",
        "place_asked": "x",
        "keep": "ask-one-page",
    }
    again = client.post(ONE_PAGE, data=form | moved)
    assert (again.status_code, again.location) == (303, first.location)
    assert count(app, HelpRequest) == 1


@pytest.mark.parametrize("change", [{"phone": "0912 345 699"}, {"lat": "10.99"}])
def test_one_page_used_again_for_another_caller_asks_first(
    change: dict[str, str], app: Flask, client: Browser
) -> None:
    form = values_of(client.page(ONE_PAGE).form()) | ALL
    first = client.post(ONE_PAGE, data=form)
    asked = client.post(ONE_PAGE, data=form | change)
    assert asked.status_code == 422
    assert count(app, HelpRequest) == 1
    page = Page(asked.get_data(as_text=True))
    meant = values_of(page.form())
    assert all(meant[name] == [value] for name, value in change.items())
    sent = client.post(ONE_PAGE, data=meant)
    assert sent.status_code == 303
    assert sent.location != first.location
    assert count(app, HelpRequest) == 2
