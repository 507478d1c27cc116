"""What is given finds who asks for it, and the other way round: the nearest, and nobody else."""

import random
from typing import Any

import pytest
from flask import Flask

from connect.foundation.database import db
from connect.geo import Point, Whereabouts, distance_m
from connect.giving import matching, service
from connect.giving.finding import GiftSearch, find_gifts
from connect.goods import goods_called
from connect.help_requests import HelpRequest, ItemDetails
from connect.notifications.models import Notice
from tests.giving.giving import HERE, ask_for_books, gift_now, give
from tests.people import People
from tests.web import Browser

SERVICES = ("Tư vấn y khoa", "Đi chợ hộ", "Đưa đón")
WORDS = {
    "school_supplies": ["Sách lớp 5", "vở", "cặp sách", "máy tính bảng", "đồ chơi", ""],
    "food": ["gạo", "rau", "sữa", "một ít gì đó", ""],
    "other": ["quần áo", "mền", "nồi", ""],
}


@pytest.mark.parametrize(
    ("given", "item", "fits"),
    [
        (("school_supplies", ["textbooks"]), ("school_supplies", "Sách giáo khoa"), True),
        (("school_supplies", ["textbooks"]), ("school_supplies", "Vở, sách lớp 5"), True),
        (("school_supplies", ["textbooks"]), ("school_supplies", "Vở"), False),
        (("school_supplies", ["textbooks"]), ("school_supplies", ""), True),
        (("school_supplies", ["textbooks"]), ("school_supplies", "đồ cho bé"), True),
        (("school_supplies", []), ("school_supplies", "Vở"), True),
        (("food", ["rice"]), ("school_supplies", ""), False),
    ],
)
def test_which_gift_fits_which_item(
    given: tuple[str, list[str]], item: tuple[str, str], fits: bool, context: Flask
) -> None:
    gift = dict(zip(("category", "goods"), given, strict=True))
    wanted = dict(zip(("category", "goods"), item, strict=True))
    assert matching.fits(gift, wanted) == fits


def at_random(chance: random.Random) -> tuple[Whereabouts, str, str]:
    category = chance.choice(list(WORDS))
    point = Point(HERE.lat + chance.uniform(-0.2, 0.2), HERE.lon + chance.uniform(-0.2, 0.2))
    return Whereabouts(point=point), category, chance.choice(WORDS[category])


def test_the_nearest_that_fit_are_those_of_a_scan(app: Flask, people: People) -> None:
    chance = random.Random("gifts")
    with app.test_request_context():
        givers = [people.huong.account(), people.minh.account(), people.shop.account()]
        gifts, requests = [], []
        for n in range(45):
            where, category, words = at_random(chance)
            told: dict[str, Any] = {"what": words or "Đồ", "category": category, "where": where}
            gifts.append(give(app, givers[n % 3], **told).id)
        for n in range(60):
            where, category, words = at_random(chance)
            item = ItemDetails(category=category, goods=words)
            phone = f"+84912345{700 + n}"
            requests.append(ask_for_books(app, items=[item], where=where, phone=phone).id)
        all_gifts = [gift_now(id_) for id_ in gifts]
        all_requests = [db.session.get_one(HelpRequest, id_) for id_ in requests]
        found_any = 0
        for gift in all_gifts:
            cells = [
                (distance_m(gift.cell, Point(one.cell_lat, one.cell_lon)), str(one.id))
                for one in all_requests
                if matching.item_for(gift.card, one.card)
            ]
            expected = [id_ for far, id_ in sorted(cells) if far <= matching.WITHIN_M][:5]
            found = [str(one.request.id) for one in matching.requests_for(gift, 5)]
            assert found == expected
            found_any += len(found)
        for request in all_requests:
            near = [
                (distance_m(Point(request.cell_lat, request.cell_lon), gift.cell), str(gift.id))
                for gift in all_gifts
                if matching.item_for(gift.card, request.card)
            ]
            expected = [id_ for far, id_ in sorted(near) if far <= matching.WITHIN_M][:5]
            assert [one.card["id"] for one in matching.gifts_for(request, 5)] == expected
        assert found_any > 50


