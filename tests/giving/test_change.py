"""A gift is changed by its giver, and has a picture: with what is kept, what is given, and when."""

import base64
import io
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from connect.foundation.database import db
from connect.foundation.pictures import SMALL_SIDE
from connect.giving import taking
from connect.giving.models import GiftPhoto
from connect.giving.states import Side
from connect.responders import vouch
from tests.diary.pictures import a_picture, bomb, with_secrets
from tests.giving.giving import DOOR, HERE, gift_now, give, is_listed
from tests.page import values_of
from tests.people import People, Person, count
from tests.situations import help_from
from tests.web import Browser, browser_of

FIELDS: dict[str, Any] = {
    "what": "Sữa hộp",
    "category": "food",
    "much": "1.000 hộp",
    "brings": "1000",
    "hours": "buổi sáng",
    "note": "Còn hạn dùng",
}


@pytest.fixture
def gift_id(app: Flask, people: People) -> uuid.UUID:
    """Twelve textbooks of Hương's."""
    with app.test_request_context():
        return give(app, people.huong.account()).id


def edit(who: Person, gift_id: uuid.UUID, **changes: Any) -> int:
    return who.browser.send(f"/giving/{gift_id}/edit", **(FIELDS | changes)).status_code


def taken(app: Flask, people: People, gift_id: uuid.UUID, amount: int, *acts: str) -> uuid.UUID:
    """A part that Minh has, as far as these acts bring it."""
    with app.test_request_context():
        kept_id = taking.reserve(gift_id, amount, people.minh.account()).id
        for act in acts:
            getattr(taking, act)(kept_id, Side.GIVER, "giver")
        return kept_id


def test_everything_is_changed_and_the_place_stays_unless_another_is_said(
    app: Flask, people: People, client: Browser, gift_id: uuid.UUID
) -> None:
    page = people.huong.browser.page(f"/giving/{gift_id}/edit")
    shown = values_of(page.form())
    assert shown["what"] == ["Sách giáo khoa lớp 5"]
    assert shown["much"] == ["12 quyển"]
    assert DOOR not in page.root.text()
    assert edit(people.huong, gift_id) == 303
    with app.test_request_context():
        gift = gift_now(gift_id)
        assert (gift.what, gift.amount, gift.available, gift.unit) == ("Sữa hộp", 1000, 1000, "hộp")
        assert (gift.goods, gift.category.code, gift.brings_m) == (["milk"], "food", 1000)
        assert (gift.address, gift.lat) == (DOOR, HERE.lat)
    assert "Sữa hộp" in client.page("/giving?goods=milk").root.text()
    assert "Sữa hộp" not in client.page("/giving?goods=textbooks").root.text()
    away = {"lat": str(HERE.lat + 0.2), "lon": str(HERE.lon), "place": "số 1 đường Mới"}
    assert edit(people.huong, gift_id, **away) == 303
    with app.test_request_context():
        gift = gift_now(gift_id)
        assert gift.address == "số 1 đường Mới"
        assert abs(gift.cell_lat - HERE.lat) > 0.1


def test_nobody_else_changes_it(app: Flask, people: People, gift_id: uuid.UUID) -> None:
    for other in (people.minh, people.chi_lan):  # who looks after the area takes it down at most
        browser = other.browser
        assert browser.get(f"/giving/{gift_id}/edit").status_code == 403
        sent = browser.post(f"/giving/{gift_id}/edit", data=FIELDS | browser.csrf())
        assert sent.status_code == 403
    stranger = browser_of(app)
    assert "/sign-in" in (stranger.get(f"/giving/{gift_id}/edit").location or "")
    assert people.huong.browser.get(f"/giving/{uuid.uuid4()}/edit").status_code == 404
    with app.test_request_context():
        assert gift_now(gift_id).what == "Sách giáo khoa lớp 5"


