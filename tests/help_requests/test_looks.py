"""Who asked can read who was shown their number and their door; nobody else can."""

from flask import Flask

from connect.help_requests import ItemDetails, Status
from connect.help_requests.looks import requests_to_see
from tests.people import People
from tests.situations import ask, situation
from tests.web import browser_of, words


def test_who_asked_reads_who_has_seen_their_number(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)  # by Hương
    url = f"/api/v1/requests/{here.request_id}"
    people.chi_lan.client.get(url)
    people.chi_lan.client.get(url)  # within a quarter of an hour: the same look
    told = people.ba_tu.client.get(url).get_json()["reveals"]
    with app.app_context():
        lan, huong = people.chi_lan.account().name, people.huong.account().name
    assert [(one["name"], one["role"], one["times"]) for one in told] == [
        (lan, "coordinator", 1),
        (huong, "helper", 1),
    ]
    by_link = browser_of(app)
    by_link.hold(here.manage_token)
    page = words(by_link.page(f"/requests/{here.request_id}"))
    assert "Ai đã xem số điện thoại và địa chỉ của bạn" in page
    held = people.ba_tu.client.get("/api/v1/me/export").get_json()["requests"]
    assert held[0]["reveals"] == told
    for other in (people.huong, people.chi_lan, people.nobody):
        assert "reveals" not in other.client.get(url).get_json()
        assert "Ai đã xem" not in words(other.browser.page(f"/requests/{here.request_id}"))


def test_an_erased_account_is_counted_without_its_name(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    with app.app_context():
        name = people.huong.account().name
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    told = people.ba_tu.client.get(f"/api/v1/requests/{here.request_id}").get_json()["reveals"]
    assert [one["name"] for one in told] == [""]
    page = people.ba_tu.browser.page(f"/requests/{here.request_id}")
    assert "Một tài khoản đã xóa" in words(page)
    assert name not in words(page)


def test_what_was_asked_for_is_named_in_the_language_of_who_reads(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        tu = people.ba_tu.account()
        ask(app, tu, phone=tu.phone, items=[ItemDetails(category="food")])
        assert [one.title for one in requests_to_see(tu.id)] == ["Nhu yếu phẩm"]
