"""Orders for shops by the pages: written at the desk, read on the page of each shop."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.accounts import Role
from connect.foundation.database import transaction
from connect.responders import give, keep_orders, orders_in
from tests.people import People
from tests.suppliers.orders import BEN_THANH_WARD, DECREE, HANOI, HCMC, ordered, today
from tests.suppliers.shops import listed
from tests.web import Browser, words

DESK, NEW = "/desk/opening-orders", "/desk/opening-orders/new"
TOLD: dict[str, Any] = {
    "areas": HCMC,
    "says": "shut",
    "but_categories": ["food", "medicine"],
    "reason": "Chỉ thị 16",
    "link": DECREE,
}


@pytest.fixture
def shop(app: Flask) -> uuid.UUID:
    return listed(app, categories=["school_supplies"], name="Nhà sách Kim Liên")


def written(app: Flask) -> list[Any]:
    with app.test_request_context():
        return orders_in(None)


def test_from_the_desk_to_the_page_of_a_shop_and_back(
    app: Flask, people: People, shop: uuid.UUID, client: Browser
) -> None:
    desk, page = people.chi_lan.browser, f"/suppliers/{shop}"
    last = today() + timedelta(3)
    told = TOLD | {"last_day": last.isoformat(), "but_goods": "oxy, sữa"}
    assert desk.send(NEW, **told).status_code == 303
    [order] = written(app)
    assert (order.areas, order.hours, order.first_day) == ([HCMC], "off", today())
    assert (order.last_day, order.but_categories) == (last, ["food", "medicine"])
    assert {"oxygen", "milk"} <= set(order.but_goods)
    assert "Đang chuyển tới các cửa hàng" in words(desk.page(DESK))
    with app.app_context():
        assert keep_orders() == 1
    assert "Đang có hiệu lực" in words(desk.page(DESK))
    said = words(client.page(page))
    assert f"Đóng cửa theo lệnh đến {last.day}/{last.month}" in said
    for part in ("Chỉ thị 16", "Thành phố Hồ Chí Minh", "hochiminhcity.gov.vn", "Sữa"):
        assert part in said
    assert '"opens": "00:00"' in client.get(page).get_data(as_text=True)  # shut, says JSON-LD
    desk.send(DESK, action="/lift")
    with app.app_context():
        assert keep_orders() == 1
    assert "Chỉ thị 16" not in words(client.page(page))
    assert "Đã bỏ ngày" in words(desk.page(DESK))
    assert desk.post(f"{DESK}/{order.id}/lift", data=desk.csrf()).status_code == 303  # over already


def test_hours_that_an_order_allows(
    app: Flask, people: People, shop: uuid.UUID, client: Browser
) -> None:
    ordered(app, people.chi_lan, hours="06:00-11:00,14:00-18:00", last_day=None, link="")
    said = words(client.page(f"/suppliers/{shop}"))
    assert "06:00–11:00, 14:00–18:00" in said
    assert "7:00–11:00" in said  # its own hours begin at 7
    assert "14:00–18:00" in said


def test_its_owner_is_told_and_need_not_change_anything(
    app: Flask, people: People, shop: uuid.UUID
) -> None:
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
    edit, sentence = f"/responders/{shop}/edit", "lệnh của chính quyền"
    owner = people.shop.browser
    assert sentence not in words(owner.page(edit))
    ordered(app, people.chi_lan)
    assert sentence in words(owner.page(edit))
    assert owner.send(edit, note="Giao tận nhà.").status_code == 303
    assert "Giao tận nhà." in words(owner.page(f"/suppliers/{shop}"))


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("areas", {"areas": []}),
        ("areas", {"areas": HANOI}),
        ("areas", {"areas": [HCMC, BEN_THANH_WARD]}),
        ("first_day", {"first_day": ""}),
        ("first_day", {"first_day": "31/2/2027"}),
        ("last_day", {"last_day": "2020-01-01"}),
        ("last_day", {"last_day": "9999-12-31"}),
        ("says", {"says": "nothing"}),
        ("hours", {"says": "hours"}),
        ("hours", {"says": "hours", "hours": "often"}),
        ("hours", {"says": "hours", "hours": ",".join(f"{n}-{n}:30" for n in range(9))}),
        ("but_categories", {"but_categories": ["food"]}),
        ("but_categories", {"but_categories": ["medicine", "nothing"]}),
        ("but_goods", {"but_goods": "gạo, vàng miếng"}),
        ("reason", {"reason": " "}),
        ("reason", {"reason": "x" * 161}),
        ("link", {"link": "http://hochiminhcity.gov.vn"}),
        ("link", {"link": "javascript:alert(1)"}),
        ("link", {"link": "https://hochiminhcity.gov.vn@evil.example"}),
        ("link", {"link": "https://hochiminhcity.gov.vn\\@evil.example/"}),
        ("link", {"link": "https://[::1"}),
        ("link", {"link": "https://10.0.0.1/decree"}),
        ("link", {"link": "https://localhost/"}),
        ("link", {"link": "https://example.org:port/"}),
    ],
)
def test_what_cannot_be_meant_is_said_beside_its_field(
    app: Flask, people: People, field: str, wrong: dict[str, Any]
) -> None:
    desk = people.chi_lan.browser
    told = {"last_day": "", "first_day": today().isoformat()} | TOLD | wrong
    answer = desk.send(NEW, **told)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    assert written(app) == []


def test_pharmacies_are_shut_only_by_who_says_so_twice(app: Flask, people: People) -> None:
    desk = people.chi_lan.browser
    told = TOLD | {"but_categories": ["food"]}
    answer = desk.send(NEW, **told)
    assert answer.status_code == 422
    assert 'name="medicine_too"' in answer.get_data(as_text=True)
    assert desk.send(NEW, **told, medicine_too="y").status_code == 303
    assert [one.but_categories for one in written(app)] == [["food"]]


def test_an_admin_chooses_the_province_first(app: Flask, people: People) -> None:
    root = people.root.browser
    page = root.page(NEW)
    assert f"{NEW}?province={HANOI}" in {one.attributes.get("href") for one in page.all("a")}
    for nothing in ("99", "26743", "63-01"):
        assert 'name="reason"' not in root.get(f"{NEW}?province={nothing}").get_data(as_text=True)
    told = TOLD | {"areas": HANOI}
    assert root.send(f"{NEW}?province={HANOI}", **told).status_code == 303
    assert [one.areas for one in written(app)] == [[HANOI]]
    assert "Chỉ thị 16" not in words(people.chi_lan.browser.page(DESK))
    assert "Chỉ thị 16" in words(people.anh_ha.browser.page(DESK))


def test_who_serves_a_ward_reads_what_holds_there_and_lifts_only_their_own(
    app: Flask, people: People
) -> None:
    from_above = ordered(app, people.chi_lan)
    ward = people.minh.browser
    with app.test_request_context(), transaction():
        account = people.minh.account()
        account.role, account.area_codes = Role.COORDINATOR, [BEN_THANH_WARD]

    def lifts() -> list[str]:
        forms = ward.page(DESK).all("form")
        return [one.attributes["action"] for one in forms if "/lift" in one.attributes["action"]]

    assert "Chỉ thị 16" in words(ward.page(DESK))
    assert lifts() == []
    assert ward.post(f"{DESK}/{from_above}/lift", data=ward.csrf()).status_code == 403
    # The one ward is ticked already.
    told = {name: value for name, value in TOLD.items() if name != "areas"}
    assert ward.send(NEW, **told).status_code == 303
    [own] = [one for one in written(app) if one.id != from_above]
    assert own.areas == [BEN_THANH_WARD]
    assert lifts() == [f"{DESK}/{own.id}/lift"]