def test_while_it_is_kept_for_someone_it_stays_as_they_read_it(
    app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    huong = people.huong.browser
    form = values_of(huong.page(f"/giving/{gift_id}/edit").form())
    kept_id = taken(app, people, gift_id, 2)
    answer = huong.get(f"/giving/{gift_id}/edit")  # by a link that was still there
    assert answer.status_code == 303
    assert f"/giving/{gift_id}/edit" not in huong.page(f"/giving/{gift_id}").root.text()
    # Somebody came while the page was open.
    late = huong.post(f"/giving/{gift_id}/edit", data=form | FIELDS)
    assert late.status_code == 422
    with app.test_request_context():
        assert gift_now(gift_id).what == "Sách giáo khoa lớp 5"
        taking.release(kept_id, Side.TAKER, "taker")
    assert edit(people.huong, gift_id) == 303


def test_while_it_is_kept_for_someone_its_first_day_does_not_move_behind_their_time(
    app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    kept_id = taken(app, people, gift_id, 2, "agree")
    with app.test_request_context():
        later = (gift_now(gift_id).first_day + timedelta(days=3)).isoformat()
    huong, path = people.huong.client, f"/api/v1/gifts/{gift_id}"
    assert huong.patch(path, json={"first_day": later}).status_code == 409
    assert huong.patch(path, json={"note": "Gọi cửa giúp tôi"}).status_code == 200
    with app.test_request_context():
        taking.release(kept_id, Side.TAKER, "taker")
    assert huong.patch(path, json={"first_day": later}).status_code == 200


def test_a_change_takes_away_nothing_that_is_given_already(
    app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    taken(app, people, gift_id, 5, "agree", "collect")
    assert "5" in people.huong.browser.page(f"/giving/{gift_id}/edit").root.text()
    assert edit(people.huong, gift_id, much="4 quyển") == 422
    assert edit(people.huong, gift_id, much="6 quyển") == 303
    with app.test_request_context():
        assert (gift_now(gift_id).amount, gift_now(gift_id).available) == (6, 1)
    assert edit(people.huong, gift_id, much="5 quyển") == 303
    with app.test_request_context():
        assert gift_now(gift_id).state == "collected"
        assert not is_listed(gift_id)
    gone = people.huong.browser.get(f"/giving/{gift_id}/edit")
    assert gone.status_code == 303


@pytest.mark.parametrize(
    ("typed", "amount", "unit"),
    [
        ("12 quyển", 12, "quyển"),
        ("1,000 quyển", 1000, "quyển"),
        ("1,5 kg", 1, "1,5 kg"),
        ("3.5kg", 1, "3.5kg"),
        ("một thùng", 1, "một thùng"),
        ("", 1, ""),
    ],
)
def test_an_amount_is_what_people_meant(
    typed: str, amount: int, unit: str, app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    assert edit(people.huong, gift_id, much=typed) == 303
    with app.test_request_context():
        assert (gift_now(gift_id).amount, gift_now(gift_id).unit) == (amount, unit)
    # And comes back as it is.
    again = values_of(people.huong.browser.page(f"/giving/{gift_id}/edit").form())["much"]
    assert edit(people.huong, gift_id, much=again) == 303
    with app.test_request_context():
        assert (gift_now(gift_id).amount, gift_now(gift_id).unit) == (amount, unit)


@pytest.fixture
def vouched(app: Flask, people: People) -> None:
    """Hương is vouched for: everybody sees her pictures at once."""
    with app.test_request_context():
        vouch(help_from(people.huong.account()).id, people.root.account())


def pictures_of(client: Browser, gift_id: uuid.UUID) -> dict[str, Any] | None:
    found: dict[str, Any] | None = client.get(f"/api/v1/gifts/{gift_id}").get_json()["photo"]
    return found


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


@pytest.mark.usefixtures("vouched")
def test_a_picture_is_drawn_anew_and_stands_on_the_page_and_in_the_list(
    app: Flask, people: People, client: Browser, gift_id: uuid.UUID
) -> None:
    assert pictures_of(client, gift_id) is None
    file = (io.BytesIO(with_secrets()), "phone.jpg")
    assert edit(people.huong, gift_id, photo=file) == 303
    shown = pictures_of(client, gift_id)
    assert shown is not None
    stranger = browser_of(app)
    whole, small = (stranger.get(path(shown[name])) for name in ("url", "small"))
    for answer in (whole, small):
        assert answer.mimetype == "image/jpeg"
        assert "Set-Cookie" not in answer.headers
        assert b"Canary" not in answer.data
        with Image.open(io.BytesIO(answer.data)) as image:
            assert not image.getexif()
    with Image.open(io.BytesIO(small.data)) as image:
        assert image.size == (SMALL_SIDE, SMALL_SIDE)
    assert len(small.data) < 10_000
    page = client.page(f"/giving/{gift_id}").root
    assert path(shown["url"]) in {one["src"] for one in images(page)}
    [thumb] = images(client.page("/giving").root)
    assert (thumb["src"], thumb["loading"]) == (path(shown["small"]), "lazy")
    assert thumb["alt"]


def images(root: Any) -> list[dict[str, str]]:
    return [one.attributes for one in root.all("img")]


@pytest.mark.usefixtures("vouched")
def test_another_picture_has_another_address_and_no_picture_has_none(
    app: Flask, people: People, client: Browser, gift_id: uuid.UUID
) -> None:
    edit(people.huong, gift_id, photo=(io.BytesIO(a_picture(400, 300)), "a.jpg"))
    first = pictures_of(client, gift_id)
    edit(people.huong, gift_id)  # the picture stays while other things change
    assert pictures_of(client, gift_id) == first
    assert first is not None
    edit(people.huong, gift_id, photo=(io.BytesIO(a_picture(300, 400, "PNG")), "b.png"))
    second = pictures_of(client, gift_id)
    assert second is not None
    assert second["url"] != first["url"]
    assert client.get(path(first["url"])).status_code == 404
    edit(people.huong, gift_id, no_photo="y")
    assert pictures_of(client, gift_id) is None
    assert client.get(path(second["small"])).status_code == 404
    assert count(app, GiftPhoto) == 0


def test_what_is_no_picture_keeps_everything_typed(
    app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    sent = people.huong.browser.send(
        f"/giving/{gift_id}/edit", **FIELDS, photo=(io.BytesIO(bomb()), "a.png")
    )
    assert sent.status_code == 422
    assert "Sữa hộp" in sent.get_data(as_text=True)
    assert count(app, GiftPhoto) == 0


@pytest.mark.usefixtures("vouched")
@pytest.mark.parametrize("end", ["withdrawn", "collected"])
def test_the_picture_goes_with_the_gift(
    end: str, app: Flask, people: People, client: Browser, gift_id: uuid.UUID
) -> None:
    edit(people.huong, gift_id, much="1", photo=(io.BytesIO(a_picture()), "a.jpg"))
    shown = pictures_of(client, gift_id)
    assert shown is not None
    if end == "withdrawn":
        people.huong.client.delete(f"/api/v1/gifts/{gift_id}")
    else:
        taken(app, people, gift_id, 1, "agree", "collect")
        assert pictures_of(client, gift_id) is None
    assert client.get(path(shown["url"])).status_code == 404
    assert count(app, GiftPhoto) == 0


@pytest.mark.usefixtures("vouched")
def test_programs_send_it_as_base64_and_take_it_away(
    app: Flask, people: People, client: Browser
) -> None:
    def coded(file: bytes) -> str:
        return base64.b64encode(file).decode()

    huong = people.huong.client
    new = {"what": "Sách lớp 5", "location": {"lat": HERE.lat, "lon": HERE.lon}}
    made = huong.post("/api/v1/gifts", json=new | {"photo": coded(with_secrets())})
    assert made.status_code == 201
    url = f"/api/v1/gifts/{made.get_json()['id']}"
    assert client.get(path(made.get_json()["photo"]["url"])).status_code == 200
    for wrong in ("#", coded(b"not a picture"), coded(bomb()), "Ả", 5):
        refused = huong.patch(url, json={"photo": wrong})
        assert refused.status_code == 422, wrong
        assert list(refused.get_json()["errors"]) == ["photo"]
    assert people.minh.client.patch(url, json={"photo": None}).status_code == 403
    key = {"Idempotency-Key": "once"}
    [first, again] = [
        huong.patch(url, json={"photo": coded(a_picture())}, headers=key) for _n in range(2)
    ]
    assert first.get_json()["photo"] == again.get_json()["photo"]
    assert huong.patch(url, json={"photo": None}).get_json()["photo"] is None
    assert count(app, GiftPhoto) == 0


def test_whoever_leaves_takes_their_pictures_along(
    app: Flask, people: People, gift_id: uuid.UUID
) -> None:
    edit(people.huong, gift_id, photo=(io.BytesIO(a_picture()), "a.jpg"))
    held = people.huong.client.get("/api/v1/me/export").get_json()["gifts"]
    assert base64.b64decode(held[0]["photo"]).startswith(b"\xff\xd8")
    with app.test_request_context():
        assert db.session.query(GiftPhoto).count() == 1
    people.huong.client.delete("/api/v1/me")
    assert count(app, GiftPhoto) == 0
