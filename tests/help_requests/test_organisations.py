"""An organisation: asked as one, any member answers, one goes, and only that one reads the door."""

from dataclasses import replace

import pytest
from flask import Flask

from connect import channels
from connect.accounts import block
from connect.foundation.audit import history
from connect.foundation.database import db, transaction
from connect.help_requests.measure import LET_GO_A_DAY
from connect.notifications.models import Preferences
from connect.notifications.preferences import default_preferences
from tests.help_requests.kitchen import (
    Group,
    accept,
    act,
    cases_of,
    fits_together,
    rows,
    seen,
    told,
)
from tests.people import People
from tests.secret_words import readable, secrets_in
from tests.situations import (
    HERE,
    SECRETS,
    a_group,
    ask,
    assignments_of,
    help_from,
    request_now,
    responder_now,
    say,
)
from tests.web import words


def test_all_are_asked_and_one_goes(app: Flask, kitchen: Group, people: People) -> None:
    crew = (people.huong, people.minh, people.shop)
    for person in crew:
        [offer] = person.client.get("/api/v1/offers").get_json()["items"]
        assert offer["id"] == str(kitchen.offer_id)
        assert len(told(app, person, "offer")) == 1
    assert people.nobody.client.get("/api/v1/offers").get_json()["items"] == []
    yes = accept(people.minh, kitchen)
    assert (yes.status_code, yes.get_json()["phone"]) == (201, SECRETS["phone"])
    for person in crew:
        assert person.client.get("/api/v1/offers").get_json()["items"] == []
        # Who has it hears the same again.
        assert accept(person, kitchen).status_code == (201 if person is people.minh else 409)
    # The others hear of it in the inbox, and by no SMS.
    for person in (people.huong, people.shop):
        [text] = told(app, person, "colleague")
        assert "Minh" in text
        assert secrets_in(text) == []
    assert told(app, people.minh, "colleague") == []
    with app.app_context():
        rung = [line["to"] for line in channels.sent() if line["kind"] == "colleague"]
    assert rung == []
    fits_together(app, kitchen)


def test_from_the_offer_to_the_thanks(app: Flask, taken: Group, people: People) -> None:
    minh, shop, tu = people.minh, people.shop, people.ba_tu
    helper = seen(tu, taken)["helper"]
    assert (helper["name"], helper["person"]) == ("Bếp Yêu Thương", "Minh")
    assert "Minh (Bếp Yêu Thương)" in words(tu.browser.page(f"/requests/{taken.request_id}"))
    assert any("Minh (Bếp Yêu Thương)" in text for text in told(app, tu, "claimed"))
    assert cases_of(minh) == [(True, "Minh", "accepted")]
    assert cases_of(shop) == [(False, "Minh", "accepted")]
    assert act(minh, taken, "on-the-way").status_code == 200
    assert cases_of(people.huong) == [(False, "Minh", "on_the_way")]
    assert act(minh, taken, "deliver").status_code == 200
    assert act(tu, taken, "confirm").status_code == 200
    assert len(told(app, minh, "confirmed")) == 1
    assert told(app, people.huong, "confirmed") == []
    fits_together(app, taken)


def test_a_no_is_a_no_for_all(app: Flask, kitchen: Group, people: People) -> None:
    url = f"/api/v1/offers/{kitchen.offer_id}/decline"
    assert people.shop.client.post(url).status_code == 204
    assert accept(people.minh, kitchen).status_code == 409
    fits_together(app, kitchen)


def test_who_does_not_go_reads_neither_door_nor_phone(
    app: Flask, taken: Group, people: People
) -> None:
    """All that can be read, by page and by API, with what the two write to each other."""
    with app.test_request_context():
        say(taken.request_id, SECRETS["message"], people.ba_tu.account())
    filled = {"request_id": taken.request_id, "responder_id": taken.id}
    for person in (people.huong, people.shop):
        text = readable(app, person.browser, filled, person.token)
        assert str(taken.request_id) in text
        assert "Bếp Yêu Thương" in text
        assert secrets_in(text) == []
        assert act(person, taken, "messages", body="Ai đó?").status_code == 403
        assert act(person, taken, "deliver").status_code == 403
        assert act(person, taken, "on-the-way").status_code == 403
    assert act(people.shop, taken, "release").status_code == 403
    read = secrets_in(readable(app, people.minh.browser, filled, people.minh.token))
    assert set(SECRETS) - set(read) == {"list", "door"}  # of shopping, and of gifts


