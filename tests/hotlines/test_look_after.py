"""Coordinators look after the numbers of their area, admins after all: add, correct, check."""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect import hotlines
from connect.foundation import audit
from connect.foundation.database import db
from connect.hotlines import Hotline
from tests.page import values_of
from tests.people import People, count
from tests.situations import a_hotline
from tests.web import words

TAN_HUNG, HCMC, HA_NOI = "27475", "79", "01"


def add(app: Flask, people: People, **told: object) -> uuid.UUID:
    root = people.root
    with app.test_request_context():
        return hotlines.add(root.account(), a_hotline(**told)).id


def hotline_now(app: Flask, hotline_id: uuid.UUID) -> Hotline:
    with app.app_context():
        found = db.session.get(Hotline, hotline_id)
        assert found is not None
        return found


def test_a_coordinator_adds_a_number_for_their_area(app: Flask, people: People) -> None:
    browser = people.chi_lan.browser
    answer = browser.send(
        "/desk/hotlines/new",
        name_vi="Trạm y tế phường Tân Hưng",
        phones="028 3775 1234; 1022",
        topics=["medical_advice", "covid"],
        area="tan hung, tphcm",
        hours="Mon–Fri 07:30–16:30",
    )
    assert answer.status_code == 303
    [told] = people.nobody.client.get(f"/api/v1/hotlines?ward={TAN_HUNG}").get_json()["items"]
    assert told["phones"] == ["+842837751234", "1022"]
    assert told["topics"] == ["medical_advice", "covid"]
    assert told["area"]["code"] == TAN_HUNG
    assert told["hours"] == "Mo-Fr 07:30-16:30"
    assert told["verified_on"] is None, "nobody has called it yet"
    assert "Trạm y tế phường Tân Hưng" in words(browser.page("/desk/hotlines"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phones": "115; 12"}, "phones"),
        ({"phones": ""}, "phones"),
        ({"topics": []}, "topics"),
        ({"name_vi": ""}, "name_vi"),
        ({"area": "khong co noi nay"}, "area"),
        ({"area": "tan phong"}, "area"),
        ({"area": "hoan kiem, ha noi"}, "area"),
        ({"area": ""}, "area"),
        ({"hours": "sáng"}, "hours"),
    ],
)
def test_what_is_not_right_yet_is_said_beside_its_field(
    wrong: dict[str, Any], field: str, app: Flask, people: People
) -> None:
    right: dict[str, Any] = {
        "name_vi": "Trạm y tế", "phones": "115", "topics": ["covid"], "area": "79",
    }  # fmt: skip
    answer = people.chi_lan.browser.send("/desk/hotlines/new", **(right | wrong))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    assert count(app, Hotline) == 0


def test_one_tap_says_that_it_answers_today(app: Flask, people: People) -> None:
    first = add(app, people, area_code=TAN_HUNG, name_vi="Gọi rồi")
    second = add(app, people, area_code=HCMC, name_vi="Chưa gọi")
    lan = people.chi_lan
    browser = lan.browser
    assert browser.send("/desk/hotlines", action=f"/desk/hotlines/{first}/verify").location
    checked = hotline_now(app, first)
    assert checked.verified_on is not None
    assert checked.verified_by_id == lan.id
    shown = words(browser.page("/desk/hotlines"))
    assert shown.index("Chưa gọi") < shown.index("Gọi rồi"), "who was not called stands on top"
    assert shown.count("Chi Lan đã gọi") == 1
    assert hotline_now(app, second).verified_on is None
    with app.app_context():
        acts = [(entry.actor, entry.action) for entry in audit.history(first)]
    assert acts[-1] == (str(lan.id), "hotline_verified")


def test_another_number_is_not_checked_any_more(app: Flask, people: People) -> None:
    here = add(app, people, area_code=HCMC, phones=["1022"])
    browser = people.chi_lan.browser
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/verify")
    assert browser.send(f"/desk/hotlines/{here}", note_vi="Bấm phím 2").status_code == 303
    assert hotline_now(app, here).verified_on is not None
    assert hotline_now(app, here).note_vi == "Bấm phím 2"
    assert browser.send(f"/desk/hotlines/{here}", phones="1800 1119").status_code == 303
    assert hotline_now(app, here).phones == ["18001119"]
    assert hotline_now(app, here).verified_on is None


