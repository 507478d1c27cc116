"""The way of a gift: offered, reserved in part, agreed, collected, thanked."""

from typing import Any

from flask import Flask

from connect.giving import taking
from connect.giving.states import Side
from tests.giving.giving import DOOR, a_gift, ask_for_books, gift_now, give, is_listed
from tests.people import DISTRICT_7, PHONES, People
from tests.web import Browser

NEW = {
    "what": "Sách giáo khoa lớp 5",
    "amount": 12,
    "unit": "quyển",
    "location": {**DISTRICT_7, "address": DOOR},
}


def offer(people: People, **changes: Any) -> dict[str, Any]:
    answer = people.huong.client.post("/api/v1/gifts", json=NEW | changes)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def test_a_gift_goes_its_way_in_parts(app: Flask, people: People, client: Browser) -> None:
    gift = offer(people)
    assert gift["category"] == "school_supplies"
    assert gift["goods"] == ["textbooks"]
    url = f"/api/v1/gifts/{gift['id']}"
    minh, huong = people.minh.client, people.huong.client

    reserved = minh.post(f"{url}/reserve", json={"amount": 5})
    assert reserved.status_code == 201
    kept = f"/api/v1/reservations/{reserved.get_json()['id']}"
    assert reserved.get_json()["state"] == "reserved"
    assert client.get(url).get_json()["available"] == 7
    # Neither knows of the other before both have said yes.
    for one in (minh, huong):
        [seen] = one.get(url).get_json()["reservations"]
        assert seen["other"] is None
    assert DOOR not in minh.get(url).get_data(as_text=True)

    assert huong.post(f"{kept}/agree").get_json()["state"] == "settled"
    seen = minh.get(url).get_json()
    assert seen["address"] == DOOR
    assert seen["reservations"][0]["other"] == {"name": "Huong", "phone": PHONES["huong"]}
    assert huong.get(url).get_json()["reservations"][0]["other"]["phone"] == PHONES["minh"]

    assert minh.post(f"{kept}/collected").get_json()["state"] == "collected"
    thanked = minh.post(f"{kept}/thanks", json={"text": "Cảm ơn chị, bé vui lắm."})
    assert thanked.get_json()["state"] == "thanked"
    # Nobody goes there again: what they knew of each other is gone.
    assert DOOR not in minh.get(url).get_data(as_text=True)
    assert huong.get(url).get_json()["reservations"][0]["other"] is None
    assert huong.get(url).get_json()["reservations"][0]["thanks"] == "Cảm ơn chị, bé vui lắm."

    rest = people.nobody.client.post(f"{url}/reserve", json={"amount": 7}).get_json()
    assert client.get(url).get_json()["state"] == "reserved"
    for act in ("agree", "collected"):
        assert huong.post(f"/api/v1/reservations/{rest['id']}/{act}").status_code == 200
    assert client.get(url).get_json()["state"] == "collected"
    assert client.get("/api/v1/gifts").get_json()["items"] == []
    told = [one["text"] for one in huong.get("/api/v1/notices").get_json()["items"]]
    assert any("cảm ơn" in text.lower() for text in told)


