"""Places of one name: offered, chosen, and kept through mistakes elsewhere in the form."""

from typing import Any

import pytest
from flask import Flask

from connect.foundation.database import db
from connect.geo import GeocodedPlace, Point, place_by_code
from connect.help_requests import HelpRequest
from connect.responders import Responder
from tests.page import Page, values_of
from tests.people import People, count
from tests.typed import ASK, ONE_PAGE, REGISTER
from tests.web import Browser


def test_places_of_the_same_name_are_offered_and_the_choice_is_taken(
    app: Flask, client: Browser
) -> None:
    answer = client.send(ONE_PAGE, **ASK | {"place": "Phường Tân Phong"})
    page = Page(answer.get_data(as_text=True))
    choices = choices_on(page)
    assert len(choices) >= 2
    form = values_of(page.form()) | {"place_choice": choices[1]}
    assert client.post(ONE_PAGE, data=form).status_code == 303
    assert count(app, HelpRequest) == 1


def choices_on(page: Page) -> list[str]:
    return [
        one.attributes["value"]
        for one in page.all("input")
        if one.attributes.get("name") == "place_choice" and one.attributes.get("type") == "radio"
    ]


@pytest.mark.parametrize("url", [ONE_PAGE, "/responders/new"])
def test_a_choice_of_places_outlives_a_mistake_elsewhere(
    url: str, app: Flask, people: People
) -> None:
    browser = people.huong.browser
    told = {ONE_PAGE: ASK, "/responders/new": REGISTER | {"lat": "", "lon": ""}}[url]
    asked = browser.send(url, **told | {"place": "Phường Tân Phong"})
    page = Page(asked.get_data(as_text=True))
    choices = choices_on(page)
    wrong = values_of(page.form()) | {"place_choice": choices[1], "phone": "12"}
    answer = browser.post(url, data=wrong)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    place = place_by_code(choices[1])
    assert place is not None
    assert place.full_name in page.root.text()
    assert choices_on(page) == []
    kept = values_of(page.form())
    assert kept["place_choice"] == [choices[1]]
    # The choice counts for the words it was offered for, and for no others.
    other = browser.post(url, data=kept | {"place": "Phường Tân Hưng"})
    page = Page(other.get_data(as_text=True))
    assert len(choices_on(page)) >= 2
    assert "place_choice" not in values_of(page.form())
    assert browser.post(url, data=kept | {"phone": "0912 345 603"}).status_code == 303
    with app.test_request_context():
        model: type[Any] = HelpRequest if url == ONE_PAGE else Responder
        saved = db.session.query(model).one()
        assert (saved.lat, saved.lon) == (place.lat, place.lon)


def test_a_district_of_several_can_be_chosen_and_a_province_cannot(
    app: Flask, client: Browser
) -> None:
    answer = client.send(ONE_PAGE, **ASK | {"place": "Huyện Châu Thành"})
    page = Page(answer.get_data(as_text=True))
    choices = choices_on(page)
    assert len(choices) >= 2
    for choice in ("79", "00000", "1,2,3", "91,0 x", ",", "x" * 5_000, "63-"):
        refused = client.post(ONE_PAGE, data=values_of(page.form()) | {"place_choice": choice})
        assert refused.status_code == 422, choice
    form = values_of(page.form()) | {"place_choice": choices[0]}
    assert client.post(ONE_PAGE, data=form).status_code == 303
    assert count(app, HelpRequest) == 1


def test_a_choice_from_an_outside_geocoder_outlives_a_mistake_too(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [
        GeocodedPlace("12 Lê Lợi, <b>Bến Thành</b>", Point(10.7738, 106.7035), None),
        GeocodedPlace("12 Lê Lợi, Hà Nội", Point(21.0285, 105.8542), None),
    ]
    monkeypatch.setattr("connect.geo.locating.geocode", lambda *_words, **_settings: found)
    page = Page(client.send(ONE_PAGE, **ASK).get_data(as_text=True))
    wrong = values_of(page.form()) | {"place_choice": choices_on(page)[0], "phone": "12"}
    page = Page(client.post(ONE_PAGE, data=wrong).get_data(as_text=True))
    assert found[0].label in page.root.text()
    kept = values_of(page.form()) | {"phone": "0912 345 603"}
    assert client.post(ONE_PAGE, data=kept).status_code == 303
    with app.test_request_context():
        saved = db.session.query(HelpRequest).one()
        assert (saved.lat, saved.lon, saved.address) == (10.7738, 106.7035, ASK["place"])