def test_a_colleague_goes_instead(app: Flask, taken: Group, people: People) -> None:
    minh, shop, tu = people.minh, people.shop, people.ba_tu
    with app.test_request_context():
        say(taken.request_id, SECRETS["message"], tu.account())
    answer = act(shop, taken, "take-over")
    assert (answer.status_code, answer.get_json()["address"]) == (201, SECRETS["address"])
    assert act(shop, taken, "take-over").get_json() == answer.get_json()  # twice is once
    assert cases_of(minh) == [(False, "Shop", "accepted")]
    assert "address" not in seen(minh, taken)
    assert act(minh, taken, "deliver").status_code == 403
    # What Bà Tư wrote to Minh stays between the two.
    url = f"/api/v1/requests/{taken.request_id}/messages"
    assert shop.client.get(url).get_json()["items"] == []
    assert any("Shop (Bếp Yêu Thương)" in text for text in told(app, tu, "claimed"))
    assert any("Shop" in text for text in told(app, minh, "colleague"))
    assert "Shop (Bếp Yêu Thương)" in words(tu.browser.page(f"/requests/{taken.request_id}"))
    with app.test_request_context():
        log = [(one.actor, one.action) for one in history(taken.request_id)]
        assert log.count((str(shop.id), "revealed")) >= 1
        assert log.count((str(shop.id), "taken_over")) == 1
    fits_together(app, taken)
    assert act(shop, taken, "deliver").status_code == 200
    fits_together(app, taken)


def test_who_cannot_go_instead(app: Flask, kitchen: Group, people: People) -> None:
    huong, minh, shop, tu = people.huong, people.minh, people.shop, people.ba_tu
    assert act(shop, kitchen, "take-over").status_code == 403  # nobody goes yet
    assert accept(minh, kitchen).status_code == 201
    for person in (people.nobody, people.chi_lan, tu):
        assert act(person, kitchen, "take-over").status_code == 403
    with app.test_request_context():
        block(blocker_phone=SECRETS["phone"], blocked_phone=shop.phone)
    assert act(shop, kitchen, "take-over").status_code == 404
    assert act(minh, kitchen, "deliver").status_code == 200
    assert act(huong, kitchen, "take-over").status_code == 409
    assert "address" not in seen(huong, kitchen)
    assert [one.account_id for one in rows(app, kitchen)] == [minh.id]


def test_no_member_answers_for_themselves_or_for_whom_they_are_not_to_meet(
    app: Flask, people: People
) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    with app.test_request_context():
        a_group(huong.account(), minh.account(), shop.account())
        block(blocker_phone=shop.phone, blocked_phone=minh.phone)
        request_id = ask(app, minh.account(), phone=minh.phone).id
        [offer] = assignments_of(request_id)
    for person, answer in ((minh, 403), (shop, 404)):
        assert person.client.get("/api/v1/offers").get_json()["items"] == []
        assert told(app, person, "offer") == []
        for verb in ("accept", "decline"):
            url = f"/api/v1/offers/{offer.id}/{verb}"
            assert person.client.post(url).status_code == answer
    assert len(told(app, huong, "offer")) == 1
    assert huong.client.post(f"/api/v1/offers/{offer.id}/accept").status_code == 201
    assert told(app, minh, "colleague") == told(app, shop, "colleague") == []