def test_a_requester_without_account_takes_what_they_asked_for(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request = ask_for_books(app)
        code, request_id = request.code, request.id
    client.send("/find-request", code=code, phone="0912 345 699")
    page = client.page(f"/requests/{request_id}")
    assert "Sách giáo khoa lớp 5" in page.root.text()
    sent = client.send(f"/requests/{request_id}", action=f"/giving/{gift_id}/reserve")
    assert sent.location == f"/giving/{gift_id}"
    with app.test_request_context():
        assert gift_now(gift_id).available == 10  # two, as they asked for
    page = client.page(f"/giving/{gift_id}")
    assert DOOR not in page.root.text()
    people.huong.browser.send(f"/giving/{gift_id}", action="/agree")
    page = client.page(f"/giving/{gift_id}")
    assert DOOR in page.root.text()
    assert "0912 345 601" in page.root.text()
    assert "Bà Tư" in people.huong.browser.page(f"/giving/{gift_id}").root.text()
    client.send(f"/giving/{gift_id}", action="/collected")
    client.send(f"/giving/{gift_id}", action="/thanks", text="Cảm ơn cô.")
    assert "Cảm ơn cô." in people.huong.browser.page(f"/giving/{gift_id}").root.text()


def test_the_giver_gives_to_one_who_asks_in_two_taps(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, people.ba_tu.account()).id
    url = f"/giving/{gift_id}"
    given = people.huong.browser.send(url, action=f"/give/{request_id}")
    assert given.status_code == 303
    with app.test_request_context():
        assert gift_now(gift_id).available == 10
    tu = people.ba_tu.browser
    assert DOOR not in tu.page(f"/requests/{request_id}").root.text()
    assert "0912 345 603" not in people.huong.browser.page(url).root.text()
    tu.send(f"/requests/{request_id}", action="/agree")
    assert DOOR in tu.page(url).root.text()
    assert "0912 345 603" in people.huong.browser.page(url).root.text()


def test_who_does_not_share_their_number_is_not_called(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, share_phone=False).id
        kept = taking.reserve(gift_id, 1, None, request_id)
        taking.agree(kept.id, Side.GIVER, "giver")
    page = people.huong.browser.page(f"/giving/{gift_id}").root.text()
    assert "Bà Tư" in page
    assert "0912 345 699" not in page


def test_what_is_taken_back_is_gone_and_whoever_waits_is_told(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        taking.reserve(gift_id, 3, people.minh.account())
    people.huong.browser.send(f"/giving/{gift_id}", action="/withdraw")
    with app.test_request_context():
        assert gift_now(gift_id).state == "withdrawn"
        assert not is_listed(gift_id)
    assert client.get(f"/api/v1/gifts/{gift_id}").status_code == 404
    told = people.minh.client.get("/api/v1/notices").get_json()["items"]
    assert "Sách giáo khoa lớp 5 (3 quyển)" in told[0]["text"]


def test_a_change_is_seen_at_once_and_what_is_kept_stays(app: Flask, people: People) -> None:
    gift = offer(people)
    url, huong = f"/api/v1/gifts/{gift['id']}", people.huong.client
    changed = huong.patch(url, json={"hours": "buổi sáng", "amount": 4}).get_json()
    assert (changed["hours"], changed["available"]) == ("buổi sáng", 4)
    people.minh.client.post(f"{url}/reserve", json={"amount": 3})
    assert huong.patch(url, json={"amount": 2}).status_code == 422
    assert huong.patch(url, json={"what": "Máy tính"}).status_code == 409
    assert huong.patch(url, json={"amount": 3}).get_json()["state"] == "reserved"
    assert people.minh.client.patch(url, json={"amount": 30}).status_code == 403


def test_what_is_left_of_a_gift_after_a_change_is_given(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 2, people.minh.account()).id
        taking.agree(kept_id, Side.GIVER, "giver")
        taking.collect(kept_id, Side.TAKER, "taker")
    answer = people.huong.client.patch(f"/api/v1/gifts/{gift_id}", json={"amount": 2})
    assert answer.get_json()["state"] == "collected"
    with app.test_request_context():
        assert gift_now(gift_id).ended_at is not None
        assert not is_listed(gift_id)


def test_an_offer_of_the_page_has_its_category_from_the_catalogue(
    app: Flask, people: People
) -> None:
    details = a_gift()
    sent = people.huong.browser.send(
        "/giving/new",
        action="",
        what="Áo quần trẻ em",
        much="2 túi",
        lat=str(details.where.point.lat),
        lon=str(details.where.point.lon),
        brings="1000",
    )
    assert sent.status_code == 303, sent.get_data(as_text=True)
    page = people.huong.browser.page(sent.location or "").root.text()
    assert "Áo quần trẻ em" in page
    assert "2 túi" in page
    refused = people.huong.browser.send(
        "/giving/new", what="Cái gì đó", lat="10.73", lon="106.72", much=""
    )
    assert refused.status_code == 422
