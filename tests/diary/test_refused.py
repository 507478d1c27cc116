"""Who may not write, decide, look or object; and what may not be said in public."""

import io

import pytest
from flask import Flask

from connect.accounts import Role
from connect.diary import deciding
from connect.diary.models import Entry
from connect.foundation import photo_field, pictures
from connect.foundation.database import db, transaction
from connect.help_requests import service
from tests.diary.pictures import a_picture, bomb, png_of
from tests.diary.thanking import (
    WORDS,
    by_link,
    decide,
    entry_now,
    id_now,
    photos,
    say_thanks,
    state_now,
    url_of,
)
from tests.people import People, count
from tests.situations import (
    REQUESTER,
    SECRETS,
    a_group,
    ask,
    assignments_of,
    request_now,
    situation,
)
from tests.web import Browser, Page, browser_of, values_of, words


@pytest.mark.parametrize("who", ["stranger", "nobody", "huong", "chi_lan", "root"])
def test_only_who_asked_can_thank(who: str, app: Flask, people: People) -> None:
    here = situation(app, people, "fulfilled")
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    answer = browser.post(url_of(here), data={"text": WORDS} | browser.csrf())
    assert answer.status_code == (302 if who == "stranger" else 403)
    assert count(app, Entry) == 0


@pytest.mark.parametrize("state", ["open", "claimed", "delivered", "closed"])
def test_nobody_is_thanked_before_it_has_arrived(
    state: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, state)
    by_link(client, here)
    assert client.get(url_of(here)).status_code == 303
    typed = {"text": WORDS, "keep": f"thanks-{here.request_id}"}
    sent = client.post(url_of(here), data=typed | client.csrf())
    assert sent.status_code == 409
    assert WORDS in sent.get_data(as_text=True)  # and nobody says that they were taken
    assert "kept-" not in str(sent.headers)
    assert count(app, Entry) == 0
    assert "muốn cảm ơn không" not in words(client.page(f"/requests/{here.request_id}"))


def test_who_asked_for_somebody_else_gives_no_consent_for_them(app: Flask, people: People) -> None:
    """A coordinator posts by phone for Bà Tư: the thanks are hers, by the link."""
    with app.test_request_context():
        request_id = ask(app, people.chi_lan.account()).id
    lan = people.chi_lan.browser
    answer = lan.get(f"/requests/{request_id}/thanks")
    assert answer.status_code == 403
    assert "muốn cảm ơn không" not in words(lan.page(f"/requests/{request_id}"))


@pytest.mark.parametrize(
    "text",
    [
        "Cảm ơn con, gọi bác 0912 345 678 nhé",
        "Cảm ơn! sđt0912345678",
        f"Cảm ơn đã tới tận {SECRETS['address']}",
        f"Cam on da toi {SECRETS['address'].upper()}!",
    ],
)
def test_what_leads_to_a_door_is_kindly_refused(
    text: str, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    answer = say_thanks(client, here, text=text, public=True)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "Xin bạn bỏ" in words(page)
    assert "chọn lại ảnh" not in words(page)
    kept = values_of(page.form())
    assert kept["text"] == [text]
    assert kept["public"] == ["y"]
    assert count(app, Entry) == 0
    # To the helper alone, who knew the door, it may be said.
    assert say_thanks(client, here, text=text).status_code == 303


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("words", b"not a picture"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("bomb.png", bomb()),
        ("half.jpg", a_picture()[:2000]),
        ("broken.png", png_of(10, 10, b"x")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_that_cannot_be_read_is_said_and_the_words_stay(
    name: str, file: bytes, app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    form = by_link(client, here).page(url_of(here)).form()
    sent = values_of(form) | {"text": WORDS, "photo": (io.BytesIO(file), name)}
    answer = client.post(url_of(here), data=sent)
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "không đọc được ảnh này" in words(page)
    assert values_of(page.form())["text"] == [WORDS]
    assert count(app, Entry) == 0


def test_while_others_pictures_are_read_the_words_stay(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    monkeypatch.setattr(pictures, "PATIENCE_S", 0.01)
    with pictures._table:
        answer = say_thanks(client, here, photo=a_picture(40, 30))
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "đang có nhiều ảnh gửi tới" in words(page)
    assert values_of(page.form())["text"] == [WORDS]
    assert say_thanks(client, here, photo=a_picture(40, 30)).status_code == 303


def test_a_picture_is_read_without_a_connection(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = situation(app, people, "fulfilled")
    held = []

    def read(file: bytes) -> pictures.Picture:
        held.append(db.session().in_transaction())
        return pictures.read_picture(file)

    monkeypatch.setattr(photo_field, "read_picture", read)
    assert say_thanks(by_link(client, here), here, photo=a_picture(40, 30)).status_code == 303
    assert held == [False]


def test_words_that_are_refused_ask_for_the_picture_again(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    answer = say_thanks(client, here, text="Gọi 0912,345,678", photo=a_picture(), public=True)
    assert answer.status_code == 422
    assert "chọn lại ảnh" in words(Page(answer.get_data(as_text=True)))


def test_words_are_needed_and_bounded(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    for text in ("", " \u200b ", "x" * 601):
        assert say_thanks(client, here, text=text).status_code == 422
    assert count(app, Entry) == 0


def test_a_photo_larger_than_other_posts_comes_in_and_no_larger(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    by_link(client, here)
    large = a_picture(4000, 3000, "PNG", compress_level=0)[:5_000_000]
    assert say_thanks(client, here, photo=large).status_code == 422  # read, and cut off
    assert say_thanks(client, here, photo=b"\0" * 10_500_000).status_code == 413
    # Elsewhere it is as before.
    other = {"text": "x" * 1_200_000} | client.csrf()
    assert client.post(f"/requests/{here.request_id}/messages", data=other).status_code == 413
    assert say_thanks(client, here, photo=a_picture(4000, 3000)).status_code == 303
    assert len(photos(app)) == 1


def test_a_forged_post_is_refused(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, "fulfilled")
    assert by_link(client, here).post(url_of(here), data={"text": WORDS}).status_code == 400
    assert count(app, Entry) == 0


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
