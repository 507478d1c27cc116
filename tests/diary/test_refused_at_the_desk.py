"""Who may not decide what is shown, agree or object; and what is gone meanwhile."""

import pytest
from flask import Flask

from connect.accounts import Role
from connect.diary import deciding
from connect.diary.models import Entry
from connect.foundation.database import db, transaction
from connect.help_requests import service
from tests.diary.thanking import (
    WORDS,
    by_link,
    decide,
    entry_now,
    id_now,
    say_thanks,
    state_now,
    url_of,
)
from tests.people import People, count
from tests.situations import REQUESTER, a_group, assignments_of, request_now, situation
from tests.web import Browser, browser_of, words


@pytest.mark.parametrize("who", ["stranger", "nobody", "huong", "ba_tu", "anh_ha"])
@pytest.mark.parametrize("how", ["show", "refuse"])
def test_only_the_coordinators_of_the_area_decide(
    how: str, who: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    url = f"/desk/diary/{id_now(app, here)}/{how}"
    answer = browser.post(url, data={"refusal": "other"} | browser.csrf())
    assert answer.status_code == (302 if who == "stranger" else 403)
    assert state_now(app, here) == "waiting"
    desk = browser.get("/desk/diary")
    if who == "anh_ha":
        assert WORDS not in desk.get_data(as_text=True)
    else:
        assert desk.status_code in (302, 403)
    photo = browser.get(f"{url_of(here)}/photo")
    assert photo.status_code == 404


@pytest.mark.parametrize("way", ["author", "asker", "same phone", "helper", "member"])
def test_nobody_decides_on_their_own(way: str, app: Flask, client: Browser, people: People) -> None:
    """Nor does it stand on their desk, or count there: it waits for somebody else."""
    here = situation(app, people, "fulfilled")
    author = people.ba_tu.browser if way == "author" else by_link(client, here)
    say_thanks(author, here, public=True)
    named = {"author": "ba_tu", "asker": "ba_tu", "helper": "huong"}.get(way, "nobody")
    judge, founder = getattr(people, named), people.minh
    with app.test_request_context(), transaction():
        account = judge.account()
        if way == "same phone":
            request_now(here.request_id).phone = account.phone
        if way == "member":
            group = a_group(founder.account(), account)
            [brought] = assignments_of(here.request_id)
            brought.responder_id = group.id
        account.role, account.area_codes = Role.COORDINATOR, ["79"]
    browser = judge.browser
    assert WORDS not in words(browser.page("/desk/diary"))
    assert "1 lời cảm ơn chờ đọc" not in words(browser.page("/desk"))
    for how in ("show", "refuse"):
        url = f"/desk/diary/{id_now(app, here)}/{how}"
        answer = browser.post(url, data={"refusal": "other"} | browser.csrf())
        assert answer.status_code == 403
    assert state_now(app, here) == "waiting"
    assert WORDS in words(people.chi_lan.browser.page("/desk/diary"))


def test_a_coordinator_without_an_area_decides_on_nothing(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    nobody = people.nobody
    with app.test_request_context(), transaction():
        nobody.account().role = Role.COORDINATOR
        entry = db.session.query(Entry).one()
        entry.ward_code = entry.province_code = None
    browser = nobody.browser
    assert browser.get("/desk/diary").status_code == 403
    answer = browser.post(f"/desk/diary/{id_now(app, here)}/show", data=browser.csrf())
    assert answer.status_code == 403
    assert state_now(app, here) == "waiting"
    # What has no place is for the admins.
    decide(people.root.browser, app, here, "show")
    assert state_now(app, here) == "shown"


def test_the_desk_says_how_many_more_wait(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "WAITING_SHOWN", 1)
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    lan = people.chi_lan.browser
    assert "lời khác" not in words(lan.page("/desk/diary"))
    second = situation(app, people, "fulfilled")
    say_thanks(by_link(client, second), second, public=True)
    assert "Còn 1 lời khác" in words(lan.page("/desk/diary"))


@pytest.mark.parametrize("refusal", ["", "because", "\u0000"])
def test_a_refusal_needs_a_reason(
    refusal: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    lan = people.chi_lan.browser
    url = f"/desk/diary/{id_now(app, here)}/refuse"
    assert lan.post(url, data={"refusal": refusal} | lan.csrf()).status_code == 422
    assert state_now(app, here) == "waiting"


def test_what_was_taken_back_meanwhile_is_not_shown(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    lan, url = people.chi_lan.browser, f"/desk/diary/{id_now(app, here)}/show"
    client.send(f"/requests/{here.request_id}", action="/take-back")
    assert lan.post(url, data=lan.csrf()).location == "/desk/diary"
    assert "rút lại, hoặc đã có người xét" in words(lan.page("/desk/diary"))
    say_thanks(client, here, public=True)
    decide(people.chi_lan.browser, app, here, "show")
    again = lan.post(f"/desk/diary/{id_now(app, here)}/show", data=lan.csrf())
    assert again.status_code == 303
    assert "rút lại, hoặc đã có người xét" in words(lan.page("/desk/diary"))


@pytest.mark.parametrize("what", ["name", "object"])
def test_only_who_is_thanked_agrees_or_objects(
    what: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    say_thanks(by_link(client, here), here, public=True)
    for browser in (client, browser_of(app), people.minh.browser, people.chi_lan.browser):
        answer = browser.post(f"{url_of(here)}/{what}", data={"named": "yes"} | browser.csrf())
        assert answer.status_code in (302, 403)
    entry = entry_now(app, here)
    assert entry is not None
    assert (entry.helper_name, entry.objected) == ("", False)


def test_an_erased_request_has_no_author_any_more(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    with app.test_request_context():
        assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    sent = client.post(url_of(here), data={"text": WORDS} | client.csrf())
    assert sent.status_code in (302, 403)
    assert count(app, Entry) == 0


def test_the_state_is_asked_again_when_it_is_kept(
    app: Flask, client: Browser, people: People
) -> None:
    """The page was open when it arrived nowhere: confirm, then thank, works; before, not."""
    here = situation(app, people, "delivered")
    by_link(client, here)
    form = {"text": WORDS, "once": "w"} | client.csrf()
    client.post(url_of(here), data=form)
    assert count(app, Entry) == 0
    with app.test_request_context():
        service.confirm(here.request_id, None, REQUESTER)
    client.post(url_of(here), data=form)
    assert count(app, Entry) == 1
