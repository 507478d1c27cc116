"""A shop's own page: what it has, when it is open, how to reach it, what search engines read."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.responders import GoodDetails, members
from connect.suppliers.opening import besides, days_ahead, opening
from connect.suppliers.structured import structured
from tests.page import Page
from tests.people import People
from tests.situations import HERE, a_group, help_from, responder_now
from tests.web import Browser, words

# A Wednesday, 08:00 in Viet Nam: a holiday, and so is the day after.
MORNING = datetime(2031, 4, 30, 1, 0, tzinfo=UTC)


def a_shop(app: Flask, people: People, **changes: Any) -> uuid.UUID:
    told: dict[str, Any] = {
        "kind": "supplier",
        "name": "Tạp hoá Cô Sáu",
        "point": HERE,
        "address": "45 Lâm Văn Bền",
        "phone": "+842838221234",
        "opening_hours": "Mo-Sa 06:00-20:00; Su off",
        "goods": [
            GoodDetails(name="Khẩu trang", stock="out"),
            GoodDetails(name="Sữa tươi", stock="low", price=36_000),
            GoodDetails(name="Gạo ST25", price=32_000),
        ],
    }
    with app.test_request_context():
        return help_from(people.shop.account(), **(told | changes)).id


def data_of(page: Page) -> dict[str, Any]:
    [script] = [
        one for one in page.all("script") if one.attributes.get("type") == "application/ld+json"
    ]
    told = json.loads("".join(script.words))
    assert isinstance(told, dict)
    return told


def test_everybody_reads_what_it_has_and_how_to_reach_it(
    app: Flask, people: People, client: Browser
) -> None:
    page = client.page(f"/suppliers/{a_shop(app, people)}")
    text = words(page)
    for said in ("Tạp hoá Cô Sáu", "45 Lâm Văn Bền", "028 3822 1234", "32.000 đ", "36.000 đ"):
        assert said in text
    # What there is comes first, what is sold out last.
    assert text.index("Gạo ST25") < text.index("Sữa tươi") < text.index("Khẩu trang")
    links = {one.attributes.get("href", "") for one in page.all("a")}
    assert "tel:+842838221234" in links
    assert any(f"destination={HERE.lat},{HERE.lon}" in link for link in links)
    og = {
        one.attributes["property"]: one.attributes["content"]
        for one in page.all("meta")
        if "property" in one.attributes
    }
    assert og["og:title"] == "Tạp hoá Cô Sáu"
    assert "Gạo ST25" in og["og:description"]


def test_it_tells_nothing_of_its_owner(app: Flask, people: People, client: Browser) -> None:
    shop = a_shop(app, people, phone=None)
    text = client.get(f"/suppliers/{shop}").get_data(as_text=True)
    assert people.shop.phone not in text
    assert str(people.shop.id) not in text


def test_only_a_supplier_has_a_page(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        volunteer = help_from(people.huong.account()).id
        group = a_group(people.huong.account()).id
    for nobody in (volunteer, group, uuid.uuid4()):
        client.page(f"/suppliers/{nobody}", 404)
        people.huong.browser.page(f"/suppliers/{nobody}", 404)


def test_a_shop_that_was_taken_out_has_none(app: Flask, people: People, client: Browser) -> None:
    shop = a_shop(app, people)
    assert people.shop.client.delete(f"/api/v1/responders/{shop}").status_code == 204
    client.page(f"/suppliers/{shop}", 404)


def test_a_shop_of_an_erased_account_has_none(app: Flask, people: People, client: Browser) -> None:
    shop = a_shop(app, people)
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    client.page(f"/suppliers/{shop}", 404)


def test_who_acts_for_it_is_led_to_what_they_may_change(
    app: Flask, people: People, client: Browser
) -> None:
    shop = a_shop(app, people)

    def leads_to(browser: Browser) -> set[str]:
        page = browser.page(f"/suppliers/{shop}")
        return {one.attributes.get("href", "") for one in page.all("a")}

    edit, claim = f"/responders/{shop}/edit", f"/suppliers/{shop}/claim"
    goods = f"/responders/{shop}/goods"
    assert {edit, goods} <= leads_to(people.shop.browser)
    assert claim not in leads_to(people.shop.browser)
    with app.test_request_context():
        invitation = members.invite(people.shop.account(), shop, people.minh.phone)
        members.accept(people.minh.account(), invitation.id)
    assert goods in leads_to(people.minh.browser)
    assert edit not in leads_to(people.minh.browser)
    for other in (client, people.huong.browser):
        assert edit not in leads_to(other)
        assert claim in leads_to(other)


@pytest.mark.parametrize(
    ("days", "said", "unsaid"),
    [(0, "còn hàng", "may have changed"), (5, "còn hàng", ""), (20, "32.000", "còn hàng")],
)
def test_an_old_stock_says_so_and_a_very_old_one_is_not_said(
    days: int, said: str, unsaid: str, app: Flask, people: People, client: Browser
) -> None:
    shop = a_shop(app, people, goods=[GoodDetails(name="Gạo", price=32_000)])
    with app.test_request_context(), transaction():
        responder_now(shop).goods[0].told_at = utcnow() - timedelta(days=days)
    text = words(client.page(f"/suppliers/{shop}"))
    assert said in text
    assert not unsaid or unsaid not in text
    assert data_of(client.page(f"/suppliers/{shop}"))["makesOffer"][0].get("availability") == (
        "https://schema.org/InStock" if days < 14 else None
    )


@pytest.mark.parametrize(
    ("hours", "at", "shape", "words_said"),
    [
        ("24/7", MORNING, "helped", "Open day and night"),
        ("Mo-Su 06:00-20:00", MORNING, "helped", "Open until 20:00"),
        ("Mo-Su 06:00-08:30", MORNING, "open", "Closes soon, at 8:30"),
        ("Mo-Su 09:00-20:00", MORNING, "closed", "Closed, opens at 9:00"),
        ("Mo-Su 05:00-07:00", MORNING, "closed", "Closed, opens tomorrow at 5:00"),
        ("Sa 07:00-12:00", MORNING, "closed", "Closed, opens on Saturday at 7:00"),
        ("off", MORNING, "closed", "Closed now"),
        ("2033 Mo-Su 07:00-19:00", MORNING, "closed", "Closed now"),
        ("Mo-Su 18:00-02:00", MORNING.replace(hour=18), "helped", "Open until 2:00"),
        ("", MORNING, "plain", "Hours not told"),
    ],
)
def test_the_state_says_what_comes_next(
    hours: str, at: datetime, shape: str, words_said: str, app: Flask, people: People
) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        shop = help_from(people.shop.account(), kind="supplier", opening_hours=hours)
        assert opening(shop, at) == (shape, words_said)
        shop.available = False
        assert opening(shop, at) == ("closed", "Closed for now")


def test_the_table_has_holidays_and_breaks_in_it(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        days = days_ahead("Mo-Sa 07:00-11:00,13:00-18:30; PH off", MORNING)
        usual = ["7:00–11:00", "13:00–18:30"]
        assert [day.hours for day in days] == [
            ["closed"], ["closed"], usual, usual, ["closed"], usual, usual,
        ]  # fmt: skip
        assert [day.today for day in days] == [True, *[False] * 6]
        assert days[0].name == "Wednesday, 30/4"
        assert days_ahead("", MORNING) == []
        assert days_ahead("24/7", MORNING)[3].hours == ["day and night"]
        assert days_ahead("Mo-Su 18:00-02:00", MORNING)[0].hours == ["18:00–2:00"]
        assert besides("Mo-Sa 07:00-11:00; PH off") == "Holidays: Closed"
        assert besides("Mo-Sa 07:00-11:00") == ""
        assert "24" in besides("Mo-Su 07:00-19:00; Dec 24 off")


def test_search_engines_read_the_same(app: Flask, people: People, client: Browser) -> None:
    shop = a_shop(app, people, delivers=True, name='Tạp hoá </script><b>"Cô Sáu"')
    told = data_of(client.page(f"/suppliers/{shop}"))
    assert told["@context"] == "https://schema.org"
    assert told["@type"] == "GroceryStore"
    assert told["url"] == f"http://localhost/suppliers/{shop}"
    assert told["name"] == 'Tạp hoá </script><b>"Cô Sáu"'
    assert told["telephone"] == "+842838221234"
    assert told["address"] == {
        "@type": "PostalAddress", "streetAddress": "45 Lâm Văn Bền", "addressCountry": "VN",
    }  # fmt: skip
    assert told["geo"] == {
        "@type": "GeoCoordinates", "latitude": HERE.lat, "longitude": HERE.lon,
    }  # fmt: skip
    assert told["areaServed"]["geoRadius"] == 10_000
    assert told["makesOffer"][0] == {
        "@type": "Offer",
        "itemOffered": {"@type": "Product", "name": "Gạo ST25"},
        "availability": "https://schema.org/InStock",
        "price": 32_000,
        "priceCurrency": "VND",
    }
    open_days, shut = told["openingHoursSpecification"]
    assert (open_days["opens"], open_days["closes"]) == ("06:00", "20:00")
    assert open_days["dayOfWeek"][0] == "https://schema.org/Monday"
    assert len(open_days["dayOfWeek"]) == 6
    assert (shut["opens"], shut["closes"]) == ("00:00", "00:00")
    assert shut["dayOfWeek"] == ["https://schema.org/Sunday"]


@pytest.mark.parametrize(
    "hours",
    ["24/7", "Mo-Su 18:00-02:00", "Mo-Su 06:00-24:00; PH off", "Mo-Su 07:00-19:00; Dec 24 off"],
)
def test_hours_for_search_engines_are_times_of_a_day(
    hours: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", opening_hours=hours)
        spans = structured(shop, "https://connect.example", MORNING)["openingHoursSpecification"]
    assert spans
    for one in spans:
        assert one["@type"] == "OpeningHoursSpecification"
        for name in ("opens", "closes"):
            assert re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", one[name])
        assert ("dayOfWeek" in one) != ("validFrom" in one)


def test_a_shop_that_is_closed_for_now_tells_search_engines_no_hours(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", opening_hours="24/7")
        with transaction():
            shop.available = False
        told = structured(shop, "https://connect.example", MORNING)
    assert "openingHoursSpecification" not in told


@pytest.mark.parametrize(
    ("line", "address"),
    [("", None), ("Rue Capois", {"@type": "PostalAddress", "streetAddress": "Rue Capois"})],
)
def test_a_shop_abroad_is_not_said_to_be_in_viet_nam(
    line: str, address: dict[str, str] | None, app: Flask, people: People
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", address=line)
        with transaction():
            shop.lat, shop.lon = 18.54, -72.34
        told = structured(shop, "https://connect.example", MORNING)
    assert told.get("address") == address


def test_no_hours_and_no_goods_are_said_so(app: Flask, people: People, client: Browser) -> None:
    shop = a_shop(app, people, opening_hours="", goods=[], address="", categories=["food", "other"])
    told = data_of(client.page(f"/suppliers/{shop}"))
    assert told["@type"] == "Store"
    assert not {"openingHoursSpecification", "makesOffer", "areaServed"} & set(told)
    assert told["address"] == {"@type": "PostalAddress", "addressCountry": "VN"}
