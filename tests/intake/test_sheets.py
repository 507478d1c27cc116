"""Numbered sheets: printed at the desk, sent from a phone by their code, typed in at the desk."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.consents import Channel, said_for
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest, erase_request
from connect.intake import service
from connect.intake.models import Intake, PaperForm
from connect.intake.serials import in_words, number_of, serial_of
from tests.intake.test_taking_down import CALL, send, the_only
from tests.page import values_of
from tests.people import People, count
from tests.situations import REQUESTER
from tests.web import Browser, browser_of, words


def a_sheet(app: Flask, people: People) -> tuple[str, str]:
    """The number of a blank sheet and the token of its code."""
    with app.test_request_context():
        [(sheet, token)] = service.print_sheets(1, people.chi_lan.account())
        return serial_of(sheet.id), token


def sent(browser: Browser, token: str, **changes: Any) -> Any:
    """Scans a sheet, fills in what stands on it, and sends it."""
    location = browser.get(f"/f/{token}").location
    form = values_of(browser.page(location).form())
    return browser.post(location, data=form | CALL | changes)


def used(app: Flask, people: People) -> tuple[str, str]:
    serial, token = a_sheet(app, people)
    assert sent(browser_of(app), token).status_code == 303
    return serial, token


def test_each_copy_has_a_number_and_a_code_of_its_own(app: Flask, people: People) -> None:
    browser = people.chi_lan.browser
    answer = browser.send("/desk/forms", action="", copies="3", hotline="1900 9095")
    page = answer.get_data(as_text=True)
    with app.app_context():
        serials = [serial_of(one.id) for one in db.session.query(PaperForm)]
    assert len(set(serials)) == 3
    for serial in serials:
        assert f"{serial[:3]} {serial[3:]}" in page
        assert in_words(serial, "vi") in page
        assert in_words(serial, "en") in page
    codes = re.findall(r"<svg[^>]*>.*?</svg>", page)
    assert len({code for code in codes if "qr" in code}) == 3
    assert "Tôi cần giúp" in page
    assert "I need help" in page
    assert "style=" not in page


@pytest.mark.parametrize("copies", ["0", "51", "-1", "viele"])
def test_no_more_than_fifty_at_once(app: Flask, people: People, copies: str) -> None:
    answer = people.chi_lan.browser.send("/desk/forms", action="", copies=copies)
    assert answer.status_code == 422
    assert count(app, PaperForm) == 0


def test_a_neighbours_phone_sends_it_without_an_account(app: Flask, people: People) -> None:
    serial, token = a_sheet(app, people)
    browser = browser_of(app)
    scanned = browser.get(f"/f/{token}")
    assert token not in scanned.location
    assert scanned.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in scanned.headers["Cache-Control"]
    answer = sent(browser, token)
    kept: HelpRequest = the_only(app, HelpRequest)
    assert answer.location == f"/requests/{kept.id}"
    assert "Bà Năm" in words(browser.page(answer.location))
    assert not kept.verified
    assert (the_only(app, Intake).way, the_only(app, Intake).taken_by_id) == ("paper", None)
    sheet = the_only(app, PaperForm)
    assert (sheet.request_id, serial_of(sheet.id)) == (kept.id, serial)
    with app.app_context():
        assert {one.channel for one in said_for(kept.id)} == {Channel.PAPER}
    # The same phone comes straight back to it.
    assert browser.get(f"/sheets/{serial}").location == f"/requests/{kept.id}"


def test_a_blank_code_is_single_use(app: Flask, people: People) -> None:
    serial, _token = used(app, people)
    first = the_only(app, HelpRequest)
    browser = browser_of(app)
    browser.get(f"/f/{_token}")
    again = browser.post(f"/sheets/{serial}", data=browser.csrf() | CALL | {"once": "another"})
    assert again.status_code == 200
    assert the_only(app, HelpRequest).id == first.id


def test_a_photo_of_the_code_alone_shows_nothing(app: Flask, people: People) -> None:
    serial, token = used(app, people)
    kept = the_only(app, HelpRequest)
    thief = browser_of(app)
    page = thief.page(thief.get(f"/f/{token}").location)
    assert "Bà Năm" not in words(page)
    assert kept.code not in words(page)
    wrong = thief.send(f"/sheets/{serial}", action="/open", phone="0912 345 600")
    assert wrong.status_code == 422
    assert "Bà Năm" not in words(thief.page(f"/requests/{kept.id}"))


def test_with_the_number_on_it_the_sheet_opens_its_request(app: Flask, people: People) -> None:
    serial, token = used(app, people)
    kept = the_only(app, HelpRequest)
    browser = browser_of(app)
    browser.get(f"/f/{token}")
    answer = browser.send(f"/sheets/{serial}", action="/open", phone=CALL["phone"])
    assert answer.location == f"/requests/{kept.id}"
    assert "Bà Năm" in words(browser.page(answer.location))


def test_of_somebody_alone_the_sheet_opens_its_request_too(app: Flask, people: People) -> None:
    """Nobody else may know of it: whoever has typed the number on the sheet is no stranger."""
    serial, token = a_sheet(app, people)
    assert sent(browser_of(app), token, concerns="alone").status_code == 303
    kept = the_only(app, HelpRequest)
    assert kept.shielded
    browser = browser_of(app)
    browser.get(f"/f/{token}")
    assert browser.get(f"/requests/{kept.id}").status_code == 404
    answer = browser.send(f"/sheets/{serial}", action="/open", phone=CALL["phone"])
    assert answer.location == f"/requests/{kept.id}"
    assert "Bà Năm" in words(browser.page(answer.location))


def test_the_number_is_no_secret_and_opens_nothing(app: Flask, people: People) -> None:
    serial, _token = used(app, people)
    blank, _other = a_sheet(app, people)
    stranger = browser_of(app)
    for one in (serial, blank, "1", "x", "9" * 30):
        assert stranger.get(f"/sheets/{one}").status_code == 404
        assert stranger.post(f"/sheets/{one}", data=stranger.csrf() | CALL).status_code == 404
        opened = stranger.post(f"/sheets/{one}/open", data=stranger.csrf() | CALL)
        assert opened.status_code == 404
    assert count(app, HelpRequest) == 1


def test_the_code_of_one_sheet_opens_no_other(app: Flask, people: People) -> None:
    serial, _token = used(app, people)
    _blank, other = a_sheet(app, people)
    browser = browser_of(app)
    browser.get(f"/f/{other}")
    assert browser.get(f"/sheets/{serial}").status_code == 404


def test_a_blank_sheet_runs_out(app: Flask, people: People) -> None:
    serial, token = a_sheet(app, people)
    with app.app_context(), transaction():
        db.session.query(PaperForm).one().expires_at = utcnow() - timedelta(seconds=1)
    browser = browser_of(app)
    assert browser.get(f"/f/{token}", follow_redirects=True).status_code == 410
    answer = browser.post(f"/sheets/{serial}", data=browser.csrf() | CALL)
    assert answer.status_code == 410
    assert count(app, HelpRequest) == 0
    # A sheet that was filled in before is still typed in at the desk.
    send(people.chi_lan.browser, "/desk/intake?way=paper", serial=serial)
    assert count(app, HelpRequest) == 1


def test_of_an_erased_request_the_sheet_tells_nothing(app: Flask, people: People) -> None:
    serial, token = used(app, people)
    with app.test_request_context():
        erase_request(the_only(app, HelpRequest).id, None, REQUESTER)
    browser = browser_of(app)
    assert browser.get(f"/f/{token}", follow_redirects=True).status_code == 410
    opened = browser.post(f"/sheets/{serial}/open", data=browser.csrf() | CALL)
    assert opened.status_code == 404


def test_no_log_line_holds_a_code(
    app: Flask, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    serial, token = used(app, people)
    with caplog.at_level(logging.DEBUG):
        for browser in (browser_of(app), browser_of(app)):
            browser.get(f"/f/{token}")
            browser.get(f"/f/{token[:-1]}")
            browser.send(f"/sheets/{serial}", action="/open", phone="0912 345 600")
    assert token[:-1] not in caplog.text
    assert "0912" not in caplog.text


def test_the_number_is_guessed_ten_times_an_hour_however_it_is_written(
    app: Flask, people: People, another_app: Callable[..., Flask]
) -> None:
    serial, token = used(app, people)
    browser = browser_of(another_app(limits=True))
    browser.get(f"/f/{token}")
    for turn in range(10):
        path = f"/sheets/{'0' * (turn % 3)}{serial}/open"
        form = browser.csrf() | {"phone": f"0912 345 6{turn:02}"}
        assert browser.post(path, data=form).status_code == 422
    form = browser.csrf() | {"phone": CALL["phone"]}
    assert browser.post(f"/sheets/0 {serial}/open", data=form).status_code == 429


def test_a_token_is_never_stored(app: Flask, people: People) -> None:
    _serial, token = a_sheet(app, people)
    assert len(token) >= 43  # 256 bits
    assert token not in the_only(app, PaperForm).token_hash


def test_typed_in_at_the_desk_it_is_noticed_the_second_time(app: Flask, people: People) -> None:
    serial, _token = a_sheet(app, people)
    lan = people.chi_lan.browser
    send(lan, "/desk/intake?way=paper", serial=f"{serial[:3]} {serial[3:]}")
    kept = the_only(app, HelpRequest)
    assert not kept.verified  # nobody has spoken with them
    assert the_only(app, PaperForm).request_id == kept.id
    lan.post("/language/en")
    page = send(
        lan, "/desk/intake?way=paper", serial=serial, phone="0912 345 692", looked_at=[str(kept.id)]
    )
    assert "has been typed in already" in words(page)
    assert count(app, HelpRequest) == 1


def test_a_number_tells_every_wrong_digit() -> None:
    serial = serial_of(4821)
    assert number_of(f" {serial[:3]} {serial[3:]} ") == 4821
    for place, digit in enumerate(serial):
        for wrong in set("0123456789") - {digit}:
            assert number_of(serial[:place] + wrong + serial[place + 1 :]) is None
    assert [number_of(odd) for odd in ("", "12", "²" * 7, "1" * 99)] == [None] * 4
