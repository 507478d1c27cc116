"""Something is wrong with a shop: anybody says so, coordinators of its place see to it."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import NoResultFound

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.suppliers.models import ShopReport, Trouble
from connect.suppliers.reports import KEPT, forget_old_reports
from tests.people import People, count
from tests.situations import HERE, help_from
from tests.suppliers.shops import listed
from tests.web import Browser, browser_of, words


@pytest.fixture
def shop(app: Flask, people: People) -> uuid.UUID:
    """Cô Sáu's, in District 7."""
    with app.test_request_context():
        return help_from(
            people.shop.account(), kind="supplier", name="Tạp hoá Cô Sáu", point=HERE
        ).id


def say(browser: Browser, shop: uuid.UUID, trouble: str = "price", said: str = "") -> int:
    price = {"good": "Gạo", "price": "60k"} if trouble == "price" else {}
    return browser.send(
        f"/suppliers/{shop}/wrong", trouble=trouble, words=said, **price
    ).status_code


def test_anybody_says_it_and_the_coordinator_of_the_place_reads_it(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    assert say(client, shop, "price", "Gạo 60.000 đ một ký") == 303
    assert "Tạp hoá Cô Sáu" in words(client.page(f"/suppliers/{shop}"))
    told = words(people.chi_lan.browser.page("/desk/entries"))
    assert "Tạp hoá Cô Sáu" in told
    assert "Gạo 60.000 đ một ký" in told
    # Hà Nội is another coordinator's.
    assert "Tạp hoá Cô Sáu" not in words(people.anh_ha.browser.page("/desk/entries"))
    assert "Tạp hoá Cô Sáu" in words(people.root.browser.page("/desk/entries"))


def test_the_shop_and_strangers_do_not_read_it(
    people: People, client: Browser, shop: uuid.UUID
) -> None:
    assert say(client, shop, "price", "Gạo 60.000 đ") == 303
    for other in (client, people.shop.browser, people.huong.browser):
        assert "60.000" not in words(other.page(f"/suppliers/{shop}"))
        assert other.get("/desk/entries").status_code in (302, 303, 403)


def test_the_same_browser_counts_once_and_another_counts_too(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    say(client, shop, "hours", "Mở lúc 9 giờ")
    say(client, shop, "hours", "Mở lúc 8 giờ")
    assert count(app, ShopReport) == 1
    assert "Mở lúc 8 giờ" in words(people.chi_lan.browser.page("/desk/entries"))
    say(client, shop, "place")
    say(browser_of(app), shop, "hours")
    for _time in range(2):
        say(people.huong.browser, shop, "hours")
    assert count(app, ShopReport) == 4
    assert "× 3" in words(people.chi_lan.browser.page("/desk/entries"))


def test_nobody_can_be_told_from_what_is_kept(app: Flask, people: People, shop: uuid.UUID) -> None:
    say(people.huong.browser, shop)
    with app.test_request_context():
        [kept] = db.session.query(ShopReport)
        assert len(kept.reporter) == 64
        assert str(people.huong.id) not in kept.reporter


def test_a_report_without_a_reason_is_refused(app: Flask, client: Browser, shop: uuid.UUID) -> None:
    for trouble in ("", "nonsense"):
        assert say(client, shop, trouble) == 422
    assert say(client, shop, "other", "x" * 201) == 422
    assert count(app, ShopReport) == 0


def test_only_of_a_shop_can_something_be_said(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        volunteer = help_from(people.huong.account()).id
    for nothing in (volunteer, uuid.uuid4()):
        assert client.get(f"/suppliers/{nothing}/wrong").status_code == 404
        told = {"trouble": "gone"} | client.csrf()
        assert client.post(f"/suppliers/{nothing}/wrong", data=told).status_code == 404
    assert count(app, ShopReport) == 0


def test_seen_to_it_is_off_the_list(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    say(client, shop)
    settle = f"/desk/entries/reports/{shop}/settle"
    for other, status in (
        (client, (302, 303)),
        (people.huong.browser, (403,)),
        (people.anh_ha.browser, (404,)),
    ):
        answer = other.post(settle, data=other.csrf())
        assert answer.status_code in status
        assert "/desk" not in (answer.location or "") or "sign-in" in answer.location
    assert count(app, ShopReport) == 1
    assert people.chi_lan.browser.send("/desk/entries", action=settle).status_code == 303
    assert count(app, ShopReport) == 0


def test_a_shop_that_is_taken_out_takes_its_reports_off_the_list(
    people: People, client: Browser, shop: uuid.UUID
) -> None:
    say(client, shop, "gone", "Đã dọn đi")
    assert people.shop.client.delete(f"/api/v1/responders/{shop}").status_code == 204
    assert "Đã dọn đi" not in words(people.chi_lan.browser.page("/desk/entries"))


def test_a_coordinator_takes_out_a_shop_of_nobody_that_is_gone(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    entry, lan = listed(app), people.chi_lan.browser
    settle, gone = f"/desk/entries/reports/{entry}/settle", {"gone": "1"}
    say(client, entry, "hours")
    assert lan.post(settle, data=gone | lan.csrf()).status_code == 404  # nobody says so
    say(client, entry, "gone", "Đã dọn đi")
    say(client, shop, "gone")
    elsewhere = people.anh_ha.browser
    assert elsewhere.post(settle, data=gone | elsewhere.csrf()).status_code == 404
    page = lan.page("/desk/entries")
    offered = [one for one in page.all("input") if one.attributes["name"] == "gone"]
    assert len(offered) == 1  # who looks after a shop says it themselves
    owned = f"/desk/entries/reports/{shop}/settle"
    assert lan.post(owned, data=gone | lan.csrf()).status_code == 303
    assert client.get(f"/suppliers/{shop}").status_code == 200
    assert lan.post(settle, data=gone | lan.csrf()).status_code == 303
    assert client.get(f"/suppliers/{entry}").status_code == 404
    assert "Đã dọn đi" not in words(lan.page("/desk/entries"))
    with pytest.raises(NoResultFound):
        listed(app)  # the file again


def test_they_are_kept_for_three_months(app: Flask, client: Browser, shop: uuid.UUID) -> None:
    say(client, shop, Trouble.GONE)
    with app.app_context():
        assert forget_old_reports(utcnow() + KEPT - timedelta(hours=1)) == 0
        assert forget_old_reports(utcnow() + KEPT + timedelta(hours=1)) == 1
    assert count(app, ShopReport) == 0


def test_ten_a_day_from_one_place(
    another_app: Callable[..., Flask], app: Flask, shop: uuid.UUID
) -> None:
    assert app
    limited = another_app(limits=True)
    got = [say(browser_of(limited), shop) for _n in range(10)]
    assert got == [303] * 10
    page = browser_of(limited)
    told = {"trouble": "gone"} | page.csrf()
    assert page.post(f"/suppliers/{shop}/wrong", data=told).status_code == 429
