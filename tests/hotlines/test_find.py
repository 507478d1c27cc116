"""Whom to call: what saves a life first, then what is near, then the rest of the country."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect import hotlines
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest
from tests.people import HOAN_KIEM, People
from tests.situations import a_hotline, situation
from tests.web import Browser, words

TAN_HUNG, HCMC, HA_NOI = "27475", "79", "01"


@pytest.fixture
def known(app: Flask, people: People) -> Callable[..., str]:
    """Adds a hotline as an admin; its id."""
    root = people.root

    def add(**told: object) -> str:
        with app.test_request_context():
            return str(hotlines.add(root.account(), a_hotline(**told)).id)

    return add


def names(browser: Browser, **query: str) -> list[str]:
    answer = browser.get("/api/v1/hotlines", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    assert answer.get_json()["next"] is None
    return [one["name"] for one in answer.get_json()["items"]]


def test_where_life_is_in_danger_comes_first_then_near_then_the_country(
    client: Browser, known: Callable[..., str]
) -> None:
    known(name_vi="Đài thiên văn", topics=["authority"])
    known(name_vi="Ấm lòng", topics=["food"])
    known(name_vi="Bếp ăn Quận 7", area_code=HCMC, topics=["food"])
    known(name_vi="Trạm y tế Tân Hưng", area_code=TAN_HUNG, topics=["medical_advice"])
    known(name_vi="Hà Nội ấm áp", area_code=HA_NOI, topics=["food"])
    known(name_vi="Cấp cứu", phones=["115"], topics=["emergency"])
    known(name_vi="Công an", phones=["113"], topics=["emergency"])
    assert names(client, ward=TAN_HUNG) == [
        *("Công an", "Cấp cứu", "Trạm y tế Tân Hưng", "Bếp ăn Quận 7", "Ấm lòng", "Đài thiên văn"),
    ]
    assert names(client, ward=HCMC) == [
        *("Công an", "Cấp cứu", "Bếp ăn Quận 7", "Ấm lòng", "Đài thiên văn"),
    ]
    assert names(client) == ["Công an", "Cấp cứu", "Ấm lòng", "Đài thiên văn"]
    here = f"{HOAN_KIEM['lat']},{HOAN_KIEM['lon']}"
    assert names(client, near=here, topic="food") == ["Hà Nội ấm áp", "Ấm lòng"]


@pytest.mark.parametrize("place", ["tân hưng, q7", "TAN HUNG Q7", "phuong tan hung, tphcm"])
def test_a_place_is_found_as_people_type_it(
    place: str, client: Browser, known: Callable[..., str]
) -> None:
    known(name_vi="Trạm y tế", area_code=TAN_HUNG)
    shown = words(client.page(f"/hotlines?place={place}"))
    assert "Trạm y tế" in shown
    assert "Phường Tân Hưng, Thành phố Hồ Chí Minh" in shown


def test_a_province_alone_is_enough(client: Browser, known: Callable[..., str]) -> None:
    known(name_vi="Trạm y tế", area_code=TAN_HUNG)
    known(name_vi="Cổng 1022", area_code=HCMC, phones=["1022"])
    shown = client.page("/hotlines?place=tphcm")
    assert "Cổng 1022" in words(shown)
    assert "Trạm y tế" not in words(shown)
    # The filters keep the place.
    assert any("ward=79" in one.attributes["href"] for one in shown.root.all("a"))


def test_a_name_of_several_places_asks_which(client: Browser) -> None:
    shown = client.page("/hotlines?place=tan phong", 422)
    choices = [one.attributes["href"] for one in shown.root.all("a")]
    assert sum(href.startswith("/hotlines?ward=") for href in choices) > 1
    client.page("/hotlines?place=zzzz+qqq", 422)
    client.page("/hotlines?ward=nonsense", 422)


def test_a_number_is_called_as_it_is_dialled(client: Browser, known: Callable[..., str]) -> None:
    known(phones=["113", "19009095", "1900969680", "+84963061414"])
    links = [one for one in client.page("/hotlines").root.all("a") if "tel:" in str(one.attributes)]
    assert [one.attributes["href"] for one in links] == [
        *("tel:113", "tel:19009095", "tel:1900969680", "tel:+84963061414"),
    ]
    shown = [number.text() for link in links for number in link.all("b")]
    assert shown == ["113", "1900 9095", "1900 969 680", "0963 061 414"]


def test_it_says_when_somebody_last_called_or_that_nobody_has(
    client: Browser, app: Flask, people: People, known: Callable[..., str]
) -> None:
    never = known(name_vi="Chưa ai gọi")
    checked = known(name_vi="Đã gọi")
    root = people.root
    with app.test_request_context():
        [one] = [h for h in hotlines.each_hotline() if str(h.id) == checked]
        hotlines.verify(root.account(), one.id, one.phones)
    today = utcnow().astimezone(HOME_ZONE).date()
    told = {
        one["id"]: one["verified_on"] for one in client.get("/api/v1/hotlines").get_json()["items"]
    }
    assert told == {never: None, checked: today.isoformat()}
    client.set_cookie("language", "vi")
    shown = words(client.page("/hotlines"))
    assert "Chưa ai gọi thử" in shown
    assert f"{today:%d/%m/%Y}" in shown
    assert f"{today - timedelta(1):%d/%m/%Y}" not in shown


def test_each_reads_it_in_their_language(client: Browser, known: Callable[..., str]) -> None:
    known(name_vi="Công an", name_en="Police", note_vi="Bị cướp", note_en="Robbery")
    known(name_vi="Chỉ có tiếng Việt", phones=["114"])
    client.set_cookie("language", "en")
    shown = words(client.page("/hotlines"))
    assert "Police" in shown
    assert "Robbery" in shown
    assert "Công an" not in shown
    assert "Chỉ có tiếng Việt" in shown


def test_a_program_is_told_what_it_asked_wrongly(client: Browser) -> None:
    for query in ("topic=football", "near=1", "ward=nonsense"):
        answer = client.get(f"/api/v1/hotlines?{query}")
        assert answer.status_code == 422, query
        assert list(answer.get_json()["errors"]) == [query.partition("=")[0]]


def test_the_page_that_may_be_read_in_danger_has_a_way_out(
    client: Browser, known: Callable[..., str]
) -> None:
    known(topics=["violence", "food"])
    for query, there in (("", False), ("?topic=food", False), ("?topic=violence", True)):
        ways = [
            one
            for one in client.page(f"/hotlines{query}").root.all("a")
            if "data-exit" in one.attributes
        ]
        assert len(ways) == there
        for way in ways:
            assert "noreferrer" in way.attributes["rel"]
            assert way.attributes["href"].startswith("https://")


@pytest.mark.parametrize("category", ["food", "shelter"])
def test_the_thanks_for_a_roof_have_a_way_out_too(
    category: str, app: Flask, people: People
) -> None:
    here = situation(app, people, "fulfilled")
    with app.app_context(), transaction():
        request = db.session.get_one(HelpRequest, here.request_id)
        items = [item | {"category": category} for item in request.card["items"]]
        request.card = request.card | {"items": items}
    for path in ("", "/thanks"):
        page = people.ba_tu.browser.page(f"/requests/{here.request_id}{path}")
        ways = [one for one in page.root.all("a") if "data-exit" in one.attributes]
        assert len(ways) == (category == "shelter"), path