def test_a_group_is_asked_while_any_of_them_can_be(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        a_group(huong.account(), minh.account(), capacity=10)
        with transaction():
            db.session.add(default_preferences(huong.id))
            db.session.flush()
            db.session.get_one(Preferences, huong.id).most_offers = 0
        first = ask(app).id
        assert len(assignments_of(first)) == 1
        for _n in range(4):
            last = ask(app).id
        # Minh has three open ones, as many as anybody who has not said otherwise.
        assert assignments_of(last) == []
    assert told(app, huong, "offer") == []
    assert len(told(app, minh, "offer")) == 3


def test_an_account_is_asked_once_for_a_request(app: Flask, people: People) -> None:
    """Minh's own profile is nearest, so the group asks the others."""
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        own = help_from(minh.account(), point=HERE).id
        group = a_group(huong.account(), minh.account()).id
        request_id = ask(app).id
        assert {one.responder_id for one in assignments_of(request_id)} == {own, group}
    assert len(told(app, minh, "offer")) == 1
    assert len(told(app, huong, "offer")) == 1


def test_from_the_list_one_goes_for_oneself_unless_one_says_for_whom(
    app: Flask, people: People
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        own = help_from(minh.account(), available=False).id
        group = a_group(huong.account(), minh.account(), available=False).id
        foreign = help_from(people.shop.account(), available=False).id
        first, second, third = (ask(app).id for _n in range(3))
    claim = "/api/v1/requests/{}/claim"
    answer = minh.client.post(claim.format(first))
    assert answer.get_json()["responder_id"] == str(own)
    answer = minh.client.post(claim.format(second), json={"responder_id": str(group)})
    assert answer.get_json()["responder_id"] == str(group)
    refused = minh.client.post(claim.format(third), json={"responder_id": str(foreign)})
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["responder_id"])
    with app.test_request_context():
        assert (responder_now(own).load, responder_now(group).load) == (1, 1)
        assert request_now(third).status == "open"
    browser = minh.browser
    page = browser.page(f"/requests/{third}")
    assert "Bếp Yêu Thương" in words(page)
    sent = browser.send(f"/requests/{third}", action="/claim", responder_id=str(group))
    assert sent.status_code == 303
    with app.test_request_context():
        assert responder_now(group).load == 2


def test_the_capacity_is_one_for_all(app: Flask, people: People) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), shop.account(), capacity=2).id
        requests = [ask(app).id for _n in range(3)]
    crew = (huong, minh, shop)
    answers = [
        person.client.post(
            f"/api/v1/requests/{request_id}/claim", json={"responder_id": str(group)}
        ).status_code
        for person, request_id in zip(crew, requests, strict=True)
    ]
    assert answers == [201, 201, 409]
    with app.test_request_context():
        assert responder_now(group).load == 2


def test_the_measure_is_each_persons_own(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens doors and hands them back is stopped, and their colleagues are not."""
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], limits=True))
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        requests = [ask(app).id for _n in range(LET_GO_A_DAY + 1)]
    claim, release = "/api/v1/requests/{}/claim", "/api/v1/requests/{}/release"
    named = {"responder_id": str(group)}
    for request_id in requests[:-1]:
        assert minh.client.post(claim.format(request_id), json=named).status_code == 201
        assert minh.client.post(release.format(request_id)).status_code == 200
    assert minh.client.post(claim.format(requests[-1]), json=named).status_code == 429
    assert huong.client.post(claim.format(requests[-1]), json=named).status_code == 201
    # Nor by the back door.
    assert minh.client.post(f"/api/v1/requests/{requests[-1]}/take-over").status_code == 429


def test_by_the_pages(taken: Group, people: People) -> None:
    shop, page = people.shop.browser, f"/requests/{taken.request_id}"
    assert "Minh (Bếp Yêu Thương)" in words(shop.page("/mine"))
    assert "Minh (Bếp Yêu Thương)" in words(shop.page(page))
    assert shop.send(page, action="/take-over").status_code == 303
    assert SECRETS["address"] in words(shop.page(page))
    owner = people.huong.browser
    assert owner.send(page, action="/release").status_code == 303
    assert secrets_in(words(owner.page(page))) == []