def test_who_called_the_number_of_before_has_not_checked_the_new_one(
    app: Flask, people: People
) -> None:
    here = add(app, people, area_code=HCMC, phones=["1022"])
    browser = people.chi_lan.browser
    open_page = values_of(browser.page("/desk/hotlines").form("/verify"))
    browser.send(f"/desk/hotlines/{here}", phones="1800 1119")
    answer = browser.post(f"/desk/hotlines/{here}/verify", data=open_page)
    assert answer.status_code == 303
    assert "Số này vừa được sửa" in words(browser.page("/desk/hotlines"))
    assert hotline_now(app, here).verified_on is None
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/verify")
    assert hotline_now(app, here).verified_on is not None


def test_what_is_off_the_list_is_not_checked(app: Flask, people: People) -> None:
    here = add(app, people, area_code=HCMC)
    browser = people.chi_lan.browser
    open_page = values_of(browser.page("/desk/hotlines").form("/verify"))
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/retire")
    browser.post(f"/desk/hotlines/{here}/verify", data=open_page)
    assert "không làm việc này được nữa" in words(browser.page("/desk/hotlines"))
    assert hotline_now(app, here).verified_on is None


def test_a_number_that_is_gone_leaves_the_list_and_can_come_back(
    app: Flask, people: People
) -> None:
    here = add(app, people, area_code=HCMC)
    browser, stranger = people.chi_lan.browser, people.nobody.client
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/retire")
    assert stranger.get("/api/v1/hotlines?ward=79").get_json()["items"] == []
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/restore")
    assert len(stranger.get("/api/v1/hotlines?ward=79").get_json()["items"]) == 1


@pytest.mark.parametrize("area", [None, HA_NOI], ids=["the country", "another province"])
def test_other_areas_are_not_theirs(area: str | None, app: Flask, people: People) -> None:
    here = add(app, people, area_code=area, name_vi="Không phải của Lan")
    browser = people.chi_lan.browser
    assert "Không phải của Lan" not in words(browser.page("/desk/hotlines"))
    assert browser.get(f"/desk/hotlines/{here}").status_code == 403
    for act in ("verify", "retire", "restore"):
        answer = browser.post(f"/desk/hotlines/{here}/{act}", data=browser.csrf())
        assert answer.status_code == 403, act
    changed = browser.post(
        f"/desk/hotlines/{here}",
        data={"name_vi": "Của Lan", "phones": "115", "topics": "covid"} | browser.csrf(),
    )
    assert changed.status_code == 403
    assert hotline_now(app, here).name_vi == "Không phải của Lan"


def test_a_coordinator_gives_none_of_theirs_to_another_area(app: Flask, people: People) -> None:
    here = add(app, people, area_code=HCMC)
    answer = people.chi_lan.browser.send(f"/desk/hotlines/{here}", area="ha noi")
    assert answer.status_code == 422
    assert hotline_now(app, here).area_code == HCMC


def test_an_admin_looks_after_the_whole_country(app: Flask, people: People) -> None:
    here = add(app, people, area_code=None, name_vi="Cấp cứu", phones=["115"])
    browser = people.root.browser
    browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/verify")
    assert hotline_now(app, here).verified_on is not None


@pytest.mark.parametrize("name", ["huong", "nobody"])
def test_nobody_else_has_that_desk(name: str, app: Flask, people: People) -> None:
    browser = getattr(people, name).browser
    for path in ("/desk/hotlines", "/desk/hotlines/new", f"/desk/hotlines/{uuid.uuid4()}"):
        assert browser.get(path).status_code in (403, 404), path
    assert app.test_client().get("/desk/hotlines").status_code in (302, 303)


def test_many_are_read_page_by_page(app: Flask, people: People) -> None:
    for n in range(53):
        add(app, people, area_code=HCMC, name_vi=f"Số {n:02}.")
    browser = people.chi_lan.browser
    first, second = words(browser.page("/desk/hotlines")), browser.page("/desk/hotlines?page=2")
    seen = [n for n in range(53) if f"Số {n:02}." in first]
    assert len(seen) == 50
    assert [n for n in range(53) if f"Số {n:02}." in words(second)] == sorted(
        set(range(53)) - set(seen)
    )
    for page in ("0", "-3", "x", "99999999999999999999"):
        assert browser.get(f"/desk/hotlines?page={page}").status_code == 200, page


def test_who_has_checked_may_be_erased_and_the_day_stays(app: Flask, people: People) -> None:
    here = add(app, people, area_code=HCMC)
    people.chi_lan.browser.send("/desk/hotlines", action=f"/desk/hotlines/{here}/verify")
    assert people.chi_lan.client.delete("/api/v1/me").status_code == 204
    assert hotline_now(app, here).verified_by_id is None
    assert hotline_now(app, here).verified_on is not None
