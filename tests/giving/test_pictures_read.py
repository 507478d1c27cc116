"""A coordinator looks at the picture of a gift before everybody does; the gift is there at once."""

import base64
import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.database import db
from connect.giving.models import GiftPhoto
from connect.notifications.models import Notice
from connect.responders import take_back, vouch
from tests.diary.pictures import a_picture
from tests.giving.giving import HERE
from tests.people import People, Person, count
from tests.plans import spoken
from tests.situations import help_from
from tests.web import Browser, browser_of, words

NEW = {"what": "Sách lớp 5", "location": {"lat": HERE.lat, "lon": HERE.lon}}


def given(who: Person) -> dict[str, Any]:
    """A gift with a picture, as its giver is answered."""
    photo = base64.b64encode(a_picture(40, 30)).decode()
    made = who.client.post("/api/v1/gifts", json=NEW | {"photo": photo})
    assert made.status_code == 201
    found: dict[str, Any] = made.get_json()
    return found


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def decide(who: Person, gift: dict[str, Any], act: str, **said: str) -> int:
    photo_id = path(gift["photo"]["url"]).rsplit("/", 1)[1]
    browser = who.browser
    sent = browser.post(f"/desk/gift-pictures/{photo_id}/{act}", data=said | browser.csrf())
    return sent.status_code


def seen_by_all(app: Flask, gift: dict[str, Any]) -> Any:
    return app.test_client().get(f"/api/v1/gifts/{gift['id']}").get_json()["photo"]


def test_until_it_is_shown_its_giver_and_coordinators_alone_see_it(
    app: Flask, people: People, client: Browser
) -> None:
    gift = given(people.huong)
    assert gift["photo"]["waiting"] is True
    url, small = (path(gift["photo"][name]) for name in ("url", "small"))
    assert seen_by_all(app, gift) is None
    [listed] = client.get("/api/v1/gifts").get_json()["items"]
    assert listed["photo"] is None
    for other in (browser_of(app), people.minh.browser, people.anh_ha.browser):
        assert [other.get(one).status_code for one in (url, small)] == [404, 404]
        assert url not in other.get(f"/giving/{gift['id']}").get_data(as_text=True)
    for may in (people.huong, people.chi_lan, people.root):
        answer = may.browser.get(url)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
        assert url in may.browser.get(f"/giving/{gift['id']}").get_data(as_text=True)
    assert url in people.huong.browser.get(f"/giving/{gift['id']}/edit").get_data(as_text=True)
    assert "1" in words(people.chi_lan.browser.page("/desk"))
    assert url in people.chi_lan.browser.get("/desk/gift-pictures").get_data(as_text=True)
    assert url not in people.anh_ha.browser.get("/desk/gift-pictures").get_data(as_text=True)
    assert decide(people.anh_ha, gift, "show") == 403
    assert decide(people.minh, gift, "show") == 403
    assert decide(people.chi_lan, gift, "show") == 303
    shown = seen_by_all(app, gift)
    assert shown["url"] == gift["photo"]["url"]
    assert "public" in client.get(url).headers["Cache-Control"]
    with app.app_context():
        assert audit.history(uuid.UUID(gift["id"]))[-1].action == "gift_picture_shown"


def test_refused_it_is_gone_and_its_giver_reads_why(app: Flask, people: People) -> None:
    gift = given(people.huong)
    assert decide(people.chi_lan, gift, "refuse", unfit="because") == 422
    assert decide(people.chi_lan, gift, "refuse", unfit="who_or_where") == 303
    assert seen_by_all(app, gift) is None
    assert count(app, GiftPhoto) == 0
    with app.app_context():
        [told] = db.session.query(Notice).filter_by(account_id=people.huong.id, kind="gift")
        assert "Sách lớp 5" in told.text
    # Once more, or after it was taken away, nothing happens.
    assert decide(people.chi_lan, gift, "show") == 303
    assert seen_by_all(app, gift) is None


@pytest.mark.parametrize("who", ["vouched for", "coordinates"])
def test_whom_one_knows_is_seen_at_once(app: Flask, people: People, who: str) -> None:
    gives = people.huong if who == "vouched for" else people.chi_lan
    with app.test_request_context():
        helper = help_from(people.huong.account()).id
        vouch(helper, people.root.account())
    assert seen_by_all(app, given(gives)) is not None
    with app.test_request_context():
        take_back(helper, people.root.account())
    assert (seen_by_all(app, given(people.huong))) is None


def test_another_picture_is_looked_at_again(app: Flask, people: People) -> None:
    gift = given(people.huong)
    decide(people.chi_lan, gift, "show")
    photo = base64.b64encode(a_picture(30, 40)).decode()
    answer = people.huong.client.patch(f"/api/v1/gifts/{gift['id']}", json={"photo": photo})
    second = answer.get_json()
    assert second["photo"]["waiting"] is True
    assert seen_by_all(app, gift) is None
    # A word about the one before shows nothing of the one that came since.
    assert decide(people.chi_lan, gift, "show") == 303
    assert seen_by_all(app, gift) is None
    people.huong.client.delete(f"/api/v1/gifts/{gift['id']}")
    assert count(app, GiftPhoto) == 0


def test_a_picture_is_read_only_to_be_sent(app: Flask, people: People) -> None:
    gift = given(people.huong)
    small = path(gift["photo"]["small"])
    with app.app_context(), spoken() as heard:
        assert "Sách lớp 5" in words(people.chi_lan.browser.page("/desk/gift-pictures"))
        assert people.huong.browser.get(small).status_code == 200
    assert not any("gift_photo.jpeg" in one for one, _told in heard)
    assert sum("gift_photo.small" in one for one, _told in heard) == 1
