"""Where staff must have a second factor, who has none reaches nothing of the desk."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from connect.foundation.config import Settings, read_settings
from tests.accounts.second_steps import Clock, is_in, turned_on
from tests.people import PASSWORD, People, a_request
from tests.web import browser_of, words


@pytest.fixture
def asked_of_staff(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "CONNECT", replace(settings, staff_second_factor=True))


@pytest.mark.usefixtures("asked_of_staff")
@pytest.mark.parametrize("who", ["chi_lan", "root"])
def test_the_desk_opens_once_it_is_on(
    app: Flask, people: People, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = people.ba_tu.client.post("/api/v1/requests", json=a_request()).get_json()
    person = getattr(people, who)
    browser = browser_of(app)
    answer = browser.send("/sign-in", phone=person.phone, password=PASSWORD)
    assert answer.location == "/account/second-step"
    assert "Bàn điều phối của bạn mở" in words(browser.page("/account/second-step"))
    assert "xác minh hai bước" in words(browser.page("/desk", 403))
    case, request = f"/api/v1/desk/requests/{told['id']}", f"/api/v1/requests/{told['id']}"
    for path in ("/api/v1/desk/requests", case):
        assert person.client.get(path).status_code == 403
    assert "phone" not in person.client.get(request).get_json()
    turned_on(person, Clock(monkeypatch))
    assert not is_in(browser)
    for path in ("/api/v1/desk/requests", case):
        assert person.client.get(path).status_code == 200
    assert person.browser.get("/desk").status_code == 200


@pytest.mark.usefixtures("asked_of_staff")
def test_nobody_else_is_led_to_it(app: Flask, people: People) -> None:
    browser = browser_of(app)
    answer = browser.send("/sign-in", phone=people.minh.phone, password=PASSWORD)
    assert answer.location == "/mine"
    assert "Bàn điều phối" not in words(browser.page("/account/second-step"))


def test_it_is_not_asked_of_staff_by_default(people: People, tmp_path: Path) -> None:
    assert not read_settings({}, root=tmp_path).staff_second_factor
    assert read_settings({"CONNECT_STAFF_SECOND_FACTOR": "on"}, root=tmp_path).staff_second_factor
    assert people.chi_lan.browser.get("/desk").status_code == 200