def test_pages_of_very_many_that_do_not_fit_are_passed_over(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "AT_ONCE", 4)
    with app.test_request_context():
        notebooks = [ItemDetails(category="school_supplies", goods="Vở")]
        for n in range(11):
            ask_for_books(app, items=notebooks, phone=f"+84912345{700 + n}")
        far = Whereabouts(point=Point(HERE.lat + 0.05, HERE.lon))
        wanted_id = ask_for_books(app, where=far).id
        gift = give(app, people.huong.account())
        assert [one.request.id for one in matching.requests_for(gift, 3)] == [wanted_id]


def test_a_new_gift_is_told_to_the_nearest_three_and_to_nobody_thrice_a_day(
    app: Flask, people: People
) -> None:
    def told() -> list[str]:
        asked = db.session.query(Notice).filter_by(kind="gift_near")
        return [str(one.request_id) for one in asked]

    with app.test_request_context():
        ids = []
        for n in range(4):
            where = Whereabouts(point=Point(HERE.lat + 0.01 * n, HERE.lon))
            ids.append(str(ask_for_books(app, where=where, phone=f"+84912345{700 + n}").id))
        huong = people.huong.account()
        give(app, huong)
        assert sorted(told()) == sorted(ids[:3])
        give(app, huong)
        give(app, huong)  # the first three have heard of two: the fourth is next
        assert {id_: told().count(id_) for id_ in ids} == dict(zip(ids, (2, 2, 2, 1), strict=True))
        assert service.TOLD_A_DAY == 2
        for notice in db.session.query(Notice):
            assert "Giấu" not in notice.text


def test_a_hidden_or_closed_request_hears_nothing(app: Flask, people: People) -> None:
    with app.test_request_context():
        ask_for_books(app, people.huong.account())  # the giver's own
        give(app, people.huong.account())
        assert db.session.query(Notice).filter_by(kind="gift_near").count() == 0


def test_the_list_is_by_place_kind_and_good(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        huong = people.huong.account()
        for lat, what in ((0.0, "Sách giáo khoa"), (0.02, "Gạo"), (0.04, "Sách và vở")):
            where = Whereabouts(point=Point(HERE.lat + lat, HERE.lon))
            give(app, huong, what=what, where=where)
        near = GiftSearch(near=HERE, goods="sach")
        assert [card["what"] for card, _far in find_gifts(near).found] == [
            "Sách giáo khoa",
            "Sách và vở",
        ]
        assert find_gifts(GiftSearch(near=HERE, goods="zzz")).found == []
        assert goods_called("zzz") == []
        assert len(find_gifts(GiftSearch(near=HERE, category="food")).found) == 1
        assert len(find_gifts(GiftSearch(near=HERE, within_m=1_000.0)).found) == 1
    place = f"near={HERE.lat},{HERE.lon}"
    for query in (f"{place}&goods=vở", "goods=notebooks", "category=school_supplies&limit=1"):
        items = client.get(f"/api/v1/gifts?{query}").get_json()["items"]
        assert [one["what"] for one in items] == ["Sách và vở"], query
    seen: list[str] = []
    query = f"{place}&limit=2"
    while query:
        page = client.get(f"/api/v1/gifts?{query}").get_json()
        seen += [one["what"] for one in page["items"]]
        query = f"{place}&limit=2&cursor={page['next']}" if page["next"] else ""
    assert seen == ["Sách giáo khoa", "Gạo", "Sách và vở"]
    cards = client.page(f"/giving?{place}&goods=sach").all("b")
    assert [one.text() for one in cards] == ["Sách giáo khoa", "Sách và vở"]
    client.page("/giving?place=tan+phong", 422)
    client.page("/giving?cursor=nonsense")


def test_what_is_done_for_somebody_is_no_kind_of_thing(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        ride = give(app, people.huong.account(), what="Xe lăn", category="transport").id
    huong = people.huong.browser
    pages = {
        "/giving/new": huong.page("/giving/new"),
        "/giving": client.page("/giving"),
        "its own": huong.page(f"/giving/{ride}/edit"),
        "its kind": client.page("/giving?category=transport"),
    }
    for url, page in pages.items():
        said = page.root.text()
        assert "Đồ dùng học tập" in said, url
        # A program may give under any kind: there it stays what it is.
        known = {one for one in SERVICES if one in said}
        assert known == ({"Đưa đón"} if url.startswith("its") else set()), url
